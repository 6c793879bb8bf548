#!/usr/bin/env node
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SystemClock } from '../src/base/clock';
import type { Phrase } from '../src/base/coded-error';
import { describeError } from '../src/base/error-text';
import { argumentsFault, programLanguage } from '../src/base/program-arguments';
import { systemRandom } from '../src/base/random';
import { parseAddress } from '../src/base/tcp-address';
import { readOrdinaryFile, UnreadableFile } from '../src/core/setting-file';
import type { Broker } from '../src/simulator/broker';
import { cloudSettings, EmbeddedCloud, ThingModelError, type Triplet } from '../src/simulator/embedded-cloud';
import { PlainBroker } from '../src/simulator/plain-broker';
import { PseudoTerminal } from '../src/simulator/pty';
import { parseBrokerAddress, RemoteBroker } from '../src/simulator/remote-broker';
import { settingsFromReport } from '../src/simulator/report';
import { SerialServer } from '../src/simulator/serial-server';
import { settingsFromQuery, Simulator } from '../src/simulator/simulator';
import { simulatorHelp } from '../src/simulator/help';
import type { SimulatorSettings } from '../src/simulator/simulator';
import type { Transport } from '../src/transport/transport';

/** Invalid options or arguments, reported on standard error; exits with code 2. */
class UsageError extends Error {
  constructor(readonly phrase: Phrase) {
    super(phrase.en);
  }
}

const OPTIONS = {
  listen: { type: 'string' },
  pty: { type: 'string', multiple: true },
  broker: { type: 'string' },
  device: { type: 'string', multiple: true },
  demo: { type: 'boolean' },
  tsl: { type: 'string' },
  module: { type: 'string' },
  set: { type: 'string', multiple: true },
  fast: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Options {
  readonly ports: readonly Port[];
  readonly broker: Broker;
  readonly settings: Partial<SimulatorSettings>;
}

interface Port {
  readonly transport: Transport;
  /** Undefined: the one that the setting portKind names. */
  readonly kind?: PortKind;
}
type PortKind = SimulatorSettings['portKind'];

/** The kinds of further ports, in order, except that of the first port. */
const PORT_KINDS: readonly PortKind[] = ['usbat', 'usbmodem', 'uart1', 'uart2'];

/** Maximum size of a report or a thing model. */
const LARGEST_BYTES = 8 * 1024 * 1024;

const clock = new SystemClock();
const language = programLanguage(process.argv.slice(2), OPTIONS, process.env);

main().catch((error: unknown) => {
  const text =
    error instanceof UsageError
      ? `${error.phrase[language]}${{ en: ' See ec20-simulator --help.', zh: '用法见 ec20-simulator --help。' }[language]}`
      : describeError(error, 'terminal', language);
  process.stderr.write(`ec20-simulator: ${text}\n`);
  process.exit(2);
});

async function main(): Promise<void> {
  const options = await readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(simulatorHelp(language));
    return;
  }
  const { broker, settings } = options;
  const simulator = new Simulator({ clock, random: systemRandom, broker, settings });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void simulator.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    for (const { transport, kind } of options.ports) await simulator.attach(transport, kind);
  } catch (error) {
    await simulator.close();
    throw error;
  }
  for (const { transport } of options.ports) process.stdout.write(`ready: ${transport.path}\n`);
}

async function readOptions(words: string[]): Promise<Options | 'help'> {
  const { values } = parse(words);
  if (values.help === true) return 'help';
  const listen = values.listen === undefined ? [] : [{ transport: serialServer(values.listen) }];
  if (listen.length === 0 && values.pty === undefined)
    throw new UsageError({
      en: '--listen tcp://127.0.0.1:PORT or --pty PATH is required.',
      zh: '缺少 --listen tcp://127.0.0.1:PORT 或 --pty PATH。',
    });
  const query = (values.set ?? []).map(setting);
  if (values.fast === true) query.unshift('preset=fast');
  const module = values.module === undefined ? {} : await measuredModule(values.module);
  const settings = { ...module, ...settingsFromQuery(query.join('&')) };
  const broker =
    values.broker === undefined ? await embeddedCloud(values, settings) : namedBroker(values.broker);
  return { ports: [...listen, ...terminals(values.pty ?? [], settings)], broker, settings };
}

/** The first pty is the port that the settings name, each further one the next of the module's ports. */
function terminals(paths: readonly string[], { portKind = 'usbat' }: Partial<SimulatorSettings>): Port[] {
  const others = PORT_KINDS.filter((kind) => kind !== portKind);
  if (paths.length > PORT_KINDS.length)
    throw new UsageError({
      en: `--pty may be given ${PORT_KINDS.length} times at most.`,
      zh: `--pty 最多写 ${PORT_KINDS.length} 次。`,
    });
  return paths.map((path, place) => {
    const kind = place === 0 ? undefined : others[place - 1];
    const transport = new PseudoTerminal(path);
    return kind === undefined ? { transport } : { transport, kind };
  });
}

async function embeddedCloud(
  { device = [], demo = false, tsl }: { device?: string[]; demo?: boolean; tsl?: string },
  settings: Partial<SimulatorSettings>,
): Promise<EmbeddedCloud> {
  try {
    return new EmbeddedCloud({
      clock,
      random: systemRandom,
      devices: device.map(triplet),
      demo,
      settings: cloudSettings(settings),
      ...(tsl === undefined ? {} : { tsl: await textOf('--tsl', tsl) }),
    });
  } catch (error) {
    if (!(error instanceof ThingModelError)) throw error;
    const { en, zh } = error.phrase;
    throw new UsageError({ en: `--tsl ${tsl ?? ''}: ${en}.`, zh: `--tsl ${tsl ?? ''}：${zh}。` });
  }
}

async function measuredModule(path: string): Promise<Partial<SimulatorSettings>> {
  let report: unknown;
  try {
    report = JSON.parse(await textOf('--module', path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError({ en: `--module ${path} is not JSON.`, zh: `--module ${path} 不是 JSON 文件。` });
  }
  return settingsFromReport(report);
}

async function textOf(option: string, path: string): Promise<string> {
  try {
    return (await readOrdinaryFile(resolve(path), LARGEST_BYTES)).toString('utf8');
  } catch (error) {
    // The system's own message, if there is one.
    const cause = error instanceof UnreadableFile ? (error.cause ?? error) : error;
    const text = describeError(cause, 'terminal', 'en').replace(/\.$/, '');
    const why = error instanceof UnreadableFile ? error.why.zh : text;
    throw new UsageError({
      en: `${option} ${path} can't be read: ${text}.`,
      zh: `${option} ${path} 无法读取：${why}。`,
    });
  }
}

function parse(words: string[]) {
  const fault = argumentsFault(words, { options: OPTIONS, allowPositionals: false });
  if (fault !== undefined) throw new UsageError(fault);
  return parseArgs({ args: words, options: OPTIONS });
}

function serialServer(address: string): SerialServer {
  const found = parseAddress(address, { scheme: 'tcp', lowestPort: 0 });
  if (found === undefined)
    throw new UsageError({
      en: `--listen ${address} is not of the form tcp://127.0.0.1:5020.`,
      zh: `--listen ${address} 的格式不对，应为 tcp://127.0.0.1:5020。`,
    });
  return new SerialServer(found.host, found.port);
}

function namedBroker(address: string): Broker {
  if (address === 'inside') return new PlainBroker({ clock });
  const fixed = address === 'follow' ? address : parseBrokerAddress(address);
  if (fixed === undefined)
    throw new UsageError({
      en: `--broker ${address} is not of the form mqtt://host:1883.`,
      zh: `--broker ${address} 的格式不对，应为 mqtt://域名:1883。`,
    });
  return new RemoteBroker({ clock, address: fixed });
}

function triplet(text: string): Triplet {
  const [productKey, deviceName, deviceSecret, ...more] = text.split(',');
  if (!productKey || !deviceName || !deviceSecret || more.length > 0) {
    throw new UsageError({
      en: '--device expects productKey,deviceName,deviceSecret.',
      zh: '--device 应为 ProductKey,DeviceName,DeviceSecret，用英文逗号分隔。',
    });
  }
  return { productKey, deviceName, deviceSecret };
}

function setting(text: string): string {
  const equals = text.indexOf('=');
  if (equals <= 0)
    throw new UsageError({
      en: `--set ${text} is not of the form key=value.`,
      zh: `--set ${text} 的格式不对，应为 名称=值。`,
    });
  return new URLSearchParams([[text.slice(0, equals), text.slice(equals + 1)]]).toString();
}
