import { characterName, firstUnsafeCharacter, printable } from '../base/character';
import { CodedError } from '../base/coded-error';

/** The longest topic that the module takes, in UTF-8 bytes (§M1.5: 256 in the family's notes). */
export const MODULE_TOPIC_BYTES = 256;

/** What the placeholders of a topic stand for; an empty value leaves its placeholder as it is. */
export interface TopicNames {
  readonly productKey: string;
  readonly deviceName: string;
}

/** The console writes `${YourDeviceName}` in its topic lists; its documents write `${deviceName}`. */
const PLACEHOLDERS: ReadonlyMap<string, keyof TopicNames> = new Map([
  ['productKey', 'productKey'],
  ['YourProductKey', 'productKey'],
  ['deviceName', 'deviceName'],
  ['YourDeviceName', 'deviceName'],
]);

/** Fills in the placeholders that are known, once; leaves all else as it is. */
export function expandPlaceholders(template: string, names: TopicNames): string {
  return template.replace(/\$\{(\w+)\}/g, (whole, word: string) => {
    const name = PLACEHOLDERS.get(word);
    return name === undefined || names[name] === '' ? whole : names[name];
  });
}

/**
 * Checks a topic to publish to, at most `limit` UTF-8 bytes. Throws `EC20_TOPIC_MISSING`, `EC20_TOPIC_PLACEHOLDER`,
 * `EC20_TOPIC_CHARACTER`, `EC20_TOPIC_WILDCARD` or `EC20_TOPIC_LONG`.
 */
export function checkTopic(topic: string, limit: number): void {
  if (topic === '') throw new CodedError('EC20_TOPIC_MISSING');
  checkText(topic);
  if (/[+#]/.test(topic)) throw new CodedError('EC20_TOPIC_WILDCARD', { params: { topic } });
  checkLength(topic, limit);
}

/**
 * Checks a filter to subscribe to, at most `limit` UTF-8 bytes. Throws `EC20_FILTER_MISSING`, `EC20_TOPIC_PLACEHOLDER`,
 * `EC20_TOPIC_CHARACTER`, `EC20_FILTER_INVALID` or `EC20_TOPIC_LONG`.
 */
export function checkTopicFilter(filter: string, limit: number): void {
  if (filter === '') throw new CodedError('EC20_FILTER_MISSING');
  checkText(filter);
  if (!isValidFilter(filter)) throw new CodedError('EC20_FILTER_INVALID', { params: { filter } });
  checkLength(filter, limit);
}

/** Whether `+` and `#` stand where MQTT 3.1.1 §4.7.1 lets them: each a whole level, `#` the last one. */
export function isValidFilter(filter: string): boolean {
  const levels = filter.split('/');
  return (
    filter !== '' &&
    levels.every((level, index) => {
      if (level === '#') return index === levels.length - 1;
      return level === '+' || !/[+#]/.test(level);
    })
  );
}

/** A `${…}` that stays would be published to literally, where nobody listens. */
function checkText(topic: string): void {
  const placeholder = /\$\{[^{}]*\}/.exec(topic)?.[0];
  const character = firstUnsafeCharacter(topic);
  if (character !== undefined) {
    throw new CodedError('EC20_TOPIC_CHARACTER', {
      params: { topic: printable(topic), character: characterName(character) },
    });
  }
  if (placeholder !== undefined) {
    throw new CodedError('EC20_TOPIC_PLACEHOLDER', { params: { topic, placeholder } });
  }
}

function checkLength(topic: string, limit: number): void {
  const bytes = Buffer.byteLength(topic, 'utf8');
  if (bytes > limit) throw new CodedError('EC20_TOPIC_LONG', { params: { bytes, limit } });
}
