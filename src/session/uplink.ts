import { type ForeignFailure, callForeign } from '../base/foreign-code';
import { randomInteger } from '../base/random';
import type { NodeListener, PublicationListener, PublishRequest } from './publication';
import type { ServerWords } from './server-words';
import type { SessionGateway } from './session-gateway';
import type { SessionOptions } from './session-options';
import type { Traffic } from './traffic';

export interface UplinkOptions {
  readonly session: Pick<SessionOptions, 'random' | 'nextMessageId'>;
  readonly gateway: SessionGateway;
  readonly traffic: Traffic;
  readonly words: ServerWords;
  /** The queue has become longer or shorter. */
  readonly queueMoved: () => void;
  readonly listenerFailed: ForeignFailure;
}

/** The platform takes decimal digits up to this as a message id (§A3.1). */
const LARGEST_ID = 4_294_967_295;

/** Messages to the cloud: taken from the nodes, their outcomes told in the server's words. */
export class Uplink {
  readonly #options: UplinkOptions;

  constructor(options: UplinkOptions) {
    this.#options = options;
  }

  /** Takes a message. The listener receives its outcome; invalid input fails at once and is never queued. */
  publish(request: PublishRequest, listener: PublicationListener): void {
    const { gateway, traffic, words, queueMoved } = this.#options;
    gateway.publishing(request.topic);
    traffic.publish(request, {
      accepted: () => listener.accepted(),
      delivered: (delivery) => this.#withQueueRead(() => listener.delivered(delivery)),
      failed: (error) => this.#withQueueRead(() => listener.failed(words.say(error))),
    });
    queueMoved();
  }

  /** What a listener returns may be a promise that rejects, which is for whoever guards it. */
  #withQueueRead<Result>(notify: () => Result): Result {
    this.#options.queueMoved();
    return notify();
  }

  /** Handles messages of that node that were restored after a restart or spilled from a long backlog. */
  claim(nodeId: string, listener: NodeListener): () => void {
    const { traffic, words, queueMoved } = this.#options;
    return traffic.claim(nodeId, {
      delivered: (message, delivery) => {
        listener.delivered(message, delivery);
        queueMoved();
      },
      failed: (message, error) => {
        listener.failed(message, words.say(error));
        queueMoved();
      },
    });
  }

  /** A message id that this device has not used before. */
  nextMessageId(): string {
    const { session, listenerFailed } = this.#options;
    let id: string | undefined;
    callForeign(
      'nextMessageId',
      () => {
        id = session.nextMessageId?.() ?? '0';
      },
      listenerFailed,
    );
    return id ?? String(randomInteger(session.random, 1, LARGEST_ID));
  }
}
