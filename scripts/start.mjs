// Starts a Node-RED with these nodes and an example flow, for trying them out: `npm start`. Options:
//   --user-dir DIR  where its flows live (.node-red in the clone)
//   --port N        the port on loopback (1880, or a free one when that is taken)
//   --flow FILE     the flow that a new user directory begins with (the first example, in that language)
//   --lang zh|en    the language of this program, its example and of Node-RED's log (the system's)
//   --installed     use the package that is installed in the user directory, not this clone
//   --node-red FILE the red.js of another Node-RED than the clone's
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { scriptLanguage } from './locale.mjs';

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
    lang: { type: 'string' },
    installed: { type: 'boolean', default: false },
    'node-red': { type: 'string', default: join(root, 'node_modules', 'node-red', 'red.js') },
  },
});
const language = scriptLanguage(process.argv.slice(2), process.env);
const TEXTS = {
  en: {
    failed: (message) => `Node-RED could not be started: ${message}`,
    stopped: 'Node-RED has stopped unexpectedly; see the lines above.',
    forced: 'Node-RED had to be ended by force.',
    ready: (address, folder) => `
Open ${address} in a browser.
The flow runs on a virtual EC20 and a small cloud in memory: no hardware, no account, nothing leaves this machine.
Open the debug sidebar (the beetle at the top right): a reading leaves every few seconds, the cloud's reply with
code 200 and messages from the cloud come in. Your changes stay in ${folder}.
Then press something yourself: menu, View, EC20 modem console. It shows every AT command, and its panel for the virtual
module has buttons: set a property, call a service, pull the SIM card, no network for 30 s, ...
Ctrl-C stops everything.
`,
  },
  zh: {
    failed: (message) => `Node-RED 没能启动：${message}`,
    stopped: 'Node-RED 意外退出，原因见上面的输出。',
    forced: 'Node-RED 没有按时退出，已强制结束。',
    ready: (address, folder) => `
请用浏览器打开 ${address}
流程运行在虚拟模块和内存里的虚拟云平台上：不需要硬件，不需要账号，数据不会离开本机。
打开右侧的调试侧边栏（右上角的小甲虫）：每隔几秒上报一次数据，云端的应答（code 200）和下发的消息
也会出现在那里。你的修改保存在 ${folder}。
然后可以亲手试试：菜单 → 显示 → “EC20 模块控制台”。那里能看到全部 AT 收发；展开“虚拟模块”面板，
可以设置属性、调用服务、拔出 SIM 卡、断网 30 秒等等。
按 Ctrl-C 全部结束。
`,
  },
}[language];
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
  console.error(TEXTS.failed(error.message));
  process.exit(1);
});
nodeRed.once('exit', (code, signal) => {
  if (!stopping) console.error(TEXTS.stopped);
  if (signal === 'SIGKILL') console.error(TEXTS.forced);
  process.exit(stopping && signal !== 'SIGKILL' ? (code ?? 0) : code || 1);
});

if (await answers()) {
  console.log(TEXTS.ready(address, userDir));
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
    lang: language === 'zh' ? 'zh-CN' : 'en-US',
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

/** The first example in the reader's language. */
function firstExample() {
  const examples = join(root, 'examples', language === 'zh' ? '中文' : 'English');
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
