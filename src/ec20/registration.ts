import type { Channel } from '../at/channel';
import { type Parameter, numberAt, plain, rawAt, textAt, utf8 } from '../at/parameter';
import { type Clock, sleep } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import {
  type Question,
  type Reply,
  askAlone,
  askBatch,
  required,
  fieldsOf,
  isSilence,
} from './command-batch';
import { NETWORK_TIME, networkTimeIn } from './module-clock';
import { FULL_FUNCTIONALITY, freeRadio, readRadio } from './radio';

/** `rssi` and `ber` as AT+CSQ reports them; `dbm` is undefined when unknown. */
export interface Signal {
  readonly rssi: number;
  readonly dbm: number | undefined;
  readonly ber: number;
}

/** State of the network; an empty text: not read. */
export interface NetworkFacts {
  readonly registration: string;
  readonly operator: string;
  readonly technology: string;
  readonly band: string;
  /** The address of the PDP context. */
  readonly address: string;
}

export const UNKNOWN_NETWORK: NetworkFacts = {
  registration: '',
  operator: '',
  technology: '',
  band: '',
  address: '',
};

/**
 * The words for `<stat>` of AT+CREG?, AT+CGREG?, AT+CEREG? (EC2x AT manual §6.2, §10.11, §10.14; from 6 on 3GPP 27.007
 * §7.2). 9 and 10 are registered for data; only calls would prefer LTE.
 */
const REGISTRATION_WORDS: Readonly<Record<number, string>> = {
  0: 'idle',
  1: 'home',
  2: 'searching',
  3: 'denied',
  4: 'unknown',
  5: 'roaming',
  6: 'home, SMS only',
  7: 'roaming, SMS only',
  8: 'emergency only',
  9: 'home',
  10: 'roaming',
};
const REGISTERED: ReadonlySet<number> = new Set([1, 5, 9, 10]);
/** Registered, but not for data. */
const LIMITED: ReadonlySet<number> = new Set([6, 7, 8]);
const DENIED = 3;

/** LTE first: a data card is often registered only there, and AT+CREG then says 3, which is not a denial. */
const REGISTRATION_QUERIES: readonly Question[] = ['CEREG', 'CGREG', 'CREG'].map((name) => ({
  line: plain(`AT+${name}?`),
  answer: { prefix: `+${name}`, accept: isAnswer },
}));
const PACKET_QUERIES = 2;

const REGISTER_MS = 90_000;
const POLL_MS = 2000;
/** A refusal in every packet domain counts after this many milliseconds. */
const DENIAL_MS = 15_000;

const SIGNAL: Question = { line: plain('AT+CSQ'), answer: { prefix: '+CSQ' } };

/** AT+CSQ (EC2x AT manual §6.3): 0–31 in steps of 2 dB from -113 dBm, 99 unknown, 100–191 the TD-SCDMA scale, 199 unknown. */
export async function readSignal(channel: Channel, signal?: AbortSignal): Promise<Signal | undefined> {
  return signalIn(await askAlone(channel, SIGNAL, signal));
}

function signalIn(reply: Reply | undefined): Signal | undefined {
  const params = fieldsOf(reply);
  const rssi = params === undefined ? undefined : numberAt(params, 0);
  if (params === undefined || rssi === undefined) return undefined;
  return { rssi, dbm: dbmOf(rssi), ber: numberAt(params, 1) ?? 99 };
}

/** The signal in dBm for an `rssi` of AT+CSQ. */
export function dbmOf(rssi: number): number | undefined {
  if (rssi >= 0 && rssi <= 31) return -113 + 2 * rssi;
  if (rssi >= 100 && rssi <= 191) return -216 + rssi;
  return undefined;
}

/** Notified while the registration is awaited. */
export interface RegistrationListener {
  /** The signal, read with each registration check. */
  measured?(strength: Signal | undefined): void;
  /** What another program had left, now corrected. */
  report?(warning: CodedError): void;
}

/**
 * Waits until the module is registered in any domain; resolves with `home` or `roaming`. Without a network, radio and
 * operator selection are checked, and what another program has left there is corrected; before giving up, a manually
 * selected operator as well. Rejects with `EC20_REGISTRATION_DENIED`, `EC20_REGISTRATION_LIMITED`, `EC20_RADIO_OFF`,
 * `EC20_NO_SIGNAL` or `EC20_NOT_REGISTERED` after 90 s (a lasting denial: 15 s).
 */
export async function awaitRegistration(
  channel: Channel,
  clock: Clock,
  signal?: AbortSignal,
  listener: RegistrationListener = {},
): Promise<string> {
  const report = (warning: CodedError) => listener.report?.(warning);
  let startMs = clock.now();
  let deniedSince: number | undefined;
  let looks: 'none' | 'first' | 'last' = 'none';
  for (;;) {
    const { statuses, strength } = await look(channel);
    listener.measured?.(strength);
    const registered = statuses.find((status) => status !== undefined && REGISTERED.has(status));
    if (registered !== undefined) return REGISTRATION_WORDS[registered] ?? '';
    const packet = statuses.slice(0, PACKET_QUERIES).filter((status) => status !== undefined);
    const denied = packet.length > 0 && packet.every((status) => status === DENIED);
    deniedSince = denied ? (deniedSince ?? clock.now()) : undefined;
    const isDenied = deniedSince !== undefined && clock.now() - deniedSince >= DENIAL_MS;
    const isOver = isDenied || clock.now() - startMs >= REGISTER_MS;
    if (isOver && looks === 'last') throw await failureOf(channel, packet, strength);
    if (isOver || looks === 'none') {
      looks = isOver ? 'last' : 'first';
      if (await freeRadio(channel, { keepsManual: !isOver, report }, signal)) {
        startMs = clock.now();
        deniedSince = undefined;
      } else if (isOver) throw await failureOf(channel, packet, strength);
    }
    await sleep(clock, POLL_MS, signal);
  }
}

/** Why there is no registration: the radio's state first, since nothing else can be right without it. */
async function failureOf(
  channel: Channel,
  packet: readonly number[],
  strength: Signal | undefined,
): Promise<CodedError> {
  const { level } = await readRadio(channel);
  if (level !== undefined && level !== FULL_FUNCTIONALITY) {
    return new CodedError('EC20_RADIO_OFF', { params: { level } });
  }
  if (packet.includes(DENIED)) return new CodedError('EC20_REGISTRATION_DENIED', { moduleCode: DENIED });
  const limited = packet.find((status) => LIMITED.has(status));
  if (limited !== undefined) {
    return new CodedError('EC20_REGISTRATION_LIMITED', { params: { status: limited }, moduleCode: limited });
  }
  return new CodedError(strength?.dbm === undefined ? 'EC20_NO_SIGNAL' : 'EC20_NOT_REGISTERED');
}

/** The current registration: `home` or `roaming`; undefined when there is none. */
export async function readRegistration(channel: Channel): Promise<string | undefined> {
  const { statuses } = await look(channel);
  const registered = statuses.find((status) => status !== undefined && REGISTERED.has(status));
  return registered === undefined ? undefined : REGISTRATION_WORDS[registered];
}

async function look(channel: Channel) {
  const { replies } = await askBatch(channel, [SIGNAL, ...REGISTRATION_QUERIES], { mayBeMissing: true });
  if (replies.every(isSilence)) required(replies[0]);
  const [strength, ...registrations] = replies;
  const statuses = registrations.map((reply) => numberAt(fieldsOf(reply) ?? [], 1));
  return { strength: signalIn(strength), statuses };
}

/**
 * `+CREG: n,stat[,…]` is the answer; the event has no n: `+CREG: stat[,"lac","ci",act]`, where some modules may omit
 * the quotes of an area that reads as a number, 0001.
 */
function isAnswer(params: readonly Parameter[]): boolean {
  return numberAt(params, 0) !== undefined && /^\d{1,2}$/.test(rawAt(params, 1) ?? '');
}

/** `<Act>` of AT+COPS? (EC2x AT manual §6.1). */
const ACCESS_TECHNOLOGIES: Readonly<Record<number, string>> = {
  0: 'GSM',
  2: 'UTRAN',
  3: 'GSM EGPRS',
  4: 'UTRAN HSDPA',
  5: 'UTRAN HSUPA',
  6: 'UTRAN HSPA',
  7: 'LTE',
};

const OPERATOR: readonly Question[] = [
  { line: plain('AT+QNWINFO'), answer: { prefix: '+QNWINFO' } },
  NETWORK_TIME,
  { line: plain('AT+COPS?'), answer: { prefix: '+COPS' }, replyMs: DEADLINES.operatorMs },
];

/** AT+QNWINFO's value in place of the technology when there is none. */
const NO_SERVICE = /^(no ?service|none)$/i;

/** What the network reports about itself. */
export interface NetworkWord {
  readonly operator: Pick<NetworkFacts, 'operator' | 'technology' | 'band'>;
  /** UTC in ms; undefined if it reported no time. */
  readonly timeMs: number | undefined;
}

/**
 * Operator, technology, band and time by AT+COPS?, AT+QNWINFO and AT+QLTS=1, in one line; what is refused stays empty.
 */
export async function readOperator(channel: Channel, signal?: AbortSignal): Promise<NetworkWord> {
  const { replies } = await askBatch(channel, OPERATOR, signal === undefined ? {} : { signal });
  const [info, time, cops] = replies.map(fieldsOf);
  const access = cops === undefined ? undefined : numberAt(cops, 3);
  const technology = info === undefined ? undefined : textAt(info, 0);
  const operator = {
    operator: utf8((cops === undefined ? undefined : rawAt(cops, 2)) ?? ''),
    technology:
      technology === undefined || NO_SERVICE.test(technology)
        ? (ACCESS_TECHNOLOGIES[access ?? -1] ?? '')
        : technology,
    band: (info === undefined ? undefined : textAt(info, 2)) ?? '',
  };
  return { operator, timeMs: time === undefined ? undefined : networkTimeIn(time) };
}
