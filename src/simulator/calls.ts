import type { Timer } from '../base/clock';

/** What calls need of the module. */
export interface CallHost {
  after(delayMs: number, action: () => void): Timer;
  urc(text: string): void;
  /** Whether AT+CLIP=1 asks for the caller's number. */
  readonly showsCaller: boolean;
  /** Whether AT+QINDCFG lets RING through. */
  readonly tellsRinging: boolean;
}

/** The stat of AT+CLCC (EC2x AT manual §7.16). */
const STAT = { active: 0, incoming: 4 } as const;
const RING_GAP_MS = 5000;

interface Call {
  readonly number: string;
  /** The network's word for it: 1, somebody calls us. */
  readonly direction: 0 | 1;
  stat: 0 | 4;
}

/** The one voice call that may go on. There is no sound in it. */
export class Calls {
  #call: Call | undefined;
  #ringing: Timer | undefined;

  constructor(private readonly host: CallHost) {}

  /** The pas of AT+CPAS: 0 ready, 3 ringing, 4 a call. */
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

  /** ATD: false when there is one already. */
  dial(number: string): boolean {
    if (this.#call !== undefined) return false;
    this.#call = { number, direction: 0, stat: STAT.active };
    return true;
  }

  /** Somebody calls: RING every 5 s until {@link answer}, {@link hangUp} or {@link lost}. False: the line is engaged. */
  ring(number: string): boolean {
    if (this.#call !== undefined) return false;
    this.#call = { number, direction: 1, stat: STAT.incoming };
    this.#tellRinging();
    return true;
  }

  /** ATA: false when nobody calls. */
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

  /** The other side ends it, or gives up: the code says why. */
  lost(code: string): void {
    if (this.#call === undefined) return;
    this.hangUp();
    this.host.urc(code);
  }

  #tellRinging(): void {
    const number = this.#call?.number ?? '';
    if (this.host.tellsRinging) {
      this.host.urc('RING');
      if (this.host.showsCaller) this.host.urc(`+CLIP: "${number}",${numberType(number)},,,,0`);
    }
    this.#ringing = this.host.after(RING_GAP_MS, () => this.#tellRinging());
  }
}

/** 145: with the country's code; 129: as it is dialled at home. */
export function numberType(number: string): 129 | 145 {
  return number.startsWith('+') ? 145 : 129;
}
