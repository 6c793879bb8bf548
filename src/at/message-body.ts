import { readParameters } from './parameter';

/**
 * Lines followed by the text of a message, whatever it looks like (3GPP 27.005 §3.4, §4.1): unsolicited as AT+CNMI sets
 * it, or requested. `whole`: a line with more fields than this contains the message itself.
 */
const HEADS: readonly { readonly prefix: string; readonly whole?: number }[] = [
  { prefix: '+CMT:' },
  { prefix: '+CBM:' },
  // A status report is one line in text mode; in PDU mode its length precedes it.
  { prefix: '+CDS:', whole: 1 },
  { prefix: '+CMGR:' },
  { prefix: '+CMGL:' },
];

/** True when a text follows. A test form, `+CMGL: ("REC UNREAD",…)`, has none. */
function announcesBody(line: string): boolean {
  // Checked for every line: all heads begin like this.
  if (!line.startsWith('+C')) return false;
  const head = HEADS.find(({ prefix }) => line.startsWith(prefix));
  if (head === undefined) return false;
  const value = line.slice(head.prefix.length).trimStart();
  if (value === '' || value.startsWith('(')) return false;
  return head.whole === undefined || readParameters(value).length <= head.whole;
}

/**
 * Finds the texts of messages among lines. Only the first line of one that has several: no length says how many follow.
 */
export class MessageBodies {
  /** `behind`: the announcing line's own line end isn't over yet. */
  #place: 'none' | 'behind' | 'below' = 'none';

  /** True when the next line is a message's text. */
  get isNext(): boolean {
    return this.#place !== 'none';
  }

  /** A line has ended, by LF or by CR; true when it was a text. Empty lines count too: CR LF right below is an empty text. */
  lineEnded(line: string, byLf: boolean): boolean {
    const isBody = line !== '' && this.isNext;
    if (line === '') {
      if (this.#place === 'below') this.#place = 'none';
      else if (this.#place === 'behind' && byLf) this.#place = 'below';
    } else if (isBody || !announcesBody(line)) {
      this.#place = 'none';
    } else {
      this.#place = byLf ? 'below' : 'behind';
    }
    return isBody;
  }

  forget(): void {
    this.#place = 'none';
  }
}
