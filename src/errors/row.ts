/** The languages of all texts. */
export type Language = 'en' | 'zh';

/** Words that differ by language. */
export type Phrase = Readonly<Record<Language, string>>;

/** Where a person reads an error: in a flow of Node-RED, in its editor (the modem console, the check of a dialog), from a program in a terminal, from code. */
export type Place = 'node' | 'console' | 'terminal' | 'library';

/** What to do about it: one sentence for all places, or one by place; the name of a place stands for that place's sentence. */
export type Cures = { readonly everywhere: Phrase } | Readonly<Record<Place, Phrase | Place>>;

/** What is said of an error in other words at some servers. */
export interface OtherWords {
  readonly fact?: Phrase;
  readonly cures?: Cures;
  readonly short?: Phrase;
}

/**
 * The words at every server that is not Alibaba Cloud, where the row's own are about that; `computed`: at the platforms whose login is
 * computed. `{theServer}`, `{theConsole}`, `{theLogin}`, `{theSecret}` and `{theRoot}` stand for the server's own words.
 */
export interface Elsewhere extends OtherWords {
  readonly computed?: OtherWords;
}

/** Why a code can't occur at another server than Alibaba Cloud. */
export interface AliyunAlone {
  readonly aliyunAlone: string;
}

/** Why a code never shows in a node's status. */
export interface NeverInStatus {
  readonly never: string;
}

/** What a failure points at. `none`: the network or the cloud, not the module. `port`: odd answers; `deaf`: none that fits. */
export type Evidence = 'none' | 'context' | 'port' | 'deaf' | 'restart';

/**
 * Which lasting trouble with the network a failure belongs to. `none`: it shows that the network is fine; `neutral`: it says nothing of
 * the network. `client`: the module can't let go of its own MQTT client; `name`: a host name that is not found.
 */
export type Trouble = 'none' | 'neutral' | 'registration' | 'card' | 'context' | 'route' | 'client' | 'name';

/**
 * What may be behind it. `context`: a PDP context that has drifted to another cid; `tls`: a step of TLS; `files`: certificates damaged in the
 * module; `waking`: a card that needs a moment; `holder`: something keeps the port shut while the module is there; `plain-login`: a server
 * that takes TLS only; `plain-port`: one that speaks none.
 */
export type Suspect = 'context' | 'tls' | 'files' | 'waking' | 'holder' | 'plain-login' | 'plain-port';

/** What it means that a connection, or an attempt to make one, ends with it. */
export interface Failure {
  /** `failed` when a person has to do something; attempts go on all the same, so that the cure is noticed. */
  readonly state: 'waiting' | 'failed';
  /** No attempt comes sooner than this, in milliseconds. */
  readonly floorMs: number;
  readonly evidence: Evidence;
  readonly trouble: Trouble;
  readonly suspects: readonly Suspect[];
}

/**
 * What was asked for and not given. `command`: the module refused it; `shape`: it answered oddly; `answer`: none came; `subscription`: the
 * broker does not take it; `request`: it is at fault itself.
 */
export type Refused = 'nothing' | 'command' | 'shape' | 'answer' | 'subscription' | 'request';

/** The lines of a checklist. */
export type CheckLineId =
  | 'settings'
  | 'port'
  | 'answer'
  | 'module'
  | 'sim'
  | 'signal'
  | 'registration'
  | 'attached'
  | 'address'
  | 'server'
  | 'tls'
  | 'login'
  | 'message'
  | 'devices';

/** All that hangs on one error code. Every field is required: what a new code means is decided when it is made. */
export interface ErrorRow {
  /** What happened: one sentence with its full stop. `{name}` stands for a value of the error. */
  readonly fact: Phrase;
  /** The usual causes, for docs/errors.md: no values. */
  readonly why: Phrase;
  readonly cures: Cures;
  /** Absent: fact, cures and short are right at every server, which a test checks. */
  readonly elsewhere?: Elsewhere | AliyunAlone;
  /** A node's status: about 14 characters in English, so that it fits beside `disconnected, ` and ` (simulator)`. */
  readonly short: Phrase | NeverInStatus;
  /** `none`: no connection ends with it. */
  readonly failure: Failure | 'none';
  /**
   * The message that was on its way: sent again; `suspect`: the broker closed the connection, perhaps for this message; `unsendable`:
   * it can't even be written as a command.
   */
  readonly publish: 'again' | 'suspect' | 'unsendable';
  /**
   * The filter that was being subscribed: subscribed again; `suspect`: the connection has ended, perhaps for this filter; `own`: the filter
   * has failed by itself, whatever the connection is at; `unclear`: one has to look whether the connection lives.
   */
  readonly subscribe: 'again' | 'suspect' | 'own' | 'unclear';
  readonly refused: Refused;
  /** The line of the checklist that it belongs to; what names nothing else is between us and the module. `deaf`: the module says nothing after it. */
  readonly check: { readonly line: CheckLineId; readonly deaf: boolean };
}

/** Rows by their codes. */
export type ErrorRows<Code extends string> = Readonly<Record<Code, ErrorRow>>;

/** Gives the rows as they are; the names of the codes are kept, and no sentence becomes a type. */
export function errorRows<Code extends `EC20_${string}`>(rows: ErrorRows<Code>): ErrorRows<Code> {
  return rows;
}

/** A login by ProductKey, DeviceName and DeviceSecret, its console's names included. */
export const OF_THE_TRIPLET: AliyunAlone = { aliyunAlone: 'only its devices log in with a triplet' };
/** Properties, events and services, and the cloud's replies to them. */
export const OF_THINGS: AliyunAlone = { aliyunAlone: 'only its devices are things with a model' };
/** About one message: its failure is reported, and the device stays as it is. */
export const OF_A_MESSAGE: NeverInStatus = { never: 'one message fails, and the device stays as it is' };
/** About one command or request: whoever asked gets it as the answer. */
export const OF_A_REQUEST: NeverInStatus = { never: 'it is the answer to one request' };
export const A_WARNING: NeverInStatus = { never: 'it is a warning: the device works' };
export const IN_THE_CHECKLIST: NeverInStatus = { never: 'only the checklist has it' };
export const IN_A_TERMINAL: NeverInStatus = { never: 'only programs in a terminal have it' };
