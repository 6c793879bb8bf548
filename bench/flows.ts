import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKER_HOST, DOWNLINK, UPLINK } from './protocol';

/** One node of a flow file. */
export type FlowNode = Readonly<Record<string, unknown>>;

/** The folder of the compiled bench; the repository is above it. */
export const ROOT = join(__dirname, '..', '..');

const TAB = { id: 'tab', type: 'tab', label: 'bench' };
const SOURCE = { id: 'source', type: 'bench-source' };
const sink = (role: string): FlowNode => ({ id: role, type: 'bench-sink', role, wires: [] });
const onTab = (nodes: readonly FlowNode[]): FlowNode[] =>
  nodes.map((node) => ({ z: 'tab', x: 0, y: 0, ...node }));

/** Source → ec20-publish → sink, ec20-subscribe → sink, on a module at `port`. */
export function ourFlow(port: string, maxInFlight: number, queue: 'memory' | 'disk'): FlowNode[] {
  const modem = {
    id: 'modem',
    type: 'ec20-modem',
    version: 1,
    port,
    server: 'mqtt',
    host: BROKER_HOST,
    mqttPort: 1883,
    tls: 'off',
    clientId: 'bench',
    queue,
    maxInFlight,
  };
  return [
    TAB,
    modem,
    ...onTab([
      { ...SOURCE, wires: [['publish']] },
      {
        id: 'publish',
        type: 'ec20-publish',
        version: 1,
        modem: 'modem',
        topic: UPLINK,
        qos: '',
        wires: [['delivered']],
      },
      {
        id: 'subscribe',
        type: 'ec20-subscribe',
        version: 1,
        modem: 'modem',
        topic: DOWNLINK,
        qos: 1,
        datatype: 'utf8',
        wires: [['received']],
      },
      { id: 'status', type: 'ec20-status', version: 1, modem: 'modem', wires: [['ready']] },
      { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['failed']] },
      ...['delivered', 'received', 'ready', 'failed'].map(sink),
    ]),
  ];
}

/** How node-red-node-serialport is configured: one message per byte, or split at pauses. */
export type HandMadeReading = 'characters' | 'pauses';

/** The shortest pause that its dialog and Node.js timers can handle, ms. */
const PAUSE_MS = 10;

/** Source → function → serial out, serial in → function → sinks: what users build without a driver. */
export function handMadeFlow(port: string, reading: HandMadeReading): FlowNode[] {
  const serial = {
    id: 'serial',
    type: 'serial-port',
    serialport: port,
    serialbaud: '115200',
    databits: '8',
    parity: 'none',
    stopbits: '1',
    waitfor: '',
    dtr: 'none',
    rts: 'none',
    cts: 'none',
    dsr: 'none',
    newline: reading === 'characters' ? '' : String(PAUSE_MS),
    bin: 'false',
    out: reading === 'characters' ? 'char' : 'interbyte',
    addchar: '',
    responsetimeout: '10000',
  };
  return [
    TAB,
    serial,
    ...onTab([
      { ...SOURCE, wires: [['at']] },
      { id: 'in', type: 'serial in', serial: 'serial', wires: [['at']] },
      { id: 'out', type: 'serial out', serial: 'serial', wires: [] },
      {
        id: 'at',
        type: 'function',
        name: 'AT',
        func: readFileSync(join(ROOT, 'bench', 'hand-made', 'function.js'), 'utf8'),
        outputs: 4,
        initialize: '',
        finalize: '',
        libs: [],
        wires: [['out'], ['delivered'], ['received'], ['ready']],
      },
      {
        id: 'once',
        type: 'inject',
        props: [{ p: 'payload' }],
        once: true,
        onceDelay: '1',
        payload: 'begin',
        payloadType: 'str',
        wires: [['begin']],
      },
      {
        id: 'begin',
        type: 'function',
        func: 'return { topic: "begin", payload: "" };',
        outputs: 1,
        initialize: '',
        finalize: '',
        libs: [],
        wires: [['at']],
      },
      ...['delivered', 'received', 'ready'].map(sink),
    ]),
  ];
}
