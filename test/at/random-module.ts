import type { VirtualClock } from '../support/virtual-clock';

/** What goes wrong with one command. */
export type Fault =
  | 'none'
  /** The module never saw the command. */
  | 'ignored'
  /** The command's CR gets lost on the line: it stays unfinished, until another CR comes. */
  | 'no-return'
  | 'error'
  /** The information line, the final result or the prompt gets lost on the line. */
  | 'no-line'
  | 'no-final'
  | 'no-prompt'
  /** Some of the payload gets lost on the line: the module goes on waiting. */
  | 'bytes-lost'
  | 'restart'
  /** Only of a wild module: the answer comes twice, or among noise. */
  | 'twice'
  | 'noise';

export interface Behaviour {
  /** How long the module takes for the next command. */
  readonly processMs: number;
  readonly fault: Fault;
}

/**
 * A module that answers strictly in order, late or not at all, in command mode and in the data phase. `AT+T=n` answers
 * `+T: n`; `AT+D=n,bytes` prompts. Payloads are made of `p`, so that an `A` in the data phase is AT text where none may be.
 */
export class RandomModule {
  /** AT text that was taken for payload. */
  violations = 0;
  /** The serial numbers of the codes that were sent. */
  readonly codes: number[] = [];
  #input: number[] = [];
  #line = '';
  #data: { left: number; toLose: number; readonly behaviour: Behaviour } | undefined;
  #isBusy = false;
  #epoch = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly behaviours: readonly Behaviour[],
    private readonly send: (text: string) => void,
    private readonly isListening: () => boolean,
  ) {}

  #taken = 0;

  receive(text: string): void {
    this.#input.push(...Buffer.from(text, 'latin1'));
    this.clock.after(0, () => this.#work());
  }

  /** Sends an unsolicited code with the next serial number. */
  sendCode(): void {
    if (!this.isListening()) return;
    this.codes.push(this.codes.length);
    this.send(`\r\n+U: ${this.codes.length - 1}\r\n`);
  }

  #work(): void {
    while (!this.#isBusy) {
      const byte = this.#input.shift();
      if (byte === undefined) return;
      if (this.#data !== undefined) this.#takeData(byte, this.#data);
      else if (byte === 0x0d) this.#takeLine();
      else this.#line += String.fromCharCode(byte);
    }
  }

  #takeData(byte: number, data: { left: number; toLose: number; readonly behaviour: Behaviour }): void {
    if (byte === 0x41) this.violations++;
    if (byte === 0x70 && data.toLose > 0) {
      data.toLose--;
      return;
    }
    data.left--;
    if (data.left > 0) return;
    this.#data = undefined;
    this.#after(data.behaviour.processMs, () => this.#finish('', data.behaviour.fault));
  }

  #takeLine(): void {
    const line = this.#line.trimStart();
    this.#line = '';
    if (line === '') return;
    const behaviour = this.behaviours[this.#taken++ % this.behaviours.length] ?? {
      processMs: 0,
      fault: 'none',
    };
    if (behaviour.fault === 'ignored') return;
    this.#after(behaviour.processMs, () => this.#answer(line, behaviour));
  }

  #answer(line: string, behaviour: Behaviour): void {
    const query = /^AT\+T=(\d+)$/.exec(line);
    const publish = /^AT\+D=\d+,(\d+)$/.exec(line);
    if (behaviour.fault === 'restart') {
      this.#epoch++;
      this.#input = [];
      this.#line = '';
      this.send('\r\nRDY\r\n');
    } else if (behaviour.fault === 'error' || !/^AT[^A]*$/.test(line)) {
      this.send('\r\nERROR\r\n');
    } else if (publish !== null) {
      const toLose = behaviour.fault === 'bytes-lost' ? 3 : 0;
      this.#data = { left: Number(publish[1]), toLose, behaviour };
      if (behaviour.fault !== 'no-prompt') this.send('\r\n> ');
    } else if (query !== null) {
      this.#finish(`\r\n+T: ${query[1] ?? ''}\r\n`, behaviour.fault);
    } else {
      this.#finish(
        line.includes('CMEE') ? '\r\n+CMEE: 1\r\n' : '\r\n+QURCCFG: "urcport","all"\r\n',
        behaviour.fault,
      );
    }
  }

  #finish(information: string, fault: Fault): void {
    if (fault === 'noise') this.send('\0\xff+QMTRECV: 0,1,"t",900,"x\r\n+T\r\n');
    if (fault !== 'no-line') this.send(information);
    this.sendCode();
    if (fault !== 'no-final') this.send('\r\nOK\r\n');
    if (fault === 'twice') this.send(`${information}\r\nOK\r\n`);
  }

  #after(delayMs: number, action: () => void): void {
    this.#isBusy = true;
    const epoch = this.#epoch;
    this.clock.after(delayMs, () => {
      this.#isBusy = false;
      if (epoch === this.#epoch) action();
      this.#work();
    });
  }
}
