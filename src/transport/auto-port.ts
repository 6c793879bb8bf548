import { CodedError } from '../base/coded-error';
import { failureOf } from '../errors/catalogue';
import { AnswerDetector } from './answer-detector';
import { isSurely, listPorts, type PortInfo } from './port-list';
import { PortMemory, type PortOwner } from './port-memory';
import { type SerialOptions, serialTransport } from './serial';
import type { Line, LineListener, Transport } from './transport';
import { lastingName, modulesOf, onlyModule, type UsbModule } from './usb-module';

/** The owner looking for a port, and its rivals. */
export interface AutoPortOptions extends Pick<SerialOptions, 'baudRate' | 'flowControl'> {
  readonly owner?: PortOwner;
  /** What is known about the modules; default: a memory of its own. */
  readonly memory?: PortMemory;
  /** The name of another owner that has this port or waits for it. */
  readonly holder?: (path: string) => string | undefined;
  /** Called with the port about to be opened; may refuse it by throwing. */
  readonly claimed?: (path: string) => void;
  /** For tests: replaces the port list and the way ports are opened. */
  readonly list?: () => Promise<readonly PortInfo[]>;
  readonly open?: (path: string, options: SerialOptions) => Transport;
}

const ANONYMOUS: PortOwner = { id: '', name: '' };

/** What is known about the port returned last. */
interface LastPort {
  readonly name: string;
  state: 'given' | 'opened' | 'refused' | 'answered' | 'lost';
}

/**
 * The port `auto`: the one USB module that no other owner has, and on it the port that answers AT. The most likely one comes first,
 * or the one that answered last; while the module is silent, or a port can't be opened, its ports are tried in turn. The device
 * with the port that answered stays this owner's, even when a second module is plugged in.
 */
export class AutoPort {
  readonly #options: AutoPortOptions;
  readonly #memory: PortMemory;
  readonly #owner: PortOwner;
  #module = '';
  /** Number of silent or refused ports since the last answer. */
  #turn = 0;
  #hasRefused = false;
  /** A port has been silent since then: the functions of the module's ports may differ from what is assumed. */
  #wasSilent = false;
  #last: LastPort | undefined;

  constructor(options: AutoPortOptions) {
    this.#options = options;
    this.#memory = options.memory ?? new PortMemory();
    this.#owner = options.owner ?? ANONYMOUS;
  }

  /**
   * The port to open now; `wasSilent`: nothing has answered AT on the last one. Rejects with `EC20_PORT_NONE`,
   * `EC20_PORT_AMBIGUOUS`, `EC20_PORT_SHARED` and, where the ports can't be listed, `EC20_PORT_FAILED`.
   */
  async find(wasSilent = false): Promise<Transport> {
    this.#judge(wasSilent);
    const { list = listPorts, claimed } = this.#options;
    const ports = await list();
    const module = this.#choose(modulesOf(ports));
    if (module.key !== this.#module) this.#begin();
    this.#module = module.key;
    const { port, isSearching } = this.#candidate(module);
    claimed?.(lastingName(port));
    return this.#transport(module, port, isSearching, ports);
  }

  /** Decides whether to move on. For a port that can't be opened that happened when the failure was reported. */
  #judge(wasSilent: boolean): void {
    const last = this.#last;
    this.#last = undefined;
    // A line with output other than answers, such as positions, never counts as silent.
    const hadNoAnswer = last?.state === 'opened';
    if (last === undefined || last.state === 'refused' || !(wasSilent || hadNoAnswer)) return;
    this.#turn++;
    this.#wasSilent = true;
  }

  /** The owner's own module, otherwise the one without an owner. */
  #choose(modules: readonly UsbModule[]): UsbModule {
    const free = modules.filter((module) => this.#holder(module) === undefined);
    const own = free.find((module) => this.#memory.isHome(module, this.#owner.id));
    if (own !== undefined) return own;
    const [taken] = modules;
    if (free.length === 0 && taken !== undefined) {
      const params = { port: lastingName(taken.candidates[0]), name: this.#holder(taken) ?? '' };
      throw new CodedError('EC20_PORT_SHARED', { params });
    }
    return onlyModule(free);
  }

  #holder(module: UsbModule): string | undefined {
    const owner = this.#memory.owner(module);
    if (owner !== undefined && owner.id !== this.#owner.id) return owner.name;
    const { holder = () => undefined } = this.#options;
    return module.candidates.map(({ path }) => holder(path)).find((name) => name !== undefined);
  }

  #candidate(module: UsbModule): { readonly port: PortInfo; readonly isSearching: boolean } {
    const known = this.#memory.answering(module);
    const [best, ...others] =
      known === undefined
        ? module.candidates
        : ([known, ...module.candidates.filter((port) => port !== known)] as const);
    const place = placeInTurn(this.#turn, 1 + others.length, known !== undefined);
    return {
      port: others[place - 1] ?? best,
      isSearching: others.length > 0 && this.#isSearching(place, known),
    };
  }

  /** Silence says something about the module where the port has answered before, or each has been tried. */
  #isSearching(place: number, known: PortInfo | undefined): boolean {
    return place > 0 || (known === undefined && this.#turn === 0);
  }

  #transport(module: UsbModule, port: PortInfo, isSearching: boolean, ports: readonly PortInfo[]): Transport {
    const { baudRate, flowControl, open = serialTransport } = this.#options;
    const name = lastingName(port);
    const best = module.candidates[0];
    // A port that was silent, or one that answered instead of the most likely one, disproves what is known of its product.
    const isAsExpected = port === best || (!this.#wasSilent && this.#memory.answering(module) !== port);
    const transport = open(name, {
      baudRate,
      flowControl,
      usbAt: isAsExpected && isSurely('ec20-at', ports, name),
      usbModem: isAsExpected && isSurely('ec20-modem', ports, name),
    });
    const last: LastPort = { name, state: 'given' };
    this.#last = last;
    return {
      ...transport,
      isSearching,
      open: (listener) => this.#open(transport, listener, last, () => this.#answered(module, port)),
    };
  }

  async #open(
    transport: Transport,
    listener: LineListener,
    last: LastPort,
    answered: () => void,
  ): Promise<Line> {
    const watch = new AnswerDetector();
    try {
      const line = await transport.open({
        received(bytes) {
          if (last.state === 'opened' && watch.push(bytes)) {
            last.state = 'answered';
            answered();
          }
          listener.received(bytes);
        },
        lost(reason) {
          if (last.state === 'opened') last.state = 'lost';
          listener.lost(reason);
        },
      });
      last.state = 'opened';
      return line;
    } catch (error) {
      last.state = 'refused';
      // For instance because another program has it: that is reported, and the next attempt takes another port.
      if (error instanceof CodedError && failureOf(error.code).suspects.includes('holder')) {
        this.#turn++;
        this.#hasRefused = true;
      }
      throw error;
    }
  }

  #answered(module: UsbModule, port: PortInfo): void {
    this.#memory.settle(module, this.#owner);
    // A port used only because a better one is busy is not preferred to it.
    if (!this.#hasRefused) this.#memory.answered(module, port);
    this.#begin();
  }

  #begin(): void {
    this.#turn = 0;
    this.#hasRefused = false;
    this.#wasSilent = false;
  }
}

/**
 * Which of `count` candidates is next. If none is known, each is tried once; from then on every other attempt goes to the best one,
 * since a module that is off or hangs answers there when it comes back.
 */
export function placeInTurn(turn: number, count: number, isKnown: boolean): number {
  if (!isKnown && turn < count) return turn;
  const round = isKnown ? turn : turn - count;
  return round % 2 === 0 || count === 1 ? 0 : 1 + (((round - 1) / 2) % (count - 1));
}
