import type { Timer } from '../base/clock';

/** What {@link Calls} requires of the module. */
export interface CallHost {
  after(delayMs: number, action: () => void): Timer;
  urc(text: string): void;
  /** Whether AT+CLIP=1 has enabled caller identification. */
  readonly showsCaller: boolean;
  /** Whether AT+QINDCFG enables RING. */
  readonly reportsRinging: boolean;
}

/** The stat of AT+CLCC (EC2x AT manual §7.16). */
const STAT = { active: 0, incoming: 4 } as const;
const RING_GAP_MS = 5000;

interface Call {
  readonly number: string;
  /** 0 for an outgoing call, 1 for an incoming one, as in AT+CLCC. */
  readonly direction: 0 | 1;
  stat: 0 | 4;
}

/** The module's voice call, at most one at a time. Carries no sound. */
export class Calls {
  #call: Call | undefined;
  #ringing: Timer | undefined;

  constructor(private readonly host: CallHost) {}

  /** The pas of AT+CPAS: 0 ready, 3 ringing, 4 call in progress. */
  get activity(): 0 | 3 | 4 {
    if (this.#call === undefined) return 0;
    return this.#call.stat === STAT.incoming ? 3 : 4;
  }

  /** The lines of AT+CLCC. */
  list(): readonly string[] {
    if (this.#call === undefined) return [];
    const { number, direction, stat } = this.#call;
    return [`+CLCC: 1,${direction},${stat},0,0,"${number}",${numberType(number)}`];
  }

  /** ATD: false when a call exists already. */
  dial(number: string): boolean {
    if (this.#call !== undefined) return false;
    this.#call = { number, direction: 0, stat: STAT.active };
    return true;
  }

  /** An incoming call: RING every 5 s until {@link answer}, {@link hangUp} or {@link lost}. False: the line is busy. */
  ring(number: string): boolean {
    if (this.#call !== undefined) return false;
    this.#call = { number, direction: 1, stat: STAT.incoming };
    this.#reportRinging();
    return true;
  }

  /** ATA: false when there is no incoming call. */
  answer(): boolean {
    if (this.#call?.stat !== STAT.incoming) return false;
    this.#ringing?.cancel();
    this.#call.stat = STAT.active;
    return true;
  }

  /** ATH, AT+CHUP. */
  hangUp(): void {
    this.#ringing?.cancel();
    this.#call = undefined;
  }

  /** The other party ends the call or gives up; `code` says why. */
  lost(code: string): void {
    if (this.#call === undefined) return;
    this.hangUp();
    this.host.urc(code);
  }

  #reportRinging(): void {
    const number = this.#call?.number ?? '';
    if (this.host.reportsRinging) {
      this.host.urc('RING');
      if (this.host.showsCaller) this.host.urc(`+CLIP: "${number}",${numberType(number)},,,,0`);
    }
    this.#ringing = this.host.after(RING_GAP_MS, () => this.#reportRinging());
  }
}

/** 145: international, with a country code; 129: national. */
function numberType(number: string): 129 | 145 {
  return number.startsWith('+') ? 145 : 129;
}
