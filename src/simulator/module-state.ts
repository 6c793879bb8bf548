import type { OpenFile } from './commands/open-file';
import {
  freshMessageSettings,
  freshSavedMessageSettings,
  type MessageSettings,
  type SavedMessageSettings,
} from './messages/message-settings';
import type { SimulatorSettings } from './settings';

/** How answers are given; saved by AT&W, back to the maker's values by AT&F. */
export interface Profile {
  echo: boolean;
  verbose: boolean;
  /** ATQ1: no final results at all. */
  quiet: boolean;
  cmee: 0 | 1 | 2;
  /** AT+IFC: by the module, by the host; 0 none, 1 XON and XOFF, 2 by wires. */
  flowControl: readonly [number, number];
  characterFormat: string;
  /** S registers and letters such as X and &D that were set, by name. */
  readonly registers: Readonly<Record<string, number>>;
}

/** What QICSGP and CGDCONT hold for one PDP context. */
export interface PdpDefinition {
  type: string;
  apn: string;
  user: string;
  password: string;
  auth: number;
}

/** What AT+COPS has chosen. */
export interface OperatorChoice {
  readonly mode: 0 | 1 | 4;
  /** Name or number of the network that is wanted. */
  readonly name: string;
}

/** What survives a reset: the module's flash and its SIM card. */
export interface Flash {
  profile: Profile;
  baudRate: number;
  urcport: SimulatorSettings['urcport'];
  readonly contexts: Map<number, PdpDefinition>;
  /** What AT+QCFG has set. */
  readonly options: Map<string, string>;
  readonly files: Map<string, Buffer>;
  timeZoneUpdate: number;
  /** AT+COPS: 0 automatic; 1 and 4 by hand, which the module keeps. */
  operator: OperatorChoice;
  /** The n of CREG, CGREG, CEREG as AT&W has saved them. */
  registrationCodes: Memory['registrationCodes'];
  /** CFUN where the firmware keeps it over a restart. */
  functionality: 0 | 1 | 4 | undefined;
  readonly messages: SavedMessageSettings;
  /** As `kept` of the memory, of those that the module saves by itself. */
  readonly kept: Map<string, readonly number[]>;
  pinTries: number;
  pukTries: number;
  /** Undefined until somebody sets a new PIN by PUK. */
  newPin: string | undefined;
}

/** What a reset forgets. */
export interface Memory {
  profile: Profile;
  /** CFUN: 0 minimal, 1 full, 4 radio off. */
  functionality: 0 | 1 | 4;
  /** The n of CREG, CGREG, CEREG: 0 silent, 1 status codes, 2 with place. */
  readonly registrationCodes: { creg: number; cgreg: number; cereg: number };
  pinEntered: boolean;
  /** AT+COPS=2: on no network until it is told to choose again. */
  deregistered: boolean;
  /** The form of the operator in AT+COPS?: 0 long, 1 short, 2 number. */
  operatorFormat: number;
  /** AT+QSCLK. */
  sleepMode: number;
  /** How many of the setting simFirst's answers were given since the start. */
  simAnswers: number;
  /** Bits of QINISTAT: 1 CPIN, 2 SMS, 4 phone book (EC2x AT manual §2.28). */
  initialised: number;
  detached: boolean;
  readonly activeContexts: Set<number>;
  readonly messages: MessageSettings;
  /** What the module's clock adds to the system's, once set by hand or NTP. */
  clockOffsetMs: number | undefined;
  lastError: { code: number; text: string };
  readonly tls: Map<string, string>;
  readonly ramFiles: Map<string, Buffer>;
  /** By their handles. */
  readonly openFiles: Map<number, OpenFile>;
  /** Values of commands that only keep them (commands/kept-values.ts), by name. */
  readonly kept: Map<string, readonly number[]>;
}

/** The maker's profile: echo on, words, numeric CME errors (EC2x AT manual §2.12, §15.1). */
export function factoryProfile(): Profile {
  return {
    echo: true,
    verbose: true,
    quiet: false,
    cmee: 1,
    flowControl: [0, 0],
    characterFormat: '3,3',
    registers: {},
  };
}

/** The flash of a module as it leaves the shop, but for what the settings say. */
export function freshFlash(settings: SimulatorSettings): Flash {
  return {
    profile: factoryProfile(),
    baudRate: 115_200,
    urcport: settings.urcport,
    contexts: new Map([[1, { type: 'IPV4V6', apn: '', user: '', password: '', auth: 0 }]]),
    options: new Map(),
    files: new Map(),
    timeZoneUpdate: 1,
    operator: { mode: 0, name: '' },
    registrationCodes: { creg: 0, cgreg: 0, cereg: 0 },
    functionality: undefined,
    messages: freshSavedMessageSettings(),
    kept: new Map(),
    pinTries: settings.pinTries,
    pukTries: 10,
    newPin: undefined,
  };
}

/** The memory of a module right after its start. */
export function freshMemory(flash: Flash): Memory {
  return {
    profile: { ...flash.profile },
    functionality: flash.functionality ?? 1,
    registrationCodes: { ...flash.registrationCodes },
    pinEntered: false,
    deregistered: false,
    operatorFormat: 0,
    sleepMode: 0,
    simAnswers: 0,
    initialised: 0,
    detached: false,
    activeContexts: new Set(),
    messages: freshMessageSettings(),
    clockOffsetMs: undefined,
    lastError: { code: 0, text: 'operate successfully' },
    tls: new Map(),
    ramFiles: new Map(),
    openFiles: new Map(),
    kept: new Map(),
  };
}
