import type { SimulatorSettings } from './settings';

/** What differs between module families on the AT line. */
export interface Family {
  readonly model: string;
  readonly revision: string;
  /** `extended`: the QMTCFG options that came after the EC20 too (EC600S capture, transcript T4). */
  readonly options: 'nine' | 'extended';
  /** QMTPUB: data up to Ctrl-Z, data of a given length, or (also) the message within the command. */
  readonly publish: 'ctrl-z' | 'length' | 'inline';
  /** QMTPUBEX with a length and a prompt; BG77x means another thing by that name. */
  readonly publishEx: boolean;
  readonly openTest: string;
}

const LTE = {
  options: 'nine',
  publish: 'ctrl-z',
  publishEx: true,
  openTest: '(0-5),"hostname",(1-65535)',
} as const;

/** Names and revisions are examples; the EC20's are those of EC2x AT manual §2.1. */
export const FAMILIES: Readonly<Record<SimulatorSettings['family'], Family>> = {
  EC20: { ...LTE, model: 'EC20F', revision: 'EC20CEFAGR06A10M4G' },
  EC25: { ...LTE, model: 'EC25', revision: 'EC25EFAR06A06M4G' },
  EC200U: { ...LTE, model: 'EC200U', revision: 'EC200UCNAAR03A02M08', options: 'extended' },
  EC600S: { ...LTE, model: 'EC600S', revision: 'EC600SCNAAR01A01M08', options: 'extended' },
  EC800M: { ...LTE, model: 'EC800M', revision: 'EC800MCNGAR06A01M08', options: 'extended' },
  EG800K: { ...LTE, model: 'EG800K', revision: 'EG800KEULCR07A01M04', options: 'extended' },
  BG770A: {
    model: 'BG770A-GL',
    revision: 'BG770AGLAAR02A05',
    options: 'nine',
    publish: 'length',
    publishEx: false,
    openTest: '(0-5),<host_name>,(0-65535)',
  },
  BC26: { ...LTE, model: 'BC26', revision: 'BC26NBR01A08', publish: 'inline', publishEx: false },
};
