import type { PastedSettings } from './pasted-settings';
import type { PastedText } from './pasted-text';
import { labelledSetting } from './pasted-words';

/** A URL of a broker in its parts, decoded; `scheme` in small letters, without `://`. */
export interface BrokerUrl {
  readonly scheme: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly host: string;
  readonly port: string | undefined;
  readonly topic: string | undefined;
}

const URL_SHAPE =
  /^(?:(?<scheme>[a-z]+):\/\/)?(?:(?<user>[^\s:@/]*)(?::(?<password>[^\s@]*))?@)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(?<port>\d{1,5}))?(?:\/(?<topic>[^\s?#]*))?$/i;

/** Reads a URL or `host:port`; undefined: neither. */
export function readUrl(text: string): BrokerUrl | undefined {
  const groups = URL_SHAPE.exec(text.trim())?.groups;
  const host = groups?.['host'];
  if (groups === undefined || host === undefined) return undefined;
  const { scheme, user, password, port, topic } = groups;
  return {
    host,
    port,
    scheme: scheme?.toLowerCase(),
    user: decoded(user),
    password: decoded(password),
    topic: topic === '' ? undefined : topic,
  };
}

/** Whether a scheme means TLS; undefined: it says nothing. */
export function isTlsScheme(scheme: string | undefined): boolean | undefined {
  if (scheme === undefined || !/^(mqtts?|ssl|tls|tcp)$/.test(scheme)) return undefined;
  return /^(mqtts|ssl|tls)$/.test(scheme);
}

/** The broker of a URL. */
export function keepUrl(settings: PastedSettings, url: BrokerUrl): void {
  const { scheme, host, port, user, password, topic } = url;
  if (/^wss?$/.test(scheme ?? '')) {
    // The same broker, at another port; the path is no topic.
    settings.keepWebSocket(host);
    if (user !== undefined || password !== undefined) settings.keepLogin({ username: user, password });
    return;
  }
  settings.keepHost(
    `${scheme === undefined ? '' : `${scheme}://`}${host}${port === undefined ? '' : `:${port}`}`,
  );
  const isTls = isTlsScheme(scheme);
  if (isTls !== undefined && port === undefined) settings.keep('mqttPort', isTls ? '8883' : '1883');
  if (user !== undefined || password !== undefined) settings.keepLogin({ username: user, password });
  if (topic !== undefined) settings.keepTopic(topic);
}

const LABEL_BEFORE = /([\p{L}_][\p{L}\d _-]*?)["'`]?\s*[:=]\s*["'`]?$/u;
const ANY_URL = /\b(?:mqtts?|tcp|ssl|tls|wss?):\/\/[^\s"'`<>,;|)\]}]+/gi;

/** Reads the URLs of brokers in a text. */
export function readUrls(settings: PastedSettings, text: PastedText): void {
  for (const match of text.rest.matchAll(ANY_URL)) {
    const url = readUrl(match[0]);
    if (url === undefined) continue;
    keepUrl(settings, url);
    // Its label says nothing more.
    const [label = '', name = ''] = LABEL_BEFORE.exec(text.text.slice(0, match.index)) ?? [];
    if (labelledSetting(name) === 'host') text.read(match.index - label.length, match.index);
    text.read(match.index, match.index + match[0].length);
  }
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
