import type { Node, NodeAPI } from 'node-red';

import { asCodedError, type CodedError, type Language } from '../../src/base/coded-error';
import { thrownText } from '../../src/base/thrown-text';
import type { ServerName } from '../../src/settings/servers';
import { deviceOf, modemMissing } from './chosen-modem';
import type { Device } from './device';
import { FlowError, flowError } from './flow-error';
import type { FlowStarts } from './flow-starts';
import type { Languages } from './languages';
import { type FlowMessage, keptMessage, reportError, unreadable } from './flow-message';
import type { Properties } from '../modem/settings';
import { sessionlessSnapshot } from '../status/status-report';
import { nodeStatus } from './status-text';

/** What the nodes of one type share. */
export interface SharedByUsers {
  readonly starts: FlowStarts;
  readonly languages: Languages;
}

/** A node that uses an ec20-modem: it shows that node's status, and lives as long as `node`. */
export class DeviceUser {
  /** The chosen device; undefined when none is chosen, or it is deleted or disabled. */
  readonly chosen: Device | undefined;
  readonly #languages: Languages;
  readonly #started: Promise<void>;
  #closers: ((removed: boolean) => void)[] = [];
  #closed = false;

  constructor(
    private readonly red: NodeAPI,
    private readonly own: Node,
    private readonly config: Properties,
    { starts, languages }: SharedByUsers,
  ) {
    this.#languages = languages;
    this.chosen = deviceOf(red, config['modem']);
    this.#started = new Promise((resolve) => {
      this.atClose(starts.onEach(resolve));
    });
    if (this.chosen === undefined) this.#reportMissing();
    else this.atClose(this.chosen.attach(own));
    own.on('close', (removed: boolean, done: () => void) => {
      this.#closed = true;
      for (const close of this.#closers) close(removed);
      this.#closers = [];
      done();
    });
  }

  /** The language of its texts at this moment: that of the chosen device. */
  get language(): Language {
    return this.chosen?.language ?? this.#languages.of();
  }

  /** The chosen device's server, whose words errors speak; undefined: not known. */
  get server(): ServerName | undefined {
    return this.chosen?.server;
  }

  /** The chosen device. Throws `EC20_NO_MODEM` when there is none. */
  get device(): Device {
    if (this.chosen === undefined) throw this.#missing();
    return this.chosen;
  }

  /** Whether Node-RED has ended this instance of the node. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Runs `action` once it is known whether there is a session: at once, unless the device has files to read first. */
  whenKnown(action: () => void): void {
    const reading = this.chosen?.reading;
    if (reading === undefined) action();
    else void reading.then(action);
  }

  /** Runs `action` if there is a session; otherwise the config node reports why not. */
  whenUsable(action: () => void): void {
    this.whenKnown(() => {
      if (!this.#closed && this.chosen?.usable === true) action();
    });
  }

  /**
   * The node's current instance: a message may outlive the instance that accepted it, when a deploy restarts that
   * instance but not its config node.
   */
  get node(): Node {
    if (!this.#closed) return this.own;
    const successor: unknown = this.red.nodes.getNode(this.own.id);
    return isNode(successor) ? successor : this.own;
  }

  /** Whether the node is no longer part of the flows: it can't report what has become of its messages. */
  get gone(): boolean {
    return this.#closed && this.node === this.own;
  }

  /** Runs `close` when the node ends; `removed`: permanently, not for a restart. */
  atClose(close: (removed: boolean) => void): void {
    this.#closers.push(close);
  }

  /** Runs `action` once all flows have started: no Catch node and no wire misses its output. */
  afterStart(action: () => void): void {
    this.#started
      .then(() => {
        if (!this.#closed) action();
      })
      .catch((error: unknown) => this.fail(error, {}));
  }

  /** The message as it is now: see {@link keptMessage}. */
  kept(msg: FlowMessage): FlowMessage {
    return keptMessage(this.red, msg);
  }

  /** Reports an error without an input message; `msg` makes it reach the Catch nodes. */
  fail(error: unknown, msg: Partial<FlowMessage>): void {
    if (this.gone && this.chosen !== undefined) this.chosen.failedUnclaimed(asCodedError(error));
    else reportError(this.node, flowError(error, this), msg);
  }

  /** Sends a message without an input message. What a node behind it throws is reported here, and goes no further. */
  send(msg: Partial<FlowMessage>): void {
    try {
      this.node.send(msg);
    } catch (error) {
      reportError(this.node, flowError(unreadable(thrownText(error), error), this), msg);
    }
  }

  /** Warns of what works, but should be known. */
  warn(warning: CodedError): void {
    this.node.warn(new FlowError(warning, this.language, this.server));
  }

  #missing(): CodedError {
    return modemMissing(this.red, this.config['modem']);
  }

  /** The node can't work as it is set: shown under it until the next deploy, and reported once flows have started. */
  unfit(error: unknown, msg: Partial<FlowMessage>): void {
    this.chosen?.showUnfit(this.own, asCodedError(error));
    this.afterStart(() => this.fail(error, msg));
  }

  #reportMissing(): void {
    const error = this.#missing();
    const snapshot = sessionlessSnapshot('', error, Date.now());
    const show = () => this.own.status(nodeStatus(snapshot, false, this.language));
    show();
    this.atClose(this.#languages.onChange(show));
    this.afterStart(() => this.node.error(new FlowError(error, this.language, this.server), {}));
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'send' in value && 'error' in value;
}
