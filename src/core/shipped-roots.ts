import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** GlobalSign R1 and R6, which Aliyun's public endpoints end in; three folders above this compiled file. */
const SHIPPED = ['globalsign-root-r1.pem', 'globalsign-root-r6.pem'] as const;
const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');
/** The port whose certificate ends in the cloud's own root, which this package can't ship (§A1.7). */
const OWN_ROOT_PORT = 8883;

/** The roots that come with the package, as PEM; undefined where the server's certificate is known to end in another. */
export function shippedRoots(settings: {
  readonly server: string;
  readonly mqttPort: number;
}): Buffer | undefined {
  if (settings.server === 'aliyun' && settings.mqttPort === OWN_ROOT_PORT) return undefined;
  return Buffer.concat(SHIPPED.map((name) => readFileSync(join(CERTIFICATES, name))));
}
