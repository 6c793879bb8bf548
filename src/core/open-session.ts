import { SystemClock, type Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import { randomInteger, systemRandom, type Random } from '../base/random';
import { ConnectLimit } from '../session/connect-limit';
import { MemoryQueue } from '../session/memory-queue';
import { DiskQueue } from '../session/disk-queue/disk-queue';
import type { Delivery } from '../session/publication';
import type { SecretStore } from '../session/registrar';
import { SESSION_DEFAULTS, type SessionOptions } from '../session/session-options';
import { MEMORY_QUEUE_LIMIT } from '../settings/modem';
import { withDefaults } from '../settings/table';
import { Cloud } from './cloud';
import { Session } from './device-session';
import { familyProfile } from './family';
import { type ModuleChoice, type PortChoice, lineSource } from './line-source';
import type { OutgoingMessage } from './outgoing-message';
import type { SubDevice } from './sub-device';
import { SessionPast } from './session-past';

/** The options of {@link createSession}. Defaults are the config node's. */
export interface SessionChoice extends PortChoice, ModuleChoice {
  /** The device and its cloud: {@link aliyun}, {@link mqtt} or {@link platform}. */
  readonly cloud: Cloud;
  /**
   * The SQLite file in which messages wait and outlive the process, if {@link canQueueOnDisk}. Default: they wait in
   * memory.
   */
  readonly queueFile?: string;
  /** Maximum waiting messages: default 10,000 in memory, 100,000 on disk. */
  readonly queueLimit?: number;
  /** Milliseconds after which a waiting message expires; default 0: never. */
  readonly queueTtlMs?: number;
  /** Which end of a full queue is dropped, default `oldest`. */
  readonly queueOverflow?: 'oldest' | 'newest';
  /** Maximum publishes awaiting the broker, 1–32, default 5. */
  readonly maxInFlight?: number;
  /** Maximum publishes per second; default 0: what the cloud allows. */
  readonly maxRate?: number;
  /** Milliseconds between signal readings, default 60,000; 0: none. */
  readonly signalIntervalMs?: number;
  /** Whether a backlog of property posts may leave as history posts (Aliyun), default false. */
  readonly compact?: boolean;
  /** `off`: nothing is recorded. Default `on`: what {@link Session.history} reads. */
  readonly history?: 'on' | 'off';
  /**
   * The folder of the files in which the history and the use of data outlive the process; the history needs Node.js 22.13 or
   * newer. Default: in memory, for a day.
   */
  readonly historyFolder?: string;
  /** How many days the history is kept on disk, 1–366, default 90. */
  readonly historyDays?: number;
  /** Whether the traffic kept of each fault holds the bytes of payloads, default false. */
  readonly historyPayload?: boolean;
  /** The maximum of a month, in `budgetUnit`: {@link Session.onWarning} at 80 %, {@link Session.onFault} at 100 %. Default 0: none. */
  readonly budget?: number;
  /** `MB` of 1,000,000 bytes on the air, the default, or `messages` as the cloud bills them. */
  readonly budgetUnit?: 'MB' | 'messages';
  /** The day of the month on which it begins anew, 1–28, default 1. */
  readonly budgetDay?: number;
  /** What leaves once it is used up: all (`go`, the default), only `events` and answers, or nothing (`hold`); the rest waits. */
  readonly budgetThen?: 'go' | 'events' | 'hold';
  /** A filter of topics whose messages count as events too; default: none. */
  readonly budgetEvents?: string;
  /** Required if the device, or one behind it, has to register. */
  readonly secretStore?: SecretStore;
  /** Counts the cloud's connects per minute: share one among all sessions of a process. */
  readonly connectLimit?: ConnectLimit;
  /** The module's family, such as `EC200U`; default: by the name that the module reports. */
  readonly module?: string;
  /** Decimal digits that this device has not used as a message id before; default: counted from a random number. */
  readonly nextMessageId?: () => string;
  /** Default: the system's. A test passes its own. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Creates a device's session, not yet started: call `start()`, and `close()` in the end. It retries after every
 * failure; `onFault` reports each new one. Throws `EC20_SETTING` for an unknown `module` and for values of history and budget out of
 * their range, `EC20_FILTER_INVALID` for `budgetEvents`; invalid cloud data was already rejected by the cloud's own factory.
 */
export function createSession(choice: SessionChoice): Session {
  const options = sessionOptions(choice);
  const past = new SessionPast({ clock: options.clock, profile: options.profile, choice });
  const { observer } = past;
  return Session.of(observer === undefined ? options : { ...options, observer }, past);
}

/** The options of a session, with defaults for those that the choice doesn't set. */
export function sessionOptions(choice: SessionChoice): SessionOptions {
  const { cloud, clock = new SystemClock(), random = systemRandom } = choice;
  const { queueFile } = choice;
  const queue = queueFile === undefined ? new MemoryQueue(clock) : new DiskQueue(clock, queueFile);
  const { modem, ...delivery } = SESSION_DEFAULTS;
  const line = lineSource(choice);
  return {
    clock,
    random,
    findTransport: (wasSilent) => line.find(wasSilent),
    portName: line.name,
    ...withDefaults(delivery, choice),
    modem: withDefaults(modem, choice),
    profile: Cloud.profileOf(cloud),
    queue,
    queueLimit: choice.queueLimit ?? (queue.durable ? delivery.queueLimit : MEMORY_QUEUE_LIMIT),
    nextMessageId: choice.nextMessageId ?? countedIds(random),
    connectLimit: choice.connectLimit ?? new ConnectLimit(),
    ...(choice.secretStore === undefined ? {} : { secretStore: choice.secretStore }),
    ...(choice.module === undefined ? {} : { module: familyProfile(choice.module) }),
  };
}

/** The outcome of a message, as promises; either may be ignored. */
export interface Shipping {
  /** It is safe: on disk if the queue is there, otherwise delivered. Rejects with `delivered`'s reason. */
  readonly accepted: Promise<void>;
  /**
   * The broker has it (QoS 1, 2), or the module has sent it (QoS 0). Rejects with a {@link CodedError}: refused,
   * expired, dropped. Of a long backlog on disk only the newest 500 keep their promise; {@link Session.claim}
   * receives the others.
   */
  readonly delivered: Promise<Delivery>;
}

/**
 * Publishes one message of a session, or of a device behind its gateway, whether it is online or not: {@link Session.publish}
 * with promises. Never throws.
 */
export function send(device: Session | SubDevice, message: OutgoingMessage): Shipping {
  const accepted = new Deferred<void>().quiet();
  const delivered = new Deferred<Delivery>().quiet();
  device.publish(message, {
    accepted: () => accepted.resolve(),
    delivered: (delivery) => delivered.resolve(delivery),
    failed: (error: CodedError) => {
      accepted.reject(error);
      delivered.reject(error);
    },
  });
  return { accepted: accepted.promise, delivered: delivered.promise };
}

/** The platform takes decimal digits up to this (§A3.1). */
const LARGEST_ID = 4_294_967_295;

function countedIds(random: Random): () => string {
  let next = randomInteger(random, 1, LARGEST_ID);
  return () => {
    next = (next % LARGEST_ID) + 1;
    return String(next);
  };
}
