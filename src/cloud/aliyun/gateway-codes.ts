import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import type { ErrorCode } from '../../errors/catalogue';
import type { GatewayVerdict } from '../gateway';

type Cure = (GatewayVerdict & { kind: 'refused' })['cure'];

interface Meaning {
  readonly code: ErrorCode;
  readonly cure: Cure;
}

const SIGNATURE: Meaning = { code: 'EC20_SUB_SIGNATURE', cure: 'none' };
const DISABLED: Meaning = { code: 'EC20_SUB_DISABLED', cure: 'none' };
const UNKNOWN: Meaning = { code: 'EC20_SUB_UNKNOWN', cure: 'none' };
const LIMIT: Meaning = { code: 'EC20_SUB_LIMIT', cure: 'again' };
const BUSY: Meaning = { code: 'EC20_SUB_REFUSED', cure: 'again' };

/** The platform's result codes for topology, login and registration of sub-devices (设备端错误码, §A3.3). */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [401, SIGNATURE],
  [6287, SIGNATURE],
  [6600, SIGNATURE],
  [6401, { code: 'EC20_SUB_TOPOLOGY', cure: 'add' }],
  [520, { code: 'EC20_SUB_SESSION', cure: 'login' }],
  [427, { code: 'EC20_SUB_ELSEWHERE', cure: 'again' }],
  [6619, { code: 'EC20_SUB_BOUND', cure: 'none' }],
  [522, DISABLED],
  [6204, DISABLED],
  [6208, DISABLED],
  [521, UNKNOWN],
  [5005, UNKNOWN],
  [6100, UNKNOWN],
  [6250, UNKNOWN],
  [428, LIMIT],
  [6400, LIMIT],
  [6288, { code: 'EC20_SUB_REGISTER_OFF', cure: 'none' }],
  [6289, { code: 'EC20_SUB_ACTIVATED', cure: 'none' }],
  [429, BUSY],
  [500, BUSY],
]);

const SUCCESS = 200;
/** Maximum characters of the platform's own text that are shown. */
const LONGEST_TEXT = 100;

/** What a code means for `device`, a key or several. `text`: the platform's own words. */
export function gatewayVerdict(result: number, text: string, device: string): GatewayVerdict {
  if (result === SUCCESS) return { kind: 'done' };
  const { code, cure } = MEANINGS.get(result) ?? { code: 'EC20_SUB_REFUSED', cure: 'none' };
  const params = { device, code: result, message: printable(text).slice(0, LONGEST_TEXT) };
  return { kind: 'refused', cure, error: new CodedError(code, { params, outcome: 'rejected' }) };
}
