// Starts a Node-RED with these nodes and an example flow, for trying them out: `npm start`. Options:
//   --user-dir DIR  where its flows live (.node-red in the clone)
//   --port N        the port on loopback (1880, or a free one when that is taken)
//   --flow FILE     the flow that a new user directory begins with (the first example, in the language of the locale)
//   --installed     use the package that is installed in the user directory, not this clone
//   --node-red FILE the red.js of another Node-RED than the clone's
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LOOPBACK = '127.0.0.1';
const USUAL_PORT = 1880;
const POLL_MS = 100;
/** Closing a modem takes at most 5 s; what is not gone after this is killed. */
const STOP_MS = 10_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    'user-dir': { type: 'string', default: join(root, '.node-red') },
    port: { type: 'string' },
    flow: { type: 'string' },
    installed: { type: 'boolean', default: false },
    'node-red': { type: 'string', default: join(root, 'node_modules', 'node-red', 'red.js') },
  },
});
const userDir = resolve(options['user-dir']);
const flow = options.flow ?? firstExample();
prepareUserDir();

const port = options.port === undefined ? await freePort() : Number(options.port);
const address = `http://${LOOPBACK}:${port}/`;
const nodeRed = spawn(
  process.execPath,
  [resolve(options['node-red']), '-u', userDir, '-s', join(userDir, 'settings.js'), '-p', port],
  { cwd: userDir, stdio: ['ignore', 'inherit', 'inherit'] },
);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
// If the test that started this program dies, this program ends too.
process.on('disconnect', stop);
nodeRed.once('error', (error) => {
  console.error(`Node-RED could not be started: ${error.message}`);
  process.exit(1);
});
nodeRed.once('exit', (code, signal) => {
  if (!stopping) console.error('Node-RED has stopped unexpectedly; see the lines above.');
  if (signal === 'SIGKILL') console.error('Node-RED had to be ended by force.');
  process.exit(stopping && signal !== 'SIGKILL' ? (code ?? 0) : code || 1);
});

if (await answers()) {
  console.log(`
Open ${address} in a browser.
The flow runs on a virtual EC20 and a small cloud in memory: no hardware, no account, nothing leaves this machine.
Open the debug sidebar (the beetle at the top right): a reading leaves every few seconds, the cloud's reply with
code 200 and messages from the cloud come in. Your changes stay in ${userDir}.
Then press something yourself: in the menu, View, EC20 modem console, shows every AT command, and its foldable panel for
the virtual module has buttons: set a property, call a service, pull the SIM card, no network for 30 s, ...
中文：菜单 → 显示 → “EC20 模块控制台”，可以看到全部 AT 收发；展开其中的“虚拟模块”面板，可以设置属性、调用服务、
拔出 SIM 卡、断网 30 秒等等。
Ctrl-C stops everything.
`);
}

function prepareUserDir() {
  mkdirSync(userDir, { recursive: true });
  const secretFile = join(userDir, 'credential-secret');
  if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  const flows = join(userDir, 'flows.json');
  if (!existsSync(flows) && flow !== undefined) copyFileSync(flow, flows);
  writeFileSync(join(userDir, 'settings.js'), settingsText());
}

/** Node-RED's settings: on loopback only, quiet, and without network requests. */
function settingsText() {
  const settings = {
    uiHost: LOOPBACK,
    flowFile: 'flows.json',
    ...(options.installed ? {} : { nodesDir: [root] }),
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  };
  return `// Written anew at each start.
module.exports = {
  ...${JSON.stringify(settings, undefined, 2)},
  credentialSecret: require('node:fs').readFileSync(require('node:path').join(__dirname, 'credential-secret'), 'utf8'),
};
`;
}

/** The first example in the reader's language, which the locale says as it does to Node-RED's runtime. */
function firstExample() {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const isChinese = /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '');
  const examples = join(root, 'examples', isChinese ? '中文' : 'English');
  const file = readdirSync(examples)
    .filter((name) => name.endsWith('.json'))
    .sort()[0];
  return file === undefined ? undefined : join(examples, file);
}

async function freePort() {
  return (await tryPort(USUAL_PORT)) ?? (await tryPort(0));
}

/** The port if it is free (0: any), otherwise undefined. */
function tryPort(wanted) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen(wanted, LOOPBACK, () => {
      const { port: found } = server.address();
      server.close(() => done(found));
    });
  });
}

/** Waits until the editor answers; false when Node-RED was stopped first. */
async function answers() {
  while (!stopping && nodeRed.exitCode === null) {
    try {
      if ((await fetch(`${address}settings`)).ok) return true;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  return false;
}

function stop() {
  if (stopping) return;
  stopping = true;
  nodeRed.kill('SIGTERM');
  setTimeout(() => nodeRed.kill('SIGKILL'), STOP_MS).unref();
}
