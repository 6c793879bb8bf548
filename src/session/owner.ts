const REPLIES = ' replies';

/** The owner of a node's reply subscriptions: they end apart from the node's own. */
export function replyOwner(nodeId: string): string {
  return nodeId + REPLIES;
}

/** The owner of a node's subscriptions for one of several devices: they end with that device. */
export function deviceOwner(nodeId: string, device: string): string {
  return `${nodeId} ${device}`;
}

/** The node of a subscription's owner. */
export function nodeOf(owner: string): string {
  const [node = owner] = owner.split(' ');
  return node;
}
