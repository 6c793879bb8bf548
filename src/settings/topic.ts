import { characterName, firstUnsafeCharacter, printable } from '../base/character';
import type { Problem } from './fault';

/** Values of a topic's placeholders; an empty value leaves its placeholder unchanged. */
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

/** Whether `${word}` in a topic is one of the device's names. */
export function isPlaceholder(word: string): boolean {
  return PLACEHOLDERS.has(word);
}

/** Fills in the known placeholders, once; leaves the rest unchanged. */
export function expandPlaceholders(template: string, names: TopicNames): string {
  return template.replace(/\$\{(\w+)\}/g, (whole, word: string) => {
    const name = PLACEHOLDERS.get(word);
    return name === undefined || names[name] === '' ? whole : names[name];
  });
}

/**
 * What is wrong with a topic to publish to, its placeholders filled in, at most `limit` UTF-8 bytes: `EC20_TOPIC_MISSING`,
 * `EC20_TOPIC_CHARACTER`, `EC20_TOPIC_PLACEHOLDER`, `EC20_TOPIC_WILDCARD` or `EC20_TOPIC_LONG`.
 */
export function topicProblem(topic: string, limit: number): Problem | undefined {
  if (topic === '') return { code: 'EC20_TOPIC_MISSING', params: {} };
  const problem = textProblem(topic);
  if (problem !== undefined) return problem;
  if (/[+#]/.test(topic)) return { code: 'EC20_TOPIC_WILDCARD', params: { topic } };
  return lengthProblem(topic, limit);
}

/** The same of a filter to subscribe to: also `EC20_FILTER_MISSING` and `EC20_FILTER_INVALID`. */
export function filterProblem(filter: string, limit: number): Problem | undefined {
  if (filter === '') return { code: 'EC20_FILTER_MISSING', params: {} };
  const problem = textProblem(filter);
  if (problem !== undefined) return problem;
  if (!isValidFilter(filter)) return { code: 'EC20_FILTER_INVALID', params: { filter } };
  return lengthProblem(filter, limit);
}

/** Whether `+` and `#` are where MQTT 3.1.1 §4.7.1 allows them: each a whole level, `#` the last one. */
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

/** The size on the line. `Buffer` exists only in Node.js, and each publish counts its topic: nothing is allocated. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index++;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code <= 0xffff ? 3 : 4;
  }
  return bytes;
}

/** A remaining `${…}` would be published to literally, where nothing listens; an unclosed one too. */
function textProblem(topic: string): Problem | undefined {
  const character = firstUnsafeCharacter(topic);
  if (character !== undefined) {
    const params = { topic: printable(topic), character: characterName(character) };
    return { code: 'EC20_TOPIC_CHARACTER', params };
  }
  const placeholder = /\$\{[^{}]*\}?/.exec(topic)?.[0];
  if (placeholder !== undefined) return { code: 'EC20_TOPIC_PLACEHOLDER', params: { topic, placeholder } };
  return undefined;
}

function lengthProblem(topic: string, limit: number): Problem | undefined {
  const bytes = utf8Bytes(topic);
  return bytes > limit ? { code: 'EC20_TOPIC_LONG', params: { bytes, limit } } : undefined;
}
