import type { Bytes } from '../base/bytes';
import { asCodedError } from '../base/coded-error';
import type { PublicationListener, PublishRequest, QualityOfService } from '../session/publication';
import type { Session as Driver } from '../session/session';
import { payloadBytes } from './payload';

/** The sender of a message that names none. */
const SENDER = 'core';

/** One message for {@link send}, {@link Session.publish} or {@link SubDevice.publish}. */
export interface OutgoingMessage {
  /** May hold `${productKey}` and `${deviceName}`. */
  readonly topic: string;
  /**
   * Text is sent as UTF-8, bytes as they are at the call. At least 1 byte; see {@link Session.largestPayloadBytes} for
   * the maximum.
   */
  readonly payload: string | Bytes;
  /** Default 1. */
  readonly qos?: QualityOfService;
  /** Default false. */
  readonly retain?: boolean;
  /** `drop`: refused with `EC20_OFFLINE` unless the session is online. Default `queue`. */
  readonly offline?: 'queue' | 'drop';
  /**
   * After a restart the message's result goes to the listener that claims this name: {@link Session.claim}. Default
   * `core`.
   */
  readonly sender?: string;
}

/** Publishes one message of a device with these names. What is wrong with it goes to its listener; never throws. */
export function publishAs(
  device: { expandTopic(template: string): string },
  driver: Driver,
  message: OutgoingMessage,
  listener: PublicationListener,
): void {
  let request: PublishRequest;
  try {
    const { payload, qos = 1, retain = false, offline = 'queue', sender = SENDER } = message;
    const topic = device.expandTopic(message.topic);
    request = {
      topic,
      payload: payloadBytes(payload),
      qos,
      retain,
      offline,
      nodeId: sender,
      flowMessageId: '',
    };
  } catch (error) {
    listener.failed(asCodedError(error));
    return;
  }
  driver.publish(request, listener);
}
