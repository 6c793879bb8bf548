import { SystemClock, type Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { randomInteger, systemRandom, type Random } from '../base/random';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { ModuleProfile } from '../ec20/profile';
import { ConnectLimit } from '../session/connect-limit';
import { MemoryQueue } from '../session/memory-queue';
import type { Delivery, QualityOfService } from '../session/publication';
import type { MessageQueue } from '../session/queue';
import type { SecretStore } from '../session/registrar';
import { Session } from '../session/session';
import { SESSION_DEFAULTS } from '../session/session-options';
import { MEMORY_QUEUE_LIMIT } from '../settings/modem';
import { withDefaults } from '../settings/table';
import { type ModuleChoice, type PortChoice, lineSource } from './line-source';

/** What {@link createSession} makes a session of. What is absent is as the config node has it. */
export interface SessionChoice extends PortChoice, ModuleChoice {
  /** Who the device is and where: {@link aliyun}, {@link mqtt} or {@link platform}. */
  readonly cloud: CloudProfile;
  /** Where messages wait. Default: a {@link MemoryQueue}; a {@link DiskQueue} outlives the process. */
  readonly queue?: MessageQueue;
  /** Most messages that wait: default 10,000 in memory, 100,000 where the queue is durable. */
  readonly queueLimit?: number;
  /** Milliseconds after which a waiting message expires; default 0: never. */
  readonly queueTtlMs?: number;
  /** Which end of a full queue is dropped, default `oldest`. */
  readonly queueOverflow?: 'oldest' | 'newest';
  /** Most publishes that await the broker, 1–32, default 5. */
  readonly maxInFlight?: number;
  /** Publishes a second; default 0: what the cloud allows. */
  readonly maxRate?: number;
  /** Milliseconds between signal readings, default 60,000; 0: none. */
  readonly signalIntervalMs?: number;
  /** Whether a backlog of property posts may leave as history posts (Aliyun), default false. */
  readonly compact?: boolean;
  /** Needed where the device has to register. */
  readonly secretStore?: SecretStore;
  /** The cloud's connects a minute are counted here: give one to all sessions of a process. */
  readonly connectLimit?: ConnectLimit;
  /** The module's family; default: found out. */
  readonly module?: ModuleProfile;
  /** Decimal digits that this device has not used as a message id before; default: counted from a random number. */
  readonly nextMessageId?: () => string;
  /** Default: the system's. A test brings its own. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * A device's way to its cloud, not yet begun: call `start()`, and `close()` in the end. It answers every failure with another
 * attempt; `onFault` hears each new one. Throws nothing: what is wrong with the cloud's data was thrown by its own factory.
 */
export function createSession(choice: SessionChoice): Session {
  const { cloud, clock = new SystemClock(), random = systemRandom } = choice;
  const { queue = new MemoryQueue(clock) } = choice;
  const { modem, ...delivery } = SESSION_DEFAULTS;
  const line = lineSource(choice);
  return new Session({
    clock,
    random,
    findTransport: (wasSilent) => line.find(wasSilent),
    portName: line.name,
    simulated: false,
    ...withDefaults(delivery, choice),
    modem: withDefaults(modem, choice),
    profile: cloud,
    queue,
    queueLimit: choice.queueLimit ?? (queue.durable ? delivery.queueLimit : MEMORY_QUEUE_LIMIT),
    nextMessageId: choice.nextMessageId ?? countedIds(random),
    connectLimit: choice.connectLimit ?? new ConnectLimit(),
    ...(choice.secretStore === undefined ? {} : { secretStore: choice.secretStore }),
    ...(choice.module === undefined ? {} : { module: choice.module }),
  });
}

/** One message for {@link send}. */
export interface OutgoingMessage {
  /** May hold `${productKey}` and `${deviceName}`. */
  readonly topic: string;
  /** Text is sent as UTF-8. 1 byte at least; see {@link Session.largestPayloadBytes} for the most. */
  readonly payload: string | Uint8Array;
  /** Default 1. */
  readonly qos?: QualityOfService;
  /** Default false. */
  readonly retain?: boolean;
  /** `drop`: refused with `EC20_OFFLINE` unless the session is online. Default `queue`. */
  readonly offline?: 'queue' | 'drop';
  /** Who answers for the message after a restart: {@link Session.claim}. Default `core`. */
  readonly sender?: string;
}

/** What becomes of a message, as promises; either may be left alone. */
export interface Shipping {
  /** It is safe: on disk where the queue is, else delivered. Rejects with `delivered`'s reason. */
  readonly accepted: Promise<void>;
  /**
   * The broker has it (QoS 1, 2), or the module has sent it (QoS 0). Rejects with a {@link CodedError}: refused, expired,
   * dropped. Of a long backlog on disk only the newest 500 keep their promise; {@link Session.claim} hears of the others.
   */
  readonly delivered: Promise<Delivery>;
}

/** Publishes one message of a session, whether it is online or not: {@link Session.publish} with promises. Never throws. */
export function send(session: Session, message: OutgoingMessage): Shipping {
  const { payload, qos = 1, retain = false, offline = 'queue', sender = 'core' } = message;
  const topic = session.inspected.options.profile.expandTopic(message.topic);
  const accepted = settlement<undefined>();
  const delivered = settlement<Delivery>();
  session.publish(
    { topic, payload: Buffer.from(payload), qos, retain, offline, nodeId: sender, flowMessageId: '' },
    {
      accepted: () => accepted.resolve(undefined),
      delivered: (delivery) => delivered.resolve(delivery),
      failed: (error: CodedError) => {
        accepted.reject(error);
        delivered.reject(error);
      },
    },
  );
  return { accepted: accepted.promise, delivered: delivered.promise };
}

/** A promise with its ends; a rejection that nobody waits for ends no process. */
function settlement<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: CodedError) => void;
  const promise = new Promise<T>((...ends) => {
    [resolve, reject] = ends;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
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
