// Makes a release of the state of main: `npm run release -- patch|minor|major|x.y.z [--dry-run] [--publish]`.
//
// Checks the preconditions (a clean main, a non-empty changelog, a matching lock file, a free tag), dates the changelog,
// writes the version, runs the gate, commits, tags and packs. It pushes nothing. Without --publish it only prints the next steps;
// with --dry-run it changes nothing and runs no gate.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';

const MANIFEST = 'package.json';
const LOCK = 'package-lock.json';
const CHANGELOG = 'CHANGELOG.md';
const GATE = '.ci/run';
const USAGE = 'npm run release -- patch|minor|major|x.y.z [--dry-run] [--publish]';
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;
/** The parts of package.json that the lock file repeats. */
const LOCKED_PARTS = [
  'name',
  'version',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'engines',
  'bin',
];

/** Why a release is refused: a sentence for the user. */
class Refusal extends Error {}

try {
  release(readArguments());
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`No release: ${error.message}`);
  process.exitCode = 1;
}

function release({ step, isDry, isPublished }) {
  const manifest = json(MANIFEST);
  const lock = json(LOCK);
  const version = nextVersion(manifest.version, step);
  const tag = `v${version}`;
  checkRepository(tag);
  checkLock(manifest, lock);
  const changelog = dated(readFileSync(CHANGELOG, 'utf8'), version);

  console.log(
    `${manifest.name} ${manifest.version} → ${version}, with these changes:\n\n${changelog.changes}\n`,
  );
  if (isDry) {
    console.log(
      `A dry run ends here. Otherwise: ${CHANGELOG} dated, ${MANIFEST} and ${LOCK} set to ${version}, ${GATE} run,`,
    );
    console.log(`committed, tagged ${tag}, packed${isPublished ? ' and published' : ''}.`);
    return;
  }

  writeFileSync(CHANGELOG, changelog.text);
  writeVersion(version);
  if (!passesGate()) {
    run('git', ['checkout', '--', CHANGELOG, MANIFEST, LOCK]);
    throw new Refusal(
      `the gate (${GATE}) has not passed. ${CHANGELOG}, ${MANIFEST} and ${LOCK} are as they were.`,
    );
  }
  run('git', ['commit', '--quiet', '-m', `Release ${version}`, '--', CHANGELOG, MANIFEST, LOCK]);
  run('git', ['tag', '-a', tag, '-m', `${manifest.name} ${version}`]);
  const tarball = pack();
  publish(tarball, tag, isPublished);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, publish: { type: 'boolean' } },
    });
    const [step, ...others] = positionals;
    if (step !== undefined && others.length === 0) {
      return { step, isDry: values['dry-run'] === true, isPublished: values.publish === true };
    }
  } catch (error) {
    throw new Refusal(`${error.message}\n${USAGE}`);
  }
  throw new Refusal(`which version? ${USAGE}`);
}

/** A version that was never tagged is released next, whatever its number. */
function nextVersion(current, step) {
  const numbers = VERSION.exec(current)?.slice(1).map(Number);
  if (numbers === undefined) throw new Refusal(`${MANIFEST} has the version ${current}, which is not x.y.z.`);
  if (VERSION.test(step)) {
    const wanted = VERSION.exec(step).slice(1).map(Number);
    if (compare(wanted, numbers) < 0) throw new Refusal(`${step} is older than ${current}.`);
    return step;
  }
  const place = ['major', 'minor', 'patch'].indexOf(step);
  if (place === -1) throw new Refusal(`"${step}" is no version. ${USAGE}`);
  if (!hasTag(`v${current}`)) {
    throw new Refusal(`${current} itself has not been released yet: npm run release -- ${current}`);
  }
  return numbers
    .map((number, index) => (index < place ? number : index === place ? number + 1 : 0))
    .join('.');
}

function compare(one, two) {
  const place = one.findIndex((number, index) => number !== two[index]);
  return place === -1 ? 0 : one[place] - two[place];
}

function checkRepository(tag) {
  const branch = output('git', ['branch', '--show-current']);
  if (branch !== 'main') throw new Refusal(`releases are made on main, this is ${branch || 'no branch'}.`);
  const changes = output('git', ['status', '--porcelain']);
  if (changes !== '') throw new Refusal(`the work tree is not clean:\n${changes}`);
  if (hasTag(tag)) throw new Refusal(`the tag ${tag} is there already.`);
}

function hasTag(tag) {
  return output('git', ['tag', '--list', tag]) !== '';
}

function checkLock(manifest, lock) {
  const own = { ...lock.packages?.[''] };
  const differing = LOCKED_PARTS.filter((part) => !isDeepStrictEqual(own[part], manifest[part]));
  if (lock.version !== manifest.version && !differing.includes('version')) differing.push('version');
  if (differing.length > 0) {
    throw new Refusal(
      `${LOCK} does not fit ${MANIFEST} (${differing.join(', ')}): run npm install and commit what it changes.`,
    );
  }
}

/** The changelog with its newest section named and dated; throws when that is already released or empty. */
function dated(text, version) {
  const head = /^## \[([^\]]+)\](?: - (\S+))?[^\n]*$/m.exec(text);
  if (head === null) throw new Refusal(`${CHANGELOG} has no section "## [Unreleased]".`);
  const [line, name, date] = head;
  const isOpen = name === 'Unreleased' || (name === version && date === 'unreleased');
  if (!isOpen) {
    throw new Refusal(
      `${CHANGELOG} begins with ${line}: write what is new under "## [Unreleased]" or "## [${version}] - unreleased" first.`,
    );
  }
  const start = head.index + line.length;
  const end = text.indexOf('\n## ', start);
  const changes = text.slice(start, end === -1 ? undefined : end).trim();
  if (!/^- \S/m.test(changes)) throw new Refusal(`${CHANGELOG} tells of no change under ${line}.`);
  const today = new Date().toISOString().slice(0, 10);
  return { changes, text: `${text.slice(0, head.index)}## [${version}] - ${today}${text.slice(start)}` };
}

/** Replaces only the affected lines: the rest of both files stays byte for byte. */
function writeVersion(version) {
  const first = (text) => text.replace(/^( {2}"version": )"[^"]*"/m, `$1"${version}"`);
  writeFileSync(MANIFEST, first(readFileSync(MANIFEST, 'utf8')));
  const own = /("packages": \{\s*"": \{[^}]*?"version": )"[^"]*"/;
  writeFileSync(LOCK, first(readFileSync(LOCK, 'utf8')).replace(own, `$1"${version}"`));
  const lock = json(LOCK);
  if ([json(MANIFEST), lock, lock.packages['']].some((each) => each.version !== version)) {
    throw new Error(`${MANIFEST} or ${LOCK} has a form of its own: the version could not be written`);
  }
}

function passesGate() {
  console.log(`Running the gate, ${GATE}: this takes a quarter of an hour, or two.`);
  return spawnSync('bash', [GATE], { stdio: 'inherit' }).status === 0;
}

function pack() {
  const [packed] = JSON.parse(output('npm', ['pack', '--json']));
  console.log(`${packed.filename}: ${packed.entryCount} files, ${Math.round(packed.size / 1024)} KiB`);
  return packed.filename;
}

function publish(tarball, tag, isPublished) {
  const command = ['publish', tarball, '--access', 'public'];
  if (isPublished) {
    run('npm', command);
    console.log(`Published. Push it: git push origin main ${tag}`);
    return;
  }
  run('npm', [...command, '--dry-run']);
  console.log(
    `Nothing is published or pushed. To do so: npm ${command.join(' ')} && git push origin main ${tag}`,
  );
  console.log(`To take it back: git tag -d ${tag} && git reset --hard HEAD~1`);
}

function json(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function output(program, args) {
  const { status, stdout, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0)
    throw new Refusal(`${program} ${args[0]} failed${error === undefined ? '' : `: ${error.message}`}.`);
  return stdout.trim();
}

function run(program, args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) throw new Refusal(`${program} ${args[0]} failed.`);
}
