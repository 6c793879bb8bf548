import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of our own scorecard: what was looked for, and what is wrong. */
export interface OwnCheck {
  readonly what: string;
  readonly test: boolean;
  readonly wrong: readonly string[];
}

/** As much of package.json as is looked at. */
export interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly bugs?: { readonly url?: string };
  readonly homepage?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly 'node-red': {
    readonly version?: string;
    readonly nodes: Readonly<Record<string, string>>;
    readonly plugins?: Readonly<Record<string, string>>;
  };
}

/** A package that is installed: its place below node_modules, and what its package.json says. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
}

/** What the checks look at. */
export interface Subject {
  /** The packed package, installed. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** The repository's own package.json, which P02 would compare. */
  readonly repository: Manifest;
  /** Everything that was installed with the package. */
  readonly tree: readonly Installed[];
  /** The newest version of each dependency, optional ones included. */
  readonly newest: Readonly<Record<string, string>>;
}

/** Licences by their SPDX names that a flow library's user recognises. */
const LICENCES = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC'];
/** Scripts that npm runs on the installing computer. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
const OLDEST_NODE = 20;
const OLDEST_NODE_RED = '4.1.0';

/** By the code of the checker's check (§N1), each where that check always passes. */
const CHECKS: Readonly<
  Record<string, { readonly what: string; readonly wrong: (subject: Subject) => readonly string[] }>
> = {
  P01: {
    what: 'the licence is an SPDX name, and its text is packed',
    wrong: ({ manifest, folder }) => [
      ...unless(LICENCES.includes(manifest.license ?? ''), `licence ${manifest.license ?? 'missing'}`),
      ...unless(readdirSync(folder).includes('LICENSE'), 'no LICENSE'),
    ],
  },
  P02: {
    what: "the repository's package.json has the same name, at its root",
    wrong: ({ manifest, repository }) => [
      ...unless(manifest.name === repository.name, `${repository.name} in the repository`),
      ...unless(manifest.repository?.directory === undefined, 'a folder of the repository'),
    ],
  },
  P03: {
    what: 'repository, issues and home page are addresses of one repository',
    wrong({ manifest }) {
      const { repository, bugs, homepage } = manifest;
      const home = /^git\+(https:\/\/[^#]+)\.git$/.exec(repository?.url ?? '')?.[1];
      if (home === undefined) return [`repository ${repository?.url ?? 'missing'}`];
      return [bugs?.url ?? '', homepage ?? ''].filter((url) => !url.startsWith(home));
    },
  },
  P04: {
    what: 'the name is scoped, the scope of two characters or more',
    wrong: ({ manifest }) =>
      unless(/^@[a-z\d-]{2,}\/(node-red-[a-z\d-]+)$/.test(manifest.name), manifest.name),
  },
  P05: {
    what: 'the keyword node-red is there',
    wrong: ({ manifest }) => unless(manifest.keywords?.includes('node-red') === true, 'no keyword node-red'),
  },
  P06: {
    what: 'the oldest Node-RED that is admitted is the oldest that the matrix tries',
    wrong: ({ manifest }) =>
      unless(manifest['node-red'].version === `>=${OLDEST_NODE_RED}`, manifest['node-red'].version ?? 'none'),
  },
  P07: {
    what: 'the oldest Node.js that is admitted is admitted by everything that is installed',
    wrong: ({ manifest, tree }) => [
      ...unless(manifest.engines?.['node'] === `>=${OLDEST_NODE}`, manifest.engines?.['node'] ?? 'none'),
      ...tree
        .filter(({ engines }) => Number(/\d+/.exec(engines?.['node'] ?? '0')?.[0]) > OLDEST_NODE)
        .map(({ name, engines }) => `${name} asks for ${engines?.['node'] ?? ''}`),
    ],
  },
  N01: {
    what: 'the checker can read every type: inline scripts with literal names, no modules, one for each node',
    wrong({ folder, manifest }) {
      const { nodes, plugins = {} } = manifest['node-red'];
      return [
        ...Object.entries(nodes).flatMap(([type, file]) => hidden(folder, type, file, 'registerType')),
        ...Object.entries(plugins).flatMap(([type, file]) => hidden(folder, type, file, 'registerPlugin')),
        ...filesOf(join(folder, 'resources'))
          .filter((file) => readFileSync(join(folder, 'resources', file), 'utf8').includes('registerType('))
          .map((file) => `resources/${file} registers a type`),
      ];
    },
  },
  N02: {
    what: 'each type, config nodes included, stands in a packed example that is a list of nodes',
    wrong({ folder, manifest }) {
      const shown = filesOf(join(folder, 'examples')).flatMap((file) => {
        const flow = JSON.parse(readFileSync(join(folder, 'examples', file), 'utf8')) as unknown;
        return Array.isArray(flow) ? (flow as { type: string }[]).map(({ type }) => type) : [];
      });
      return Object.keys(manifest['node-red'].nodes).filter((type) => !shown.includes(type));
    },
  },
  D01: {
    what: 'at most six dependencies, optional ones included, and no script that runs at the installation',
    wrong: ({ manifest }) => [
      ...unless(dependenciesOf(manifest).length <= 6, `${dependenciesOf(manifest).length} dependencies`),
      ...INSTALL_SCRIPTS.filter((name) => manifest.scripts?.[name] !== undefined),
    ],
  },
  D02: {
    what: 'no agent-base below 6 anywhere in the tree, whichever dependency drags it in',
    wrong: ({ tree }) =>
      tree
        .filter(({ name, version }) => name === 'agent-base' && Number.parseInt(version, 10) < 6)
        .map(({ name, version }) => `${name} ${version}`),
  },
  D03: {
    what: "each dependency's range takes its newest major, optional ones included, and that is installed",
    wrong: ({ manifest, tree, newest }) =>
      dependenciesOf(manifest).flatMap(([name, range]) => {
        const major = Number.parseInt(newest[name] ?? '', 10);
        const installed = tree
          .filter((each) => each.name === name)
          .map(({ version }) => Number.parseInt(version, 10));
        const isNewest = range.startsWith(`^${major}.`) && installed.every((each) => each === major);
        return unless(
          isNewest,
          `${name} ${range}, installed ${installed.join()}, newest ${newest[name] ?? 'unknown'}`,
        );
      }),
  },
};

/** Our own scorecard, by the checker's codes; P08 (similar names) has to be looked at by a person. */
export function ownScorecard(subject: Subject): Readonly<Record<string, OwnCheck>> {
  return Object.fromEntries(
    Object.entries(CHECKS).map(([code, { what, wrong }]) => {
      const found = wrong(subject);
      return [code, { what, test: found.length === 0, wrong: found }];
    }),
  );
}

/** Why the checker would not see the type of a file: nothing, when it does. */
function hidden(folder: string, type: string, file: string, call: string): readonly string[] {
  const html = readFileSync(join(folder, file.replace(/\.js$/, '.html')), 'utf8');
  const scripts = [...html.matchAll(/<script type="text\/javascript">([^]*?)<\/script>/g)].map(
    ([, code]) => code,
  );
  const found = scripts.flatMap((code) => [
    ...(code ?? '').matchAll(new RegExp(`${call}\\(\\s*'([^']+)'\\s*,\\s*\\{`, 'g')),
  ]);
  const names = found.map(([, name]) => name);
  return [
    ...unless(
      names.length === 1 && names[0] === type,
      `${file} registers ${names.join(', ') || 'nothing to be seen'}`,
    ),
    ...unless(!/<script[^>]+type="module"/.test(html), `${file} has a module script`),
  ];
}

function dependenciesOf({ dependencies = {}, optionalDependencies = {} }: Manifest): [string, string][] {
  return Object.entries({ ...dependencies, ...optionalDependencies });
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|json)$/.test(file),
  );
}

function unless(holds: boolean, wrong: string): readonly string[] {
  return holds ? [] : [wrong];
}
