import type { QualityOfService } from '../../src/session/publication';
import { qos } from '../../src/settings/field';
import { setting } from '../../src/settings/refusal';

const FIELD = qos();

/**
 * A QoS of a property or a message, also as text; `undefined` when there is none.
 * Throws `EC20_QOS` for anything else and `EC20_ENV_MISSING` for an unresolved `${NAME}`.
 */
export function readQos(value: unknown): QualityOfService | undefined {
  return setting('qos', FIELD, value);
}
