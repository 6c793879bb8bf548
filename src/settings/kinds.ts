/**
 * What each kind of message has: a row for every kind of ec20-publish and of ec20-subscribe. Which settings a dialog shows,
 * checks, stores and clears follows from it. `topic` is a topic of the user's own; the others are defined by the cloud.
 */

interface Kind {
  /** The settings that it has beside those of every kind. */
  readonly uses: readonly string[];
}

interface PublishKindRow extends Kind {
  /** Whether the cloud's reply is awaited by default; undefined: the cloud defines none. */
  readonly waits?: boolean;
}

const OWN_TOPIC = ['topic', 'qos', 'retain', 'gather', 'gatherForm'];
const REPLY = ['waitReply', 'replyTimeout'];
const POST = ['qos', ...REPLY];
/** Readings, which may wait for others. */
const READINGS = [...POST, 'gather'];

export const PUBLISH_KINDS = {
  topic: { uses: OWN_TOPIC },
  property: { uses: READINGS, waits: true },
  event: { uses: ['event', ...POST], waits: true },
  history: { uses: READINGS, waits: true },
  desired: { uses: REPLY, waits: true },
  'desired-delete': { uses: REPLY, waits: true },
  tags: { uses: REPLY, waits: true },
  'tags-delete': { uses: REPLY, waits: true },
  config: { uses: REPLY, waits: true },
  // The cloud has no reply to these two.
  'ota-version': { uses: [], waits: false },
  'ota-progress': { uses: [], waits: false },
  'ota-firmware': { uses: REPLY, waits: true },
  ntp: { uses: REPLY, waits: true },
  raw: { uses: POST, waits: false },
} as const satisfies Readonly<Record<string, PublishKindRow>>;

export type PublishKind = keyof typeof PUBLISH_KINDS;

interface SubscribeKindRow extends Kind {
  /** What another choice of the kind makes of `autoReply`; `''`: only the flow can know the answer. */
  readonly autoReply: '' | 'ok';
}

const ANSWER = ['autoReply', 'autoReplyAfter'];

export const SUBSCRIBE_KINDS = {
  topic: { uses: ['topic', 'inputs', 'qos', 'datatype'], autoReply: '' },
  // Confirmed unless the flow does it.
  'property-set': { uses: ANSWER, autoReply: 'ok' },
  service: { uses: ['identifier', ...ANSWER], autoReply: '' },
  // Of the system's topic, or of one that the user names.
  rrpc: { uses: ['topic', 'datatype'], autoReply: '' },
  broadcast: { uses: ['topic', 'datatype'], autoReply: '' },
  desired: { uses: [], autoReply: '' },
  ota: { uses: [], autoReply: '' },
  config: { uses: ANSWER, autoReply: '' },
  raw: { uses: ['datatype'], autoReply: '' },
} as const satisfies Readonly<Record<string, SubscribeKindRow>>;

export type SubscribeKind = keyof typeof SUBSCRIBE_KINDS;

/** The names of a table's kinds. */
export function namesOf<Name extends string>(kinds: Readonly<Record<Name, Kind>>): readonly Name[] {
  return Object.keys(kinds) as Name[];
}

/** Whether a kind has a setting; true for a kind that isn't known: an environment variable may hold any. */
export function kindUses(kinds: Readonly<Record<string, Kind>>, kind: unknown, setting: string): boolean {
  const row = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return row === undefined || row.uses.includes(setting);
}

/** Whether the cloud's reply to a kind is awaited by default. */
export function waitsByDefault(kind: unknown): boolean {
  const rows: Readonly<Record<string, PublishKindRow>> = PUBLISH_KINDS;
  return typeof kind === 'string' && Object.hasOwn(rows, kind) && rows[kind]?.waits === true;
}
