/**
 * The bench's own nodes inside the measured Node-RED: a source that loads the flow and a sink for its messages. Controlled over IPC
 * by the process that started that Node-RED.
 */
import { BroadcastChannel } from 'node:worker_threads';
import type { Node, NodeDef, NodeInitializer, NodeMessageInFlow } from 'node-red';
import { runLoad } from './loader';
import { monotonicMs } from './precise-clock';
import { COMMITS } from './commit-watch';
import type { IdleMessage, ListenReport, PeerRequest } from './protocol';

type BenchMessage = NodeMessageInFlow & { bench?: string; error?: { message: string } };
type Settled = (error?: string) => void;

const initialise: NodeInitializer = (RED) => {
  /** Publishes that have entered the flow and not left it, by the message's id. */
  const waiting = new Map<string, Settled>();
  let listening: { receivedMs: Record<number, number> } | undefined;
  const sources: Node[] = [];
  let count = 0;

  function SourceNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sources.push(this);
    this.on('close', () => sources.splice(sources.indexOf(this), 1));
  }

  /** Takes delivered messages, received ones, errors, and the notice that the connection to the broker is up. */
  function SinkNode(
    this: Node,
    config: NodeDef & { role: 'delivered' | 'failed' | 'received' | 'ready' },
  ): void {
    RED.nodes.createNode(this, config);
    const { role } = config;
    this.on('input', (msg: BenchMessage, _send, done) => {
      if (role === 'ready') noteState(msg);
      else if (role === 'received') noteReceived(msg);
      else {
        // A function node gives its messages the id of the one it is processing.
        const id = msg.bench ?? msg._msgid;
        const settled = waiting.get(id);
        waiting.delete(id);
        settled?.(role === 'failed' ? (msg.error?.message ?? 'failed') : undefined);
      }
      done();
    });
  }

  const commits = new BroadcastChannel(COMMITS);
  let isReady = false;
  function noteState(msg: NodeMessageInFlow): void {
    if (isReady || (msg.payload as { state?: unknown }).state !== 'online') return;
    isReady = true;
    report({ ready: true });
  }

  function noteReceived(msg: NodeMessageInFlow): void {
    const nowMs = monotonicMs();
    const number = parseInt(String(msg.payload), 10);
    if (listening !== undefined) listening.receivedMs[number] = nowMs;
  }

  RED.nodes.registerType('bench-source', SourceNode);
  RED.nodes.registerType('bench-sink', SinkNode);

  process.on('message', (request: PeerRequest) => {
    switch (request.kind) {
      case 'load':
        void runLoad((payload, qos, settled) => {
          const _msgid = `bench${count++}`;
          waiting.set(_msgid, settled);
          sources[0]?.send({ _msgid, bench: _msgid, payload, qos });
        }, request.load).then(report);
        break;
      case 'listen':
        void listen(request.forMs).then(report);
        break;
      case 'commits':
        commits.onmessage = ({ data }: { data: unknown }) => report({ commits: data });
        commits.postMessage('how many?');
        break;
      case 'cpu':
        break;
    }
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // An idle Node-RED has no flow to report this.
  RED.events.once('flows:started', () => {
    if (process.argv.includes('--bench-idle')) report(idleMessage());
  });

  function listen(forMs: number): Promise<ListenReport> {
    const listened = { receivedMs: {} };
    listening = listened;
    const startMs = monotonicMs();
    const cpu = process.cpuUsage();
    return new Promise((resolve) => {
      setTimeout(() => {
        const { user, system } = process.cpuUsage(cpu);
        resolve({ ...listened, cpuSeconds: (user + system) / 1e6, elapsedMs: monotonicMs() - startMs });
      }, forMs);
    });
  }
};

/** Loaded only when a modem opens: the native part of serialport, and SQLite. */
function idleMessage(): IdleMessage {
  const files = Object.keys(require.cache);
  const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
  return {
    startedMs: monotonicMs(),
    hasNodes: files.some((file) => file.endsWith('ec20-publish.js')),
    loadedEarly: [
      ...files.filter((file) => /node_modules.(@serialport|serialport)\b.*\.(js|node)$/.test(file)),
      ...moduleLoadList.filter((name) => name.includes('sqlite')),
    ],
  };
}

function report(value: object): void {
  process.send?.(value);
}

export = initialise;
