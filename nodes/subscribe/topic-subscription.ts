import type { QualityOfService } from '../../src/session/publication';
import type { RoutedMessage } from '../../src/session/subscriptions';
import type { DeviceUser } from '../shared/device-user';
import { incomingPayload, type Datatype } from './incoming';

/** One topic of a node, as a filter. */
export interface Wanted {
  readonly topic: string;
  readonly qos: QualityOfService;
  readonly datatype: Datatype;
}

/** Subscribes the node to a topic. Rejects with the filter's fault, or the broker's. */
export async function subscribeTopic(user: DeviceUser, wanted: Wanted): Promise<void> {
  await topicReceiver(user, wanted)();
}

/** Subscribes the node to a topic, once called; rejects with the broker's fault. Throws the filter's at once. */
export function topicReceiver(user: DeviceUser, { topic, qos, datatype }: Wanted): () => Promise<void> {
  const { profile } = user.device.destination();
  const filter = profile.expandTopic(topic);
  profile.checkFilter(filter, qos);
  return async () => {
    user.device.orphans.adopt(user.node.id, filter);
    await user.device
      .session()
      .subscribe(user.node.id, filter, qos, (message) => pass(user, datatype, message));
  };
}

function pass(user: DeviceUser, datatype: Datatype, message: RoutedMessage): void {
  const { topic, payload, qos, messageId } = message;
  const ec20 = { messageId };
  try {
    user.send({ topic, payload: incomingPayload(topic, payload, datatype), qos, ec20 });
  } catch (error) {
    user.fail(error, { topic, payload, qos, ec20 });
  }
}
