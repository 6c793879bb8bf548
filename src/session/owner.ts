const REPLIES = ' replies';

/** A node's own subscriptions end apart from those to the replies that it waits for. */
export function replyOwner(nodeId: string): string {
  return nodeId + REPLIES;
}

/** The node behind an owner of subscriptions. */
export function nodeOf(owner: string): string {
  return owner.endsWith(REPLIES) ? owner.slice(0, -REPLIES.length) : owner;
}
