import { join } from 'node:path';
import { Program, startOnFreePort } from './program';

const ROOT = join(__dirname, '..', '..', '..');

export interface NodeRedStart {
  /** Where its flows are stored; a folder of the test's own. */
  readonly userDir: string;
  /** The initial flow; default: the demo's. */
  readonly flow?: string;
  /** Uses the package that is installed in the user directory instead of this clone. */
  readonly installed?: boolean;
  /** The Node.js binary that runs it; default: that of the suite (scripts/test.mjs), or this one. */
  readonly node?: string;
  /** The `red.js` of a Node-RED other than the suite's or the clone's. */
  readonly redJs?: string;
  /** `locale`: as the system's; default: English. */
  readonly lang?: 'en' | 'zh' | 'locale';
}

/** A real Node-RED in its own process, started as `npm start` does. */
export interface NodeRed {
  /** Of the editor, with a trailing slash. */
  readonly address: string;
  readonly program: Program;
}

/** Starts Node-RED on a free port of the loopback interface. */
export async function startNodeRed({
  userDir,
  flow,
  installed = false,
  node = process.env['EC20_NODE'] ?? process.execPath,
  redJs = process.env['EC20_RED_JS'],
  lang = 'en',
}: NodeRedStart): Promise<NodeRed> {
  const program = await startOnFreePort((port) =>
    Program.start({
      command: node,
      args: [
        join(ROOT, 'scripts', 'start.mjs'),
        '--user-dir',
        userDir,
        '--port',
        String(port),
        ...(lang === 'locale' ? [] : ['--lang', lang]),
        ...(flow === undefined ? [] : ['--flow', flow]),
        ...(installed ? ['--installed'] : []),
        ...(redJs === undefined ? [] : ['--node-red', redJs]),
      ],
      ready: /(?:Open|请用浏览器打开) (http:\S+)/,
    }),
  );
  return { address: program.readyMatch[1] ?? '', program };
}
