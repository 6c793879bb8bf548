import type { PastedSettings } from './pasted-settings';
import type { TextSetting } from './pasted-shapes';
import type { PastedText } from './pasted-text';
import { keepUrl, readUrl } from './pasted-url';

type Take = (settings: PastedSettings, value: string) => void;

const keep =
  (setting: TextSetting): Take =>
  (settings, value) =>
    void settings.keep(setting, value);
const encrypt: Take = (settings) => void (settings.found.tls = 'on');
/** Of a message, or of the program: the modem node has no such setting. */
const other =
  (label: string): Take =>
  (settings, value) =>
    void settings.unused.push({ why: 'option', text: value, label });

/** The options of mosquitto_pub and mosquitto_sub (their manual pages), and of MQTTX's `mqttx` by name; `flags` have no value. */
const OPTIONS: Readonly<Record<string, Take>> = {
  '-h': (settings, value) => {
    if (!settings.keepHost(value)) settings.keep('host', value);
  },
  '-p': keep('mqttPort'),
  '-u': (settings, username) => settings.keepLogin({ username }),
  '-P': (settings, password) => settings.keepLogin({ password }),
  '-i': (settings, clientId) => settings.keepLogin({ clientId }),
  '-k': keep('keepAlive'),
  '-t': (settings, topic) => settings.keepTopic(topic),
  '-L': (settings, value) => {
    const url = readUrl(value);
    if (url === undefined) other('-L')(settings, value);
    else keepUrl(settings, url);
  },
  '--cafile': (settings, value) => {
    settings.keep('caFile', value);
    settings.found.tls = 'on';
  },
  '--protocol': (settings, value) => {
    if (/^(mqtts|ssl|tls)$/.test(value)) settings.found.tls = 'on';
    else if (/^wss?$/.test(value)) settings.dropPort();
  },
  '--cert': keep('certFile'),
  '--key': keep('keyFile'),
  '--will-topic': keep('willTopic'),
  '--will-payload': keep('willPayload'),
  '--will-qos': keep('willQos'),
};

const FLAGS: Readonly<Record<string, Take>> = {
  '-c': (settings) => void (settings.found.cleanSession = false),
  '--disable-clean-session': (settings) => void (settings.found.cleanSession = false),
  '--will-retain': (settings) => void (settings.found.willRetain = true),
  '--tls-use-os-certs': encrypt,
};

/** Long names of the same. */
const LONG: Readonly<Record<string, string>> = {
  '--host': '-h',
  '--port': '-p',
  '--username': '-u',
  '--pw': '-P',
  '--id': '-i',
  '--keepalive': '-k',
  '--topic': '-t',
  '--url': '-L',
  // Those of mqttx.
  '--hostname': '-h',
  '--password': '-P',
  '--client-id': '-i',
  '--ca': '--cafile',
};

/** Options without a value that no setting stands for. */
const PLAIN_FLAGS = new Set(
  '-r -d -q! -v -n -l -s -N -S -R -C! --insecure --quiet --debug --retain --nodelay --help --pretty --stdin-line --stdin-file --null-message'.split(
    ' ',
  ),
);

/** Reads the command lines of mosquitto's programs and of MQTTX. */
export function readShell(settings: PastedSettings, text: PastedText): void {
  const commands =
    /\b(?:mosquitto_(?:pub|sub|rr)(?:\.exe)?|mqttx (?:pub|sub|conn|bench \w+))\b((?:\\\n|[^\n])*)/g;
  for (const match of text.rest.matchAll(commands)) {
    const words = wordsOf((match[1] ?? '').replace(/\\\n/g, ' '));
    const isMqttx = match[0].startsWith('mqttx');
    readArguments(settings, isMqttx ? words.map((word) => (word === '-l' ? '--protocol' : word)) : words);
    text.read(match.index, match.index + match[0].length);
  }
}

function readArguments(settings: PastedSettings, words: readonly string[]): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const equals = /^(--[a-z-]+)=(.*)$/.exec(word);
    const joined = equals ?? /^(-[hpuPitkL])(.+)$/.exec(word);
    const name = joined?.[1] ?? word;
    const known = LONG[name] ?? name;
    const flag = FLAGS[known];
    if (flag !== undefined) flag(settings, '');
    else if (!word.startsWith('-')) settings.unused.push({ why: 'word', text: word });
    else if (PLAIN_FLAGS.has(known)) settings.unused.push({ why: 'option', text: known, label: known });
    else {
      const value = joined?.[2] ?? words[++index] ?? '';
      (OPTIONS[known] ?? other(known))(settings, value);
      if (known === '--capath' || known === '--tls-version') encrypt(settings, value);
    }
  }
}

/** The words of a command line, without their quotes. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}
