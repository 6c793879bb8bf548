import { CONFIGURATION, CONFIGURATION_OF_BG, type ConfigurationOption } from './configuration-options';
import { EXTENDED, EXTENDED_OF_EG800, NARROW_BAND, NINE, NINE_OF_BG, type OptionLine } from './option-lists';
import type { SimulatorSettings } from './setting-table';

/** How a publish command receives its message: after a prompt up to Ctrl-Z, after a prompt with a length, or inside the command. */
export type PublishForm = 'ctrl-z' | 'length' | 'inline';

/** What differs between module families on the AT line. */
export interface Family {
  readonly model: string;
  readonly revision: string;
  readonly options: readonly OptionLine[];
  /** The options of AT+QCFG. */
  readonly configuration: readonly ConfigurationOption[];
  /** The forms that QMTPUB accepts; none: it is refused. */
  readonly publish: readonly PublishForm[];
  /** The forms of QMTPUBEX. On BG77xA and BG95xA this command carries the message inside. */
  readonly publishEx: readonly PublishForm[];
  /** What test forms show after the command's name. */
  readonly tests: { readonly open: string; readonly publish: string; readonly publishEx: string };
  /** Values of settings that are not set explicitly. */
  readonly habits: Partial<Omit<SimulatorSettings, 'family'>>;
}

/** The space after the first comma appears in an EC800M's answer (§S11). */
const TESTS = {
  open: '(0-5),"hostname",(1-65535)',
  publish: '(0-5),(0-65535),(0-2),(0,1),"topic"',
  publishEx: '(0-5), <msgid>,(0-2),(0,1),"topic","length"',
};

/**
 * EC2x and EG2x, the EC20's closest relatives: one note covers them all (§S41). QMTPUB with the message inside: Quectel's own SDK
 * (ql_mqtt.c) publishes this way on EC25, EC800M and BG96, a guide on the EC200U.
 */
const KIN = {
  options: NINE,
  configuration: CONFIGURATION,
  publish: ['ctrl-z', 'inline'],
  publishEx: ['length'],
  tests: TESTS,
  habits: {},
} as const;

/**
 * The later Cat 1 and Cat 4 modules: the long list of options (A: §S10 for the EC600S; M for those without a source of their own),
 * and a timeout for the data (C: §S9, 30 s).
 */
const LATER = { ...KIN, options: EXTENDED, habits: { dataTimeoutMs: 30_000 } } as const;

/** A BG77x or BG95x: QMTPUB has a length, up to 4096 bytes (A: §S3, §S14), and no space after the prompt (A: §S13). */
const BG = {
  options: NINE,
  configuration: CONFIGURATION_OF_BG,
  publish: ['length'],
  publishEx: ['inline'],
  tests: {
    open: '(0-5),<host_name>,(0-65535)',
    publish: '(0-5),(0-65535),(0-2),(0,1),<topic>,(1-4096)',
    publishEx: '(0-5),(0-65535),(0-2),(0,1),<topic>,<msg>',
  },
  habits: { prompt: 'bare', maxPayloadBytes: 4096 },
} as const;

const later = (name: string, version: string, own: Partial<Family> = {}): Family => ({
  ...LATER,
  model: name,
  revision: `${name}${version}`,
  ...own,
  habits: { ...LATER.habits, ...own.habits },
});

/** Slots reported in reverse order: seen on the EC200U (C: §S7), so assumed for modules with the same chip (M). */
const REVERSED = { habits: { slotOrder: 'reversed' } } as const;

/** Revisions are examples; the EC20's is that of EC2x AT manual §2.1. Marks and sources: docs/sources.md. */
export const FAMILIES: Readonly<Record<SimulatorSettings['family'], Family>> = {
  EC20: { ...KIN, model: 'EC20F', revision: 'EC20CEFAGR06A10M4G' },
  EC21: { ...KIN, model: 'EC21', revision: 'EC21EFAR06A06M4G' },
  EC25: { ...KIN, model: 'EC25', revision: 'EC25EFAR06A06M4G' },
  EG21: { ...KIN, model: 'EG21', revision: 'EG21GGBR07A11M1G' },
  EG25: { ...KIN, model: 'EG25', revision: 'EG25GGBR07A08M2G' },
  EC200A: later('EC200A', 'CNHAR01A05M16'),
  EC200N: later('EC200N', 'CNAAR01A01M08'),
  EC200S: later('EC200S', 'CNAAR01A05M08'),
  EC200T: later('EC200T', 'CNHAR02A10M16'),
  EC200U: later('EC200U', 'CNAAR03A02M08', REVERSED),
  EC600K: later('EC600K', 'CNLCR01A02M08'),
  EC600N: later('EC600N', 'CNLAR01A10M08'),
  // QMTCLOSE on a closed client: OK and 0 (C: §S10).
  EC600S: later('EC600S', 'CNAAR01A01M08', { habits: { repeatedClose: '0' } }),
  EC600U: later('EC600U', 'CNLBR03A03M08', REVERSED),
  EC800K: later('EC800K', 'CNLCR01A03M04'),
  // The prompt is alone on its line (A: §S11).
  EC800M: later('EC800M', 'CNGAR06A01M08', { habits: { prompt: 'bare' } }),
  EC800N: later('EC800N', 'CNLAR01A10M08'),
  // QMTPUB with Ctrl-Z is refused (C: §S35).
  EC801E: later('EC801E', 'CNCGR01A02M04', { publish: [] }),
  EG800AK: later('EG800AK', 'EULCR01A02M04', { options: EXTENDED_OF_EG800 }),
  EG800K: later('EG800K', 'EULCR07A01M04', { options: EXTENDED_OF_EG800 }),
  EG915N: later('EG915N', 'EUAGR02A03M08'),
  EG915Q: later('EG915Q', 'NALCR01A01M04'),
  EG915U: later('EG915U', 'EUABR03A01M08', REVERSED),
  // One OK without a blank line before it (A: §S14).
  BG770A: {
    ...BG,
    options: NINE_OF_BG,
    model: 'BG770A-GL',
    revision: 'BG770AGLAAR02A05',
    habits: { ...BG.habits, glueTestOk: true },
  },
  // QMTPUB without a length ends at Ctrl-Z: Sixfab's SDK for its BG95-M3 board publishes this way. +QMTSTAT after the host itself
  // ends a connection: Quectel's SDK waits for it.
  BG95: {
    ...BG,
    model: 'BG95-M3',
    revision: 'BG95M3LAR02A04',
    publish: ['length', 'ctrl-z'],
    habits: { ...BG.habits, lateStat: true, readyCode: 'APP RDY' },
  },
  BC26: {
    ...KIN,
    model: 'BC26',
    revision: 'BC26NBR01A08',
    options: NARROW_BAND,
    publish: ['inline', 'ctrl-z'],
    publishEx: [],
  },
};
