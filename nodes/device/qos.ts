import { CodedError } from '../../src/base/coded-error';
import { envSetting } from '../../src/base/setting';
import type { QualityOfService } from '../../src/session/publication';

const LEVELS: ReadonlyMap<unknown, QualityOfService> = new Map<unknown, QualityOfService>([
  [0, 0],
  [1, 1],
  [2, 2],
  ['0', 0],
  ['1', 1],
  ['2', 2],
]);

/**
 * A QoS of a property or a message, also as text; `undefined` when there is none.
 * Throws `EC20_QOS` for anything else and `EC20_ENV_MISSING` for an unresolved `${NAME}`.
 */
export function readQos(value: unknown): QualityOfService | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  envSetting('qos', value);
  const level = LEVELS.get(typeof value === 'string' ? value.trim() : value);
  if (level === undefined) throw new CodedError('EC20_QOS', { params: { value: shown(value) } });
  return level;
}

function shown(value: unknown): string {
  return (typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value).slice(0, 40);
}
