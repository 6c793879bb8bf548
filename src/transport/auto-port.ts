import { CodedError } from '../base/coded-error';
import { failureOf } from '../errors/catalogue';
import { AnswerWatch } from './answer-watch';
import { isSurely, listPorts, type PortInfo } from './port-list';
import { PortMemory, type PortOwner } from './port-memory';
import { type SerialOptions, serialTransport } from './serial';
import type { Line, LineListener, Transport } from './transport';
import { lastingName, modulesOf, onlyModule, type UsbModule } from './usb-module';

/** Who looks, and who else does. */
export interface AutoPortOptions extends Pick<SerialOptions, 'baudRate' | 'flowControl'> {
  readonly owner?: PortOwner;
  /** What is known of the modules; default: a memory of its own. */
  readonly memory?: PortMemory;
  /** The name of somebody else who has that port or waits for it. */
  readonly holder?: (path: string) => string | undefined;
  /** Hears which port is about to be opened and may refuse it by throwing. */
  readonly claimed?: (path: string) => void;
  /** A test has ports of its own, and opens them its own way. */
  readonly list?: () => Promise<readonly PortInfo[]>;
  readonly open?: (path: string, options: SerialOptions) => Transport;
}

const NOBODY: PortOwner = { id: '', name: '' };

/** What is known of the port that was given last. */
interface Given {
  readonly name: string;
  state: 'given' | 'opened' | 'refused' | 'answered' | 'lost';
}

/**
 * The port `auto`: the one module on USB that nobody else has, and there the port that answers AT. The likeliest comes first, or
 * the one that answered last; while the module is silent, or a port can't be opened, each of its ports has its turn. The device
 * with the port that has answered stays this owner's, also when a second module is plugged in.
 */
export class AutoPort {
  readonly #options: AutoPortOptions;
  readonly #memory: PortMemory;
  readonly #owner: PortOwner;
  #module = '';
  /** Silences and refusals since an answer. */
  #turn = 0;
  #hasRefused = false;
  /** A port has been silent since then: what its module's ports are for may be otherwise than it seems. */
  #wasSilent = false;
  #given: Given | undefined;

  constructor(options: AutoPortOptions) {
    this.#options = options;
    this.#memory = options.memory ?? new PortMemory();
    this.#owner = options.owner ?? NOBODY;
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

  /** Whether the next one is to be tried. A port that can't be opened has had its turn when that was told. */
  #judge(wasSilent: boolean): void {
    const given = this.#given;
    this.#given = undefined;
    // A line that brings anything but answers, such as positions, never counts as silent.
    const isDumb = given?.state === 'opened';
    if (given === undefined || given.state === 'refused' || !(wasSilent || isDumb)) return;
    this.#turn++;
    this.#wasSilent = true;
  }

  /** The owner's own module; else the one that is nobody's. */
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
    // One that was silent, or answered last in the place of the likeliest, disproves what is known of its product.
    const isAsExpected = port === best || (!this.#wasSilent && this.#memory.answering(module) !== port);
    const transport = open(name, {
      baudRate,
      flowControl,
      usbAt: isAsExpected && isSurely('ec20-at', ports, name),
      usbModem: isAsExpected && isSurely('ec20-modem', ports, name),
    });
    const given: Given = { name, state: 'given' };
    this.#given = given;
    return {
      ...transport,
      isSearching,
      open: (listener) => this.#open(transport, listener, given, () => this.#answered(module, port)),
    };
  }

  async #open(
    transport: Transport,
    listener: LineListener,
    given: Given,
    answered: () => void,
  ): Promise<Line> {
    const watch = new AnswerWatch();
    try {
      const line = await transport.open({
        received(bytes) {
          if (given.state === 'opened' && watch.sees(bytes)) {
            given.state = 'answered';
            answered();
          }
          listener.received(bytes);
        },
        lost(reason) {
          if (given.state === 'opened') given.state = 'lost';
          listener.lost(reason);
        },
      });
      given.state = 'opened';
      return line;
    } catch (error) {
      given.state = 'refused';
      // Another program has it, say: that is told, and the next attempt takes another one.
      if (error instanceof CodedError && failureOf(error.code).suspects.includes('holder')) {
        this.#turn++;
        this.#hasRefused = true;
      }
      throw error;
    }
  }

  #answered(module: UsbModule, port: PortInfo): void {
    this.#memory.settle(module, this.#owner);
    // One that only stands in for a port that is taken is no better than it.
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
 * Which of `count` candidates has the turn. Where none is known, each is tried once; from then on every other turn is the best
 * one's, since a module that is off or hangs answers there when it comes back.
 */
export function placeInTurn(turn: number, count: number, isKnown: boolean): number {
  if (!isKnown && turn < count) return turn;
  const round = isKnown ? turn : turn - count;
  return round % 2 === 0 || count === 1 ? 0 : 1 + (((round - 1) / 2) % (count - 1));
}
