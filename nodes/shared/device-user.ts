import type { Node, NodeAPI } from 'node-red';

import { asCodedError, CodedError, type Language } from '../../src/base/coded-error';
import { thrownText } from '../../src/base/thrown-text';
import { isAbsent } from '../../src/settings/field';
import type { ServerName } from '../../src/settings/servers';
import type { SubDevice } from '../../src/cloud/gateway';
import { deviceOf, modemMissing } from './chosen-modem';
import { type SubDeviceNode, subDeviceNodeOf } from './chosen-sub-device';
import type { Device } from './device';
import { FlowError, flowError } from './flow-error';
import type { FlowStarts } from './flow-starts';
import type { Languages } from './languages';
import { type FlowMessage, keptMessage, propertyOf, reportError, unreadable } from './flow-message';
import type { Properties } from '../modem/settings';
import { sessionlessSnapshot } from '../status/status-report';
import { type Speaker, subDeviceSpeaker } from './speaker';
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
  /** The chosen ec20-device node, or why it can't be used; undefined: the config node's own device. */
  #subDevice: SubDeviceNode | CodedError | undefined;
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
    else this.atClose(this.chosen.users.attach(own));
    this.#chooseSubDevice();
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

  /**
   * The device that the node speaks for; where it has chosen none, the one that the message names in `msg.device`, if there are any.
   * Throws `EC20_NO_MODEM`, `EC20_NO_DEVICE`, `EC20_SUB_CHOICE`, or the error of the chosen device's settings.
   */
  speaker(msg?: FlowMessage): Speaker {
    const { device } = this;
    const chosen = this.chosenSubDevice;
    if (chosen !== undefined) return subDeviceSpeaker(chosen);
    const named: unknown = msg === undefined ? undefined : propertyOf(msg, 'device');
    // Whatever else it is: readings of a meter never leave as the gateway's.
    return device.speaker(isNamed(named) && device.subDevices.areExpected ? nameIn(named) : undefined);
  }

  /** The sub-device that the node has chosen; undefined: none. Throws `EC20_NO_DEVICE`, or the error of that one's settings. */
  get chosenSubDevice(): SubDevice | undefined {
    const chosen = this.#subDevice;
    if (chosen === undefined) return undefined;
    if (!('found' in chosen)) throw chosen;
    const { found } = chosen;
    // The config node has no session, and says why not.
    if (found === undefined) this.device.session();
    if (found instanceof CodedError) throw found;
    return found;
  }

  /** Whether Node-RED has ended this instance of the node. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Runs `action` once it is known whether there is a session, and which device `msg` names: at once, unless the config nodes have
   * files to read first.
   */
  whenKnown(action: () => void, msg?: FlowMessage): void {
    const reading = this.readingFor(msg);
    if (reading === undefined) action();
    else void reading.then(action);
  }

  /** Resolves once the chosen devices are known; undefined: they are. Never rejects. */
  get reading(): Promise<unknown> | undefined {
    return this.readingFor(undefined);
  }

  /** The same, with all that a message may name. */
  readingFor(msg: FlowMessage | undefined): Promise<unknown> | undefined {
    const others =
      msg === undefined || this.#subDevice !== undefined ? undefined : this.chosen?.subDevices.reading;
    const mayName = others !== undefined && msg !== undefined && isNamed(propertyOf(msg, 'device'));
    const knowing = mayName ? others : this.#knowing;
    const known = [this.chosen?.reading, knowing].filter((each) => each !== undefined);
    return known.length === 0 ? undefined : Promise.all(known);
  }

  get #knowing(): Promise<void> | undefined {
    const chosen = this.#subDevice;
    return chosen !== undefined && 'knowing' in chosen ? chosen.knowing : undefined;
  }

  /** The node's own setting *Device*. */
  #chooseSubDevice(): void {
    const id = this.config['device'];
    if (this.chosen === undefined || typeof id !== 'string' || id === '' || this.config['devices'] === 'all')
      return;
    try {
      this.#subDevice = subDeviceNodeOf(this.red, id, this.config['modem']);
      this.whenUsable(() => {
        try {
          const { key } = this.chosenSubDevice ?? {};
          if (key !== undefined) this.chosen?.users.speaksFor(this.own, key);
        } catch (error) {
          this.unfit(error, {});
        }
      });
    } catch (error) {
      this.#subDevice = asCodedError(error);
      this.unfit(error, {});
    }
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
    this.chosen?.users.showUnfit(this.own, asCodedError(error));
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

/** Whether `msg.device` says anything. */
function isNamed(value: unknown): boolean {
  return !isAbsent(value) && value !== '';
}

/** A DeviceName may be a number in a flow; of anything else the kind is told. */
function nameIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : typeof value;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'send' in value && 'error' in value;
}
