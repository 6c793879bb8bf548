// What `npm run release -- patch|minor|major|x.y.z` needs besides npm: npm itself asks for a clean work tree, sets the version in
// package.json and the lock, commits and tags. This runs as its script `preversion`, which refuses a release that is not
// ready before anything is changed, as `version`, which dates the changelog for the commit, and as `prepublishOnly`: what is
// published is what was tagged.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const CHANGELOG = 'CHANGELOG.md';
const GATE = '.ci/run';
/** The changelog's newest section: its heading, name and date, and what stands in it. */
const NEWEST = /^## \[([^\]]+)\](?: - (\S+))?[^\n]*$([^]*?)(?=^## |$(?![^]))/m;

class Refusal extends Error {}

const {
  npm_old_version: before = '',
  npm_new_version: version = '',
  npm_lifecycle_event: step,
} = process.env;

try {
  if (step === 'preversion') check();
  else if (step === 'version') date();
  else if (step === 'prepublishOnly') checkTagged(process.env.npm_package_version);
  else throw new Refusal('this is run by npm: npm run release -- patch|minor|major|x.y.z');
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`No release: ${error.message}`);
  process.exitCode = 1;
}

function check() {
  const branch = git('branch', '--show-current');
  if (branch !== 'main') throw new Refusal(`releases are made on main, this is ${branch || 'no branch'}.`);
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Refusal(`${version} is not x.y.z.`);
  if (isTagged(version)) throw new Refusal(`the tag v${version} is there already.`);
  if (version !== before && !isTagged(before))
    throw new Refusal(`${before} itself has not been released yet: npm run release -- ${before}`);
  if (version.localeCompare(before, 'en', { numeric: true }) < 0)
    throw new Refusal(`${version} is older than ${before}.`);
  openSection();
  console.log(`Running the gate, ${GATE}: this takes a quarter of an hour, or two.`);
  if (spawnSync('bash', [GATE], { stdio: 'inherit' }).status !== 0)
    throw new Refusal(`the gate (${GATE}) has not passed.`);
}

function checkTagged(published) {
  const changes = git('status', '--porcelain');
  if (changes !== '') throw new Refusal(`the work tree is not clean:\n${changes}`);
  if (!git('tag', '--points-at', 'HEAD').split('\n').includes(`v${published}`))
    throw new Refusal(`this commit is not tagged v${published}: npm run release comes first.`);
}

function date() {
  const { text, heading } = openSection();
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(CHANGELOG, text.replace(heading, `## [${version}] - ${today}`));
  git('add', CHANGELOG);
}

/** The section of what is to be released. Refuses one that is dated already, or says nothing. */
function openSection() {
  const text = readFileSync(CHANGELOG, 'utf8');
  const [section = '', name, dated, changes = ''] = NEWEST.exec(text) ?? [];
  const [heading] = section.split('\n', 1);
  if (name !== 'Unreleased' && (name !== version || dated !== 'unreleased'))
    throw new Refusal(
      `${CHANGELOG} begins with ${heading || 'nothing'}: write what is new under "## [Unreleased]" or "## [${version}] - unreleased" first.`,
    );
  if (!/^- \S/m.test(changes)) throw new Refusal(`${CHANGELOG} lists no change under ${heading}.`);
  return { text, heading };
}

function isTagged(name) {
  return git('tag', '--list', `v${name}`) !== '';
}

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) throw new Refusal(`git ${args[0]} failed: ${stderr}`);
  return stdout.trim();
}
