import type { Channel } from '../at/channel';
import { plain, textAt } from '../at/parameter';
import { type Question, type Reply, askAlone, askBatch, linesOf } from './command-batch';
import type { ModuleProfile, PublishForm, RestoredOption } from './profile';

/** What this firmware can do, by its test forms. Asked once per firmware. */
export interface Capabilities {
  /** The first publish command with a known test form; undefined if none has one. */
  readonly publish: PublishForm | undefined;
  /** The options that AT+QMTCFG=? lists; none where it lists nothing. */
  readonly options: ReadonlySet<string>;
}

const OPTIONS: Question = { line: plain('AT+QMTCFG=?'), answer: { prefix: '+QMTCFG', mayBeNone: true } };

function testOf({ command }: PublishForm): Question {
  return {
    line: plain(`${command}=?`),
    answer: { prefix: command.slice('AT'.length), mayBeNone: true },
  };
}

/** Sends AT+QMTPUBEX=? (or the family's equivalent) and AT+QMTCFG=?, in one line where the module has both. */
export async function readCapabilities(channel: Channel, profile: ModuleProfile): Promise<Capabilities> {
  const { replies } = await askBatch(channel, [testOf(profile.publish), OPTIONS]);
  const [first, options] = replies;
  const names = linesOf(options).flatMap((params) => textAt(params, 0) ?? []);
  return { publish: await knownForm(channel, profile, first), options: new Set(names) };
}

async function knownForm(
  channel: Channel,
  { publish, otherPublish }: ModuleProfile,
  reply: Reply | undefined,
): Promise<PublishForm | undefined> {
  if (isKnown(reply)) return publish;
  for (const form of otherPublish) if (isKnown(await askAlone(channel, testOf(form)))) return form;
  return undefined;
}

function isKnown(reply: Reply | undefined): boolean {
  return reply !== undefined && 'lines' in reply;
}

/** Options that an earlier program may have changed, on any firmware that has them. */
const RESTORED: readonly RestoredOption[] = [
  // Hexadecimal payloads, one way or both: ours are bytes.
  { name: 'dataformat', values: [0, 0] },
  { name: 'send/mode', values: [0] },
  // The echo of what is written after the prompt.
  { name: 'view/mode', values: [0] },
];

/** The family's profile adapted to this firmware. What the firmware doesn't report keeps the family's value. */
export function adapted(profile: ModuleProfile, { publish, options }: Capabilities): ModuleProfile {
  const known = new Set(profile.restores.map(({ name }) => name));
  const more = RESTORED.filter(({ name }) => options.has(name) && !known.has(name));
  return {
    ...profile,
    publish: publish ?? profile.publish,
    mayLackPublish: publish === undefined,
    restores: [...profile.restores, ...more],
  };
}
