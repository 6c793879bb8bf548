import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program, startOnFreePort } from './program';

/** The mosquitto broker in its own process, on a free port of the loopback interface, without persistence. */
export interface Mosquitto {
  readonly port: number;
  stop(): Promise<void>;
}

/** A broker that only speaks TLS. */
export interface MosquittoTls {
  readonly certFile: string;
  readonly keyFile: string;
  /** The authority that signs accepted clients; without it no client needs a certificate. */
  readonly clientCaFile?: string;
}

/** Starts mosquitto so that it drops nothing for a slow client and keeps the order of messages of every QoS. */
export function startMosquitto(tls?: MosquittoTls): Promise<Mosquitto> {
  return startOnFreePort((port) => start(port, tls));
}

async function start(port: number, tls?: MosquittoTls): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const configuration = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    // As root it would become another user, who can't read the certificates of a test.
    `user ${userInfo().username}`,
    'allow_anonymous true',
    'persistence false',
    // 0: no limit. With one, QoS 0 overtakes the QoS 1 messages that wait for a place, or is dropped.
    'max_inflight_messages 0',
    'max_queued_messages 0',
    ...(tls === undefined ? [] : [`certfile ${tls.certFile}`, `keyfile ${tls.keyFile}`]),
    ...(tls?.clientCaFile === undefined ? [] : [`cafile ${tls.clientCaFile}`, 'require_certificate true']),
  ];
  writeFileSync(configuration, lines.join('\n') + '\n');
  const program = await Program.start({
    command: 'mosquitto',
    args: ['-v', '-c', configuration],
    ready: /mosquitto version \S+ running/,
  });
  return {
    port,
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
