const REPLIES = ' replies';

/** The owner of a node's reply subscriptions: they end apart from the node's own. */
export function replyOwner(nodeId: string): string {
  return nodeId + REPLIES;
}

/** The node of a subscription's owner. */
export function nodeOf(owner: string): string {
  return owner.endsWith(REPLIES) ? owner.slice(0, -REPLIES.length) : owner;
}
