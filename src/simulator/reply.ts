import type { SimulatorSettings } from './settings';
import type { Profile } from './profile';

/** How a command ends. `afterwards` runs right after its OK was written. */
export type Reply =
  | {
      readonly kind: 'ok';
      readonly lines: readonly string[];
      readonly afterwards: (() => unknown) | undefined;
    }
  | { readonly kind: 'error' }
  | { readonly kind: 'cme'; readonly code: number }
  | { readonly kind: 'cms'; readonly code: number }
  | { readonly kind: 'qmt'; readonly code: number }
  /** A literal final result. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'silent' };

/** OK after these lines. */
export function ok(...lines: readonly string[]): Reply {
  return { kind: 'ok', lines, afterwards: undefined };
}

/** OK, then an action that continues in the background; its promise, if any, ends with it. */
export function okThen(afterwards: () => unknown): Reply {
  return { kind: 'ok', lines: [], afterwards };
}

/** A command's own final result instead of OK: SEND OK, NO CARRIER. */
export function finalWord(word: string): Reply {
  return { kind: 'word', word };
}

/** ERROR, regardless of CMEE. */
export const ERROR: Reply = { kind: 'error' };

/** An error formatted by CMEE. */
export function cme(code: number): Reply {
  return { kind: 'cme', code };
}

/** No answer at all. */
export const SILENT: Reply = { kind: 'silent' };

/** An error of a QMT command, formatted by the settings. */
export function qmtError(code: number): Reply {
  return { kind: 'qmt', code };
}

/** Result codes after ATV0 (EC2x AT manual §2.15); others remain words. */
export const RESULT_NUMBERS: Readonly<Record<string, number>> = {
  OK: 0,
  CONNECT: 1,
  RING: 2,
  'NO CARRIER': 3,
  ERROR: 4,
  'NO DIALTONE': 6,
  BUSY: 7,
  'NO ANSWER': 8,
};

/** CME texts (EC2x AT manual §15.4). */
const CME_TEXTS: Readonly<Record<number, string>> = {
  0: 'phone failure',
  3: 'operation not allowed',
  4: 'operation not supported',
  10: 'SIM not inserted',
  11: 'SIM PIN required',
  12: 'SIM PUK required',
  13: 'SIM failure',
  14: 'SIM busy',
  15: 'SIM wrong',
  16: 'incorrect password',
  20: 'memory full',
  21: 'invalid index',
  22: 'not found',
  30: 'no network service',
  31: 'network timeout',
};

/** The final result code of a failed command, without line ends. */
export function errorLine(
  reply: Exclude<Reply, { kind: 'ok' | 'silent' }>,
  profile: Profile,
  settings: SimulatorSettings,
): string {
  switch (reply.kind) {
    case 'error':
      return 'ERROR';
    case 'word':
      return reply.word;
    case 'cms':
      return `+CMS ERROR: ${reply.code}`;
    case 'cme':
      return cmeLine(reply.code, profile.cmee);
    case 'qmt':
      return cmeLine(reply.code, settings.qmtErrors === 'bare' ? 0 : settings.qmtErrors === 'number' ? 1 : 2);
  }
}

function cmeLine(code: number, form: Profile['cmee']): string {
  switch (form) {
    case 0:
      return 'ERROR';
    case 1:
      return `+CME ERROR: ${code}`;
    case 2:
      return `+CME ERROR: ${CME_TEXTS[code] ?? 'unknown'}`;
  }
}
