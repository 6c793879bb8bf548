import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerName, serverOf } from '../settings/servers';

/** GlobalSign R1 and R6, which Aliyun's public endpoints chain to; three folders above this compiled file. */
const SHIPPED = ['globalsign-root-r1.pem', 'globalsign-root-r6.pem'] as const;
const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');

/** The roots that come with the package, as PEM; undefined if the server's certificate is known to chain to another. */
export function shippedRoots(settings: {
  readonly server: ServerName;
  readonly host: string;
  readonly mqttPort: number;
}): Buffer | undefined {
  const { server, host, mqttPort: port } = settings;
  return serverOf(server).shippedRoot({ host, port }) ? everyShippedRoot() : undefined;
}

/** All roots that come with the package, as PEM. */
export function everyShippedRoot(): Buffer {
  return Buffer.concat(SHIPPED.map((name) => readFileSync(join(CERTIFICATES, name))));
}
