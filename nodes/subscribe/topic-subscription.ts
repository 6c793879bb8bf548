import type { QualityOfService } from '../../src/session/publication';
import type { RoutedMessage } from '../../src/session/subscriptions';
import type { DeviceUser } from '../shared/device-user';
import { nameOfSpeaker, type Speaker } from '../shared/speaker';
import { incomingPayload, type Datatype } from './incoming';

/** One topic of a node, as a filter. */
export interface Wanted {
  readonly topic: string;
  readonly qos: QualityOfService;
  readonly datatype: Datatype;
}

/** For which device a node receives. */
export interface Receiving {
  /** Of the subscriptions. */
  readonly owner: string;
  readonly speaker: Speaker;
}

/** Subscribes the node to a topic. Rejects with the filter's fault, or the broker's. */
export async function subscribeTopic(user: DeviceUser, wanted: Wanted): Promise<void> {
  await topicReceiver(user, wanted, { owner: user.node.id, speaker: user.speaker() })();
}

/** Subscribes the node to a topic, once called; rejects with the broker's fault. Throws the filter's at once. */
export function topicReceiver(
  user: DeviceUser,
  { topic, qos, datatype }: Wanted,
  { owner, speaker }: Receiving,
): () => Promise<void> {
  const { profile } = user.device.destination();
  const filter = speaker.expandTopic(topic);
  profile.checkFilter(filter, qos);
  return async () => {
    user.device.orphans.adopt(owner, filter);
    await user.device
      .session()
      .subscribe(owner, filter, qos, (message) => pass(user, datatype, speaker, message));
  };
}

function pass(user: DeviceUser, datatype: Datatype, speaker: Speaker, message: RoutedMessage): void {
  const { topic, payload, qos, messageId } = message;
  const ec20 = { messageId };
  const names = nameOfSpeaker(speaker);
  try {
    user.send({ topic, payload: incomingPayload(topic, payload, datatype), qos, ...names, ec20 });
  } catch (error) {
    user.fail(error, { topic, payload, qos, ...names, ec20 });
  }
}
