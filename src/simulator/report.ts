import { CodedError } from '../base/coded-error';
import { ReportMember } from './report-member';
import { SETTINGS, type SimulatorSettings } from './setting-table';
import { writeTestForms } from './test-forms';

type Settings = Partial<SimulatorSettings>;

const FORMAT = 'ec20-doctor-report';
const VERSION = 1;

/**
 * The settings that make the virtual module behave like the one that ec20-doctor has measured (docs/doctor.md describes the
 * format). What was not measured stays at the family's default; unknown members are ignored. Throws `EC20_REPORT` (field, value,
 * allowed) for anything that is not a report, `EC20_REPORT_NEWER` for a later version.
 */
export function settingsFromReport(json: unknown): Partial<SimulatorSettings> {
  const report = new ReportMember('report', json);
  const format = report.need('format');
  if (format.text() !== FORMAT) format.refuse(`"${FORMAT}"`);
  const version = report.need('version').integer(1, Number.MAX_SAFE_INTEGER);
  if (version > VERSION) throw new CodedError('EC20_REPORT_NEWER', { params: { version } });
  const settings: Settings = {};
  const module = report.member('module');
  if (module !== undefined) Object.assign(settings, identity(module));
  const measured = report.member('measured');
  for (const [name, read] of Object.entries(MEASURED)) {
    const member = measured?.member(name);
    if (member !== undefined) Object.assign(settings, read(member));
  }
  if (measured !== undefined) Object.assign(settings, testForms(measured));
  return settings;
}

/** The family by the longest name that the model begins with, otherwise by the driver's profile, otherwise the EC20. */
function identity(module: ReportMember): Settings {
  const model = module.member('model')?.text(PLAIN) ?? '';
  const revision = module.member('revision')?.text(PLAIN) ?? '';
  const profile = module.member('profile')?.text(PLAIN) ?? '';
  const names = SETTINGS.family.values;
  const fitting = names.filter((name) => model.toUpperCase().startsWith(name));
  const family =
    fitting.sort((a, b) => b.length - a.length)[0] ??
    names.find((name) => name === profile.toUpperCase()) ??
    'EC20';
  return { family, model, revision };
}

/** No quotes or control characters: they would break the module's answers. */
const PLAIN = SETTINGS.model.form.pattern;
/** A name that may appear in a comma-separated list. */
const LISTED = /^[^",\p{Cc}]+$/u;
const MS = SETTINGS.commandMs.high;

/** One row per member of `measured`, except test forms, which several members describe. */
const MEASURED: Readonly<Record<string, (member: ReportMember) => Settings>> = {
  echo: (member) => ({ echo: member.among({ off: 'normal', stays: 'never-off' }) }),
  errors: (member) => ({ qmtErrors: member.among({ bare: 'bare', number: 'number', text: 'text' }) }),
  promptBytes: (member) => prompt(member.text(/^([\da-f]{2}){1,64}$/i, '"0d0a3e20"').toLowerCase()),
  codeFraming: (member) => ({ glue: member.among({ 'own-lines': false, glued: true }) }),
  joined: (member) => ({ joined: member.flag() ? 'ok' : 'error' }),
  // If none was too long or refused, the limit is unknown: the maximum is used.
  longestLineAtLeast: (member) => (member.number(0, Infinity), { maxLineBytes: SETTINGS.maxLineBytes.high }),
  longestLineBytes: (member) => ({
    maxLineBytes: member.integer(SETTINGS.maxLineBytes.low, SETTINGS.maxLineBytes.high),
  }),
  options: (member) => {
    const names = member.list().map((name) => name.text(LISTED));
    // An empty text would select the family's list.
    return { optionList: names.length === 0 ? ',' : names.join(',') };
  },
  optionNameInQuery: (member) => ({ cfgName: member.flag() }),
  lacks: (member) => ({
    lacks: member
      .list()
      .map((name) => name.text(LISTED).replace(/^AT(?=[+&])/i, ''))
      .join(','),
  }),
  publish: (member) => ({
    publishes: member.among({ 'AT+QMTPUBEX': 'QMTPUBEX', 'AT+QMTPUB': 'QMTPUB' }),
  }),
  largestPayloadBytes: (member) => ({
    maxPayloadBytes: member.integer(SETTINGS.maxPayloadBytes.low, SETTINGS.maxPayloadBytes.high),
  }),
  payloadBeyond: (member) => {
    const beyond = member.among({ refused: 'refused', cut: 'cut', lost: 'lost', 'none-tried': undefined });
    return beyond === undefined ? {} : { payloadBeyond: beyond };
  },
  quotes: (member) => ({ quotes: member.among({ fine: 'fine', cut: 'cut', error: 'error' }) }),
  bytes: (member) => ({ bytes: member.among({ fine: 'fine', changed: 'changed' }) }),
  escape: (member) => ({ escCancels: member.among({ data: false, cancels: true }) }),
  surplus: (member) => ({ surplus: member.among({ swallowed: 'swallowed', read: 'read' }) }),
  shortData: (member) => ({
    dataTimeoutMs: member.need('end').among({ waits: false, 'times-out': true })
      ? member.need('afterMs').number(1, MS)
      : 0,
  }),
  inFlightAtLeast: (member) => (member.number(0, Infinity), { inflightLimit: SETTINGS.inflightLimit.high }),
  inFlight: (member) => ({
    inflightLimit: member.integer(SETTINGS.inflightLimit.low, SETTINGS.inflightLimit.high),
  }),
  repeated: repeatedCommands,
  receive: (member) => ({
    recvLayout: member.among({ quoted: 'quoted', unquoted: 'unquoted', 'next-line': 'next-line' }),
  }),
  slots: (member) => ({
    ...read(member, 'count', (count) => ({
      slots: count.integer(SETTINGS.slots.low, SETTINGS.slots.high),
    })),
    ...read(member, 'order', (order) => ({
      slotOrder: order.among({ normal: 'normal', reversed: 'reversed' }),
    })),
    ...read(member, 'overflow', (overflow) => ({
      slotOverflow: overflow.among({ 'newest-lost': 'newest-lost', 'oldest-lost': 'oldest-lost' }),
    })),
  }),
  urcPort: ports,
  timesMs: times,
};

function read(of: ReportMember, name: string, reader: (member: ReportMember) => Settings): Settings {
  const member = of.member(name);
  return member === undefined ? {} : reader(member);
}

/** The two prompts seen so far have names. */
function prompt(hex: string): Settings {
  if (hex === '0d0a3e20') return { prompt: 'space' };
  return hex === '0d0a3e' ? { prompt: 'bare' } : { promptBytes: hex };
}

/** Answers to test forms: AT+QMTCFG=? is refused where its options are known but no line of it. */
function testForms(measured: ReportMember): Settings {
  const forms = new Map<string, readonly string[]>();
  const lines = measured.member('optionsTest')?.list();
  if (lines !== undefined) {
    const shown = lines.map((line) => line.text(SETTINGS.testForms.form.pattern));
    forms.set('+QMTCFG', shown);
  } else if (measured.member('options') !== undefined) forms.set('+QMTCFG', ['ERROR']);
  for (const [command, answer] of measured.member('testForms')?.members() ?? []) {
    const name = /^AT(\+[A-Z0-9]+)=\?$/i.exec(command)?.[1];
    if (name === undefined) continue;
    const shown = answer
      .text(/^[^\p{Cc}\r\n]*([\r\n]+[^\p{Cc}]*)*$/u)
      .split(/[\r\n]+/)
      .filter((line) => line !== '' && line !== 'OK');
    const isRefused = shown.some((line) => /^(\+CM[ES] )?ERROR\b/.test(line));
    forms.set(name.toUpperCase(), isRefused ? ['ERROR'] : shown);
  }
  return forms.size === 0 ? {} : { testForms: writeTestForms(forms) };
}

function repeatedCommands(member: ReportMember): Settings {
  const answer = (command: string) => {
    const reported = member.member(command);
    const code = /^OK, code (-?\d+)$/.exec(reported?.text() ?? '')?.[1];
    const word = reported?.text() === 'OK' ? 'ok' : reported?.text() === 'ERROR' ? 'error' : reported?.text();
    const shown = code ?? word;
    if (reported === undefined || shown === undefined) return undefined;
    const known = SETTINGS.repeatedOpen.values.find((value) => value === shown);
    return known ?? reported.refuse('"OK"|"ERROR"|"OK, code N"|"none"');
  };
  const open = answer('AT+QMTOPEN');
  const connect = answer('AT+QMTCONN');
  const subscribe = answer('AT+QMTSUB');
  const disconnect = answer('AT+QMTDISC');
  const close = answer('AT+QMTCLOSE');
  const activate = member.member('AT+QIACT')?.among({ OK: 'ok', ERROR: 'error', none: 'none' });
  return {
    ...(open === undefined ? {} : { repeatedOpen: open }),
    ...(connect === undefined ? {} : { repeatedConnect: connect }),
    // Result 0 is that of an ordinary subscription.
    ...(subscribe === undefined ? {} : { repeatedSubscribe: subscribe === '0' ? 'auto' : subscribe }),
    ...(disconnect === undefined ? {} : { repeatedDisconnect: disconnect }),
    ...(close === undefined ? {} : { repeatedClose: close }),
    ...(activate === undefined ? {} : { qiactActive: activate }),
  };
}

/** The port on which URCs were received is the URC port; where none arrived, the line is another port. */
function ports(member: ReportMember): Settings {
  const names = { usbat: 'usbat', usbmodem: 'usbmodem', uart1: 'uart1', uart2: 'uart2' } as const;
  const reported = member.member('told')?.among({ ...names, all: 'all' });
  const receivedOn = member
    .member('heard')
    ?.list()
    .map((port) => port.text());
  const urcport = reported === undefined ? {} : { urcport: reported };
  if (reported === undefined || reported === 'all' || receivedOn === undefined) return urcport;
  const other = reported === 'usbat' ? 'usbmodem' : 'usbat';
  return { ...urcport, portKind: receivedOn.includes('here') ? reported : other };
}

/** Times as measured by the host: from a command to its prompt, or to the OK of QIACT, they include the command's own time. */
function times(member: ReportMember): Settings {
  const ms = (name: string) => member.member(name)?.number(0, MS);
  const commandMs = ms('command') ?? SETTINGS.commandMs.initial;
  const after = (name: string) => {
    const time = ms(name);
    return time === undefined ? undefined : Math.max(0, time - commandMs);
  };
  const found = {
    commandMs: ms('command'),
    promptMs: after('prompt'),
    dataMs: ms('data'),
    resultMs: ms('result'),
    ackMs: ms('ack'),
    openMs: ms('open'),
    connectMs: ms('connect'),
    subscribeMs: ms('subscribe'),
    closeMs: ms('close'),
    pdpMs: after('pdp'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, time]) => time !== undefined));
}
