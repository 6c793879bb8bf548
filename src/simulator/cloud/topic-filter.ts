import type { DeviceIdentity } from './login';

/** Whether an MQTT topic filter matches a topic (MQTT 3.1.1 §4.7); no leading wildcard matches a topic like `$SYS/…`. */
export function filterMatches(filter: string, topic: string): boolean {
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

/** A pattern with the device's names substituted for `{pk}` and `{dn}`. */
export function ownTopic(device: DeviceIdentity, pattern: string): string {
  return pattern.replace('{pk}', device.productKey).replace('{dn}', device.deviceName);
}
