#!/usr/bin/env node
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SystemClock } from '../src/base/clock';
import { describeError } from '../src/base/error-text';
import { systemRandom } from '../src/base/random';
import { parseAddress } from '../src/base/tcp-address';
import { readOrdinaryFile, UnreadableFile } from '../src/core/setting-file';
import type { Broker } from '../src/simulator/broker';
import {
  cloudSettings,
  DEMO_TRIPLET,
  EmbeddedCloud,
  ThingModelError,
  type Triplet,
} from '../src/simulator/embedded-cloud';
import { PlainBroker } from '../src/simulator/plain-broker';
import { PseudoTerminal } from '../src/simulator/pty';
import { parseBrokerAddress, RemoteBroker } from '../src/simulator/remote-broker';
import { settingsFromReport } from '../src/simulator/report';
import { SerialServer } from '../src/simulator/serial-server';
import { describeSettings, settingsFromQuery, Simulator } from '../src/simulator/simulator';
import type { SimulatorSettings } from '../src/simulator/simulator';
import type { Transport } from '../src/transport/transport';

/** Invalid options or arguments, reported on standard error; exits with code 2. */
class UsageError extends Error {}

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

main().catch((error: unknown) => {
  const hint = error instanceof UsageError ? ' See ec20-simulator --help.' : '';
  process.stderr.write(`ec20-simulator: ${describeError(error, 'terminal', 'en')}${hint}\n`);
  process.exit(2);
});

async function main(): Promise<void> {
  const options = await readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(help());
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
    throw new UsageError('--listen tcp://127.0.0.1:PORT or --pty PATH is required.');
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
    throw new UsageError(`--pty may be given ${PORT_KINDS.length} times at most.`);
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
    if (error instanceof ThingModelError) throw new UsageError(`--tsl ${tsl ?? ''}: ${error.message}.`);
    throw error;
  }
}

async function measuredModule(path: string): Promise<Partial<SimulatorSettings>> {
  let report: unknown;
  try {
    report = JSON.parse(await textOf('--module', path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`--module ${path} is not JSON.`);
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
    throw new UsageError(`${option} ${path} can't be read: ${text}.`);
  }
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        listen: { type: 'string' },
        pty: { type: 'string', multiple: true },
        broker: { type: 'string' },
        device: { type: 'string', multiple: true },
        demo: { type: 'boolean' },
        tsl: { type: 'string' },
        module: { type: 'string' },
        set: { type: 'string', multiple: true },
        fast: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(describeError(error, 'terminal', 'en').replace(/\.?$/, '.'));
  }
}

function serialServer(address: string): SerialServer {
  const found = parseAddress(address, { scheme: 'tcp', lowestPort: 0 });
  if (found === undefined)
    throw new UsageError(`--listen ${address} is not of the form tcp://127.0.0.1:5020.`);
  return new SerialServer(found.host, found.port);
}

function namedBroker(address: string): Broker {
  if (address === 'inside') return new PlainBroker({ clock });
  const fixed = address === 'follow' ? address : parseBrokerAddress(address);
  if (fixed === undefined) throw new UsageError(`--broker ${address} is not of the form mqtt://host:1883.`);
  return new RemoteBroker({ clock, address: fixed });
}

function triplet(text: string): Triplet {
  const [productKey, deviceName, deviceSecret, ...more] = text.split(',');
  if (!productKey || !deviceName || !deviceSecret || more.length > 0) {
    throw new UsageError('--device expects productKey,deviceName,deviceSecret.');
  }
  return { productKey, deviceName, deviceSecret };
}

function setting(text: string): string {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new UsageError(`--set ${text} is not of the form key=value.`);
  return new URLSearchParams([[text.slice(0, equals), text.slice(equals + 1)]]).toString();
}

function help(): string {
  const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
  const settings = describeSettings().map(
    ({ key, values, default: initial, meaning }) =>
      `  ${key}=${values}\n      ${meaning}${initial === '' ? '' : ` (${initial})`}`,
  );
  return `ec20-simulator: a virtual Quectel EC20 module, for programs that speak AT commands

  ec20-simulator --listen tcp://127.0.0.1:5020
  ec20-simulator --pty /tmp/ttyEC20

--listen tcp://HOST:PORT  serve the module's line over TCP (port 0: a free one)
--pty PATH                serve it as a serial port of this machine, a link removed at exit; given again: another
                          port of the same module (usbmodem, uart1, uart2); urcport selects which one gets URCs
--broker mqtt://HOST:PORT connect the module to that MQTT broker, whatever host it requests;
                          follow: to the host and port that it requests;
                          inside: to an ordinary broker in the program, under any host name
                          Without --broker: a small Alibaba Cloud in the program, reached as
                          *.aliyuncs.com, with this made-up device:
                            product key ${productKey}, device name ${deviceName},
                            device secret ${deviceSecret}
--device PK,DN,SECRET     another device in that cloud; may be repeated
--tsl FILE                the thing model (TSL) of that cloud's devices, used to validate what they post
--demo                    that cloud sends each device a message on /PK/DN/user/get every 10 s; its own device has a
                          thing model, and its LightSwitch is set every 20 s once it subscribes to property sets
--module FILE             behave like the module in that ec20-doctor report; --set and --fast override it
--set KEY=VALUE           a setting from the list below; may be repeated
--fast                    latencies near zero, as --set preset=fast
--help                    this text

"ready: PORT" on standard output means that the line is open. Exit codes: 0 after SIGINT or SIGTERM,
2 when it can't start, with the reason on standard error.

Settings, with defaults in parentheses:
${settings.join('\n')}
`;
}
