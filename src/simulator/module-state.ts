import type { Timer } from '../base/clock';
import {
  type CharacterSet,
  freshMessageSettings,
  freshSavedMessageSettings,
  type MessageSettings,
  type SavedMessageSettings,
} from './messages/message-settings';
import type { OptionValues } from './mqtt-options';
import { factoryProfile, type Profile } from './profile';
import type { SimulatorSettings } from './settings';

/** What QICSGP and CGDCONT store for one PDP context. */
export interface PdpDefinition {
  type: string;
  apn: string;
  user: string;
  password: string;
  auth: number;
}

/** What has been saved of the values that commands have set; the maker's stand where it is silent. */
export interface SavedValues {
  readonly profile: Partial<Profile>;
  /** Values of commands that only keep them, by name. */
  readonly kept: Map<string, readonly number[]>;
  characterSet: CharacterSet | undefined;
}

/** A file between QFOPEN and QFCLOSE. */
export interface OpenFile {
  readonly name: string;
  readonly mode: number;
  position: number;
}

/** Bytes of IP packets over the air. */
export interface DataCount {
  sent: number;
  received: number;
}

/** What survives a reset: the module's flash and its SIM card. */
export interface Flash {
  /** Values that AT&W or the module itself has saved and a restart would otherwise lose. */
  readonly saved: SavedValues;
  /** QMTCFG by client, on modules that save it. */
  clientOptions: readonly OptionValues[];
  /** The APN used to attach. */
  attachApn: string;
  /** When it was first switched on, by its clock. */
  readonly firstOnMs: number;
  readonly contexts: Map<number, PdpDefinition>;
  /** Values set by AT+QCFG. */
  readonly options: Map<string, string>;
  readonly files: Map<string, Buffer>;
  timeZoneUpdate: number;
  readonly messages: SavedMessageSettings;
  /** Like `kept` in memory, for values that the module saves immediately. */
  readonly kept: Map<string, readonly number[]>;
  pinTries: number;
  pukTries: number;
  /** Undefined until a new PIN is set by PUK. */
  newPin: string | undefined;
  /** The counter of packet data as saved; a start goes on from there. */
  dataCount: Readonly<DataCount>;
}

/** Lost on a reset. */
export interface Memory {
  profile: Profile;
  pinEntered: boolean;
  /** How often AT+CPIN? has been asked since the start. */
  simAnswers: number;
  /** Bits of QINISTAT: 1 CPIN, 2 SMS, 4 phone book (EC2x AT manual §5.9). */
  initialised: number;
  readonly activeContexts: Set<number>;
  readonly messages: MessageSettings;
  /** Offset of the module's clock from the system's, once set manually or by NTP. */
  clockOffsetMs: number | undefined;
  lastError: { code: number; text: string };
  readonly tls: Map<string, string>;
  readonly ramFiles: Map<string, Buffer>;
  /** By their handles. */
  readonly openFiles: Map<number, OpenFile>;
  /** Values of commands that only store them (commands/kept-values.ts), by name. */
  readonly kept: Map<string, readonly number[]>;
  readonly dataCount: DataCount;
  /** Seconds between two saves of it; 0: none. */
  dataSaveS: number;
  dataSaving: Timer | undefined;
}

/** A module's factory flash, except for what the settings say. */
export function freshFlash(settings: SimulatorSettings, firstOnMs: number): Flash {
  return {
    saved: { profile: {}, kept: new Map(), characterSet: undefined },
    clientOptions: [],
    attachApn: '',
    firstOnMs,
    contexts: new Map([[1, { type: 'IPV4V6', apn: '', user: '', password: '', auth: 0 }]]),
    options: new Map(),
    files: new Map(),
    timeZoneUpdate: 1,
    messages: freshSavedMessageSettings(),
    kept: new Map(),
    pinTries: settings.pinTries,
    pukTries: 10,
    newPin: undefined,
    dataCount: { sent: 0, received: 0 },
  };
}

/** The memory of a module right after its start. */
export function freshMemory(flash: Flash, settings: SimulatorSettings): Memory {
  return {
    profile: { ...factoryProfile(settings), ...flash.saved.profile },
    pinEntered: false,
    simAnswers: 0,
    initialised: 0,
    activeContexts: new Set(),
    messages: { ...freshMessageSettings(), characterSet: flash.saved.characterSet ?? 'GSM' },
    clockOffsetMs: undefined,
    lastError: { code: 0, text: 'operate successfully' },
    tls: new Map(),
    ramFiles: new Map(),
    openFiles: new Map(),
    kept: new Map(flash.saved.kept),
    dataCount: { ...flash.dataCount },
    dataSaveS: 0,
    dataSaving: undefined,
  };
}
