import type { Clock } from '../base/clock';
import { asCodedError, CodedError } from '../base/coded-error';
import { ERRORS } from '../errors/catalogue';
import { Deferred } from '../base/deferred';
import { type Random, randomInteger } from '../base/random';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { CloudMessage } from '../cloud/thing-dialogue';
import type { Finding } from './check-line';
import { untried } from './setup-check';

/** A harmless message that returns to its sender. */
export interface RoundTrip {
  readonly message: CloudMessage;
  /** The filter on which it returns. */
  readonly filter: string;
  isEcho(message: CloudMessage): boolean;
  /** The error if it doesn't return. */
  lost(): CodedError;
}

export interface RoundTripContext {
  readonly profile: CloudProfile;
  readonly clock: Clock;
  readonly random: Random;
  readonly clientId: string;
}

/** How its messages are carried. */
export interface Carrier {
  /** Subscribes; resolves with a function that unsubscribes. */
  subscribe(filter: string, listener: (message: CloudMessage) => void): Promise<() => Promise<void>>;
  /** Resolves once the broker has it. */
  publish(message: CloudMessage): Promise<void>;
}

const ECHO_SECONDS = 15;
/** Topics of the check on brokers without a fixed set. */
const TOPIC_ROOT = 'ec20-check/';

/**
 * Asks for the time if the cloud supports it, otherwise uses the check's own topic; undefined: nothing is harmless
 * there.
 */
function roundTripOf({ profile, clock, random, clientId }: RoundTripContext): RoundTrip | undefined {
  if (profile.thing !== undefined) {
    const { thing } = profile;
    const { message, replyFilter } = thing.timeRequest(clock.wallTime());
    return {
      message,
      filter: replyFilter,
      isEcho: (message) => thing.readTime(message, clock.wallTime()) !== undefined,
      lost: () =>
        new CodedError('EC20_CHECK_SILENT', { params: { seconds: ECHO_SECONDS }, outcome: 'unknown' }),
    };
  }
  if (profile.freeTopics !== true) return undefined;
  const anyNumber = () => String(randomInteger(random, 100_000_000, 999_999_999));
  // A topic is no place for a client id that is the whole login.
  const name = profile.secrets.includes(clientId) ? anyNumber() : clientId;
  const topic = TOPIC_ROOT + name.replace(/[+#/]/g, '-');
  const payload = Buffer.from(anyNumber());
  return {
    message: { topic, payload },
    filter: topic,
    isEcho: (message) => message.topic === topic && message.payload.equals(payload),
    lost: () => new CodedError('EC20_CHECK_TOPIC', { params: { topic }, outcome: 'unknown' }),
  };
}

/** Sends a message and waits for its return. Rejects with `EC20_CHECK_SILENT`, or the reason why it could not be sent. */
export async function goRoundTrip(
  context: RoundTripContext,
  carrier: Carrier,
  signal: AbortSignal,
): Promise<Finding> {
  const trip = roundTripOf(context);
  if (trip === undefined) {
    return untried('this platform has no topic for a test', '该平台没有可供测试的 Topic');
  }
  const { clock } = context;
  const startMs = clock.now();
  const back = new Deferred<void>().quiet();
  back.within(clock, ECHO_SECONDS * 1000, () => trip.lost());
  const abandon = () => back.reject(asCodedError(signal.reason));
  signal.addEventListener('abort', abandon, { once: true });
  let unsubscribe: (() => Promise<void>) | undefined;
  try {
    unsubscribe = await carrier.subscribe(trip.filter, (message) => {
      if (trip.isEcho(message)) back.resolve();
    });
    await Promise.race([carrier.publish(trip.message), back.promise]);
    await back.promise;
    return { detail: { topic: trip.message.topic, tripMs: Math.round(clock.now() - startMs) } };
  } catch (error) {
    // The broker accepts the device but doesn't permit this topic.
    if (context.profile.thing === undefined && error instanceof CodedError && isRefusedTopic(error)) {
      return { warning: trip.lost() };
    }
    throw error;
  } finally {
    back.resolve();
    signal.removeEventListener('abort', abandon);
    await unsubscribe?.().catch(() => undefined);
  }
}

const isRefusedTopic = ({ code }: CodedError) => ERRORS[code].refused === 'subscription';
