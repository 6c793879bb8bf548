import type { Module } from './module';
import { clockText } from './commands/time';

/** A call that comes in, and how it ends. */
export interface IncomingCall {
  /** How often it rings, default 3. */
  readonly rings?: number;
  /** Between two rings, default 5000 ms. */
  readonly everyMs?: number;
  /** The word at its end, default `NO CARRIER`: the caller has hung up. */
  readonly end?: 'NO CARRIER' | 'BUSY' | 'NO ANSWER' | 'NO DIALTONE';
}

/** RING, some times, then the word at the end. */
export function ring(module: Module, { rings = 3, everyMs = 5000, end = 'NO CARRIER' }: IncomingCall): void {
  for (let count = 0; count < rings; count += 1) module.after(count * everyMs, () => module.word('RING'));
  module.after(Math.max(0, rings - 1) * everyMs + everyMs / 2, () => module.word(end));
}

/** A text message comes in: stored and told by +CMTI, or shown by +CMT, as AT+CNMI has it. */
export function receiveText(module: Module, text: string, sender: string): void {
  const { profile, textMode } = module.memory;
  const [mode, messages] = profile.indications.split(',').map(Number);
  const isShown = messages === 2 || messages === 3;
  if (mode === 0 || messages === 0) return;
  if (!isShown) module.urc('+CMTI: "SM",1');
  else if (textMode)
    module.urc(`+CMT: "${sender}",,"${clockText(module.wallTime(), true)}"\r\n${latin1(text)}`);
  else {
    const unit = transferUnit(module, text, sender);
    module.urc(`+CMT: ,${unit.length / 2}\r\n00${unit}`);
  }
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** An SMS-DELIVER in UCS2 (3GPP 23.040 §9.2.2.1), in hexadecimal digits, without the service centre before it. */
function transferUnit(module: Module, text: string, sender: string): string {
  const digits = sender.replace(/\D/g, '');
  const stamp = clockText(module.wallTime(), true).replace(/\D/g, '');
  const body = Buffer.from(text, 'utf16le').swap16();
  const head = `04${hex(digits.length)}${sender.startsWith('+') ? '91' : '81'}${swapped(digits)}0008`;
  return `${head}${swapped(stamp)}${hex(body.length)}${body.toString('hex').toUpperCase()}`;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Digits as semi-octets. */
function swapped(digits: string): string {
  return digits.replace(
    /(\d)(\d?)/g,
    (_whole, low: string, high: string) => `${high === '' ? 'F' : high}${low}`,
  );
}
