import { X509Certificate } from 'node:crypto';
import { CodedError } from '../base/coded-error';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const DAY_MS = 86_400_000;
/** Time to bring a new root to devices in the field. */
const WARNED_DAYS = 365;

/**
 * `EC20_CA_ENDING` for each certificate of a PEM text that ends within a year of `nowMs` or has ended, the earliest first. What is no
 * certificate is ignored: the module or the reader of files reports it.
 */
export function endingRoots(pem: Buffer, nowMs: number): readonly CodedError[] {
  const ends = (pem.toString('latin1').match(CERTIFICATES) ?? []).flatMap(endOf);
  return ends
    .filter(({ endMs }) => endMs - nowMs < WARNED_DAYS * DAY_MS)
    .sort((one, other) => one.endMs - other.endMs)
    .map(({ name, endMs }) => {
      const date = new Date(endMs).toISOString().slice(0, 10);
      return new CodedError('EC20_CA_ENDING', { params: { name, date } });
    });
}

function endOf(block: string): { readonly name: string; readonly endMs: number }[] {
  try {
    const { subject, validTo } = new X509Certificate(block);
    const endMs = Date.parse(validTo);
    return Number.isNaN(endMs) ? [] : [{ name: nameOf(subject), endMs }];
  } catch {
    return [];
  }
}

/** What a person calls it: GlobalSign R6 has its number in OU alone, most others their name in CN. */
function nameOf(subject: string): string {
  const part = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(subject)?.[1];
  const common = part('CN');
  const unit = part('OU');
  if (unit !== undefined && common !== undefined && unit.startsWith(common)) return unit;
  return common ?? unit ?? part('O') ?? '?';
}
