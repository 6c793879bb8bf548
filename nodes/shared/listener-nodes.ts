import type { Node, NodeAPI, NodeDef } from 'node-red';

/** Nodes that listen to a config node: Catch nodes to its errors, Status nodes to its statuses. */
export type ListenerType = 'catch' | 'status';

type Definitions = ReadonlyMap<string, NodeDef>;

/**
 * The users through which a config node reports (Node-RED's `users` map), so that each Catch or Status node of their
 * tabs is notified: one user per tab, and more only where a listener's scope excludes it.
 */
export function listenerNodes(
  red: NodeAPI,
  users: ReadonlySet<Node>,
  type: ListenerType,
): Record<string, Node> {
  const definitions = new Map<string, NodeDef>();
  red.nodes.eachNode((definition) => definitions.set(definition.id, definition));
  const listeners = [...definitions.values()].filter((definition) => definition.type === type);

  const flows = new Map<unknown, Node[]>();
  for (const user of users) {
    const flow = user._flow ?? user.z;
    flows.set(flow, [...(flows.get(flow) ?? []), user]);
  }
  const chosen = [...flows.values()].flatMap((ofFlow) =>
    fewest(
      ofFlow,
      listeners.filter(({ z }) => z === ofFlow[0]?.z),
      definitions,
    ),
  );
  return Object.fromEntries(chosen.map((user) => [user.id, user]));
}

/** Whether a Catch or Status node listens to one of the users. */
export function hasListener(red: NodeAPI, users: ReadonlySet<Node>, type: ListenerType): boolean {
  const definitions = new Map<string, NodeDef>();
  red.nodes.eachNode((definition) => definitions.set(definition.id, definition));
  const listeners = [...definitions.values()].filter((definition) => definition.type === type);
  return [...users].some((user) =>
    listeners.some((listener) => listener.z === user.z && listens(listener, user, definitions)),
  );
}

/**
 * The user that reaches most listeners, then one for the remaining ones, and so on; the first if there are no
 * listeners.
 */
function fewest(users: readonly Node[], listeners: readonly NodeDef[], definitions: Definitions): Node[] {
  const chosen: Node[] = [];
  let remaining = listeners;
  do {
    const reached = users.map((user) => remaining.filter((listener) => listens(listener, user, definitions)));
    const most = Math.max(...reached.map(({ length }) => length));
    if (most === 0 && chosen.length > 0) break;
    const best = reached.findIndex(({ length }) => length === most);
    chosen.push(...users.slice(best, best + 1));
    remaining = remaining.filter((listener) => reached[best]?.includes(listener) !== true);
  } while (remaining.length > 0);
  return chosen;
}

/** A listener's `scope`: a list of node ids, `group`, or everything on its tab. */
function listens(listener: NodeDef, user: Node, definitions: Definitions): boolean {
  const scope: unknown = 'scope' in listener ? listener.scope : undefined;
  if (Array.isArray(scope)) return scope.includes(user.id);
  const group = groupOf(listener);
  return scope !== 'group' || group === undefined || isInGroup(user.id, group, definitions);
}

function isInGroup(id: string, group: string, definitions: Definitions): boolean {
  for (let parent = groupOf(definitions.get(id)); parent !== undefined;) {
    if (parent === group) return true;
    parent = groupOf(definitions.get(parent));
  }
  return false;
}

function groupOf(definition: NodeDef | undefined): string | undefined {
  return definition !== undefined && 'g' in definition && typeof definition.g === 'string'
    ? definition.g
    : undefined;
}
