export { isValidFilter } from '../settings/topic';

/**
 * Whether a message on `topic` belongs to the subscription `filter` (MQTT 3.1.1 §4.7). `+` matches one level, also an
 * empty one; `#` any number of levels, including the parent; neither, at the start, matches a topic that begins with
 * `$` (MQTT 3.1.1 §4.7.2). Both must be valid.
 */
export function matchesFilter(filter: string, topic: string): boolean {
  // Most filters of a gateway's many devices are topics.
  if (!filter.includes('+') && !filter.includes('#')) return filter === topic;
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length) return false;
    if (level !== '+' && level !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}
