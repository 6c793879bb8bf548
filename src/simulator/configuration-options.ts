/** One readable and writable option of AT+QCFG. None of them affects the radio here: the values are only stored. */
export interface ConfigurationOption {
  readonly name: string;
  /** Its initial values as read back, comma-separated. */
  readonly initial: string;
  /** What AT+QCFG=? shows after the name. */
  readonly test: string;
  /** Accepts one more value that says when the write takes effect; it is not read back. */
  readonly effect?: true;
  /** Hexadecimal numbers, always read back with 0x. */
  readonly hex?: true;
}

const SCAN_MODE = { name: 'nwscanmode', initial: '0', effect: true } as const;
const DOMAIN = { name: 'servicedomain', initial: '2', test: '(0,1,2),(0,1)', effect: true } as const;
const ROAMING = { name: 'roamservice', initial: '255', test: '(1,2,255),(0,1)', effect: true } as const;

/** Of EC2x and EG2x: those that programs use, out of the hundred that an EG25 lists (A: AT+QCFG=? of §S39). */
export const CONFIGURATION: readonly ConfigurationOption[] = [
  { name: 'gprsattach', initial: '1', test: '(0,1)' },
  { ...SCAN_MODE, test: '(0-8),(0,1)' },
  { name: 'nwscanseq', initial: '00', test: '(00-0102030405),(0,1)', effect: true },
  DOMAIN,
  ROAMING,
  {
    name: 'band',
    initial: '0xbff,0x1e00b0e18df,0x0',
    test: '(0-200),(0-7FFFFFFFFFFFFFFFF),(0-7FFFFFFFFFFFFFFF),(0,1)',
    effect: true,
    hex: true,
  },
  { name: 'airplanecontrol', initial: '0', test: '(0-2)' },
  { name: 'ledmode', initial: '0', test: '(0-3)' },
  { name: 'usbnet', initial: '0', test: '<0-3>' },
  {
    name: 'urc/ri/ring',
    initial: '"auto",120,1000,5000,"off",1',
    test: '("off","pulse","always","auto","wave"),(1-2000),(1-10000),(1-10000),("off","on"),(1-5)',
  },
  { name: 'urc/ri/smsincoming', initial: '"pulse",120,1', test: '("off","pulse","always"),(1-2000),(1-5)' },
  { name: 'urc/ri/other', initial: '"pulse",120,1', test: '("off","pulse"),(1-2000),(1-5)' },
  { name: 'risignaltype', initial: '"respective"', test: '("respective","physical")' },
  { name: 'urcdelay', initial: '0', test: '(0,1),(0-10000)' },
  { name: 'ims', initial: '0', test: '(0-2)' },
  { name: 'urc/cache', initial: '0', test: '(0,1)' },
  { name: 'urc/poweron', initial: '1', test: '(0,1)' },
];

/** Of BG95 and BG77: which of its three networks it searches for, and where (B: the SDKs of Quectel and Sixfab set them first). */
export const CONFIGURATION_OF_BG: readonly ConfigurationOption[] = [
  { ...SCAN_MODE, test: '(0,1,3),(0,1)' },
  { name: 'nwscanseq', initial: '020301', test: '(00,01,02,03),(0,1)', effect: true },
  { name: 'iotopmode', initial: '2', test: '(0-2),(0,1)', effect: true },
  DOMAIN,
  ROAMING,
  {
    name: 'band',
    initial: '0xf,0x100002000000000f0e189f,0x10004200000000090e189f',
    test: '(0-F),(0-100002000000000F0E189F),(0-10004200000000090E189F),(0,1)',
    effect: true,
    hex: true,
  },
  { name: 'nbsibscramble', initial: '1', test: '(0,1)' },
  { name: 'celevel', initial: '0', test: '(0-2)' },
  { name: 'psm/enter', initial: '0', test: '(0-2)' },
  { name: 'psm/urc', initial: '0', test: '(0,1)' },
  { name: 'ledmode', initial: '0', test: '(0,1,3)' },
  { name: 'apready', initial: '0,0,500', test: '(0,1),(0,1),(100-3000)' },
  { name: 'airplanecontrol', initial: '0', test: '(0-2)' },
  { name: 'urc/ri/smsincoming', initial: '"pulse",120,1', test: '("off","pulse","always"),(1-2000),(1-5)' },
  { name: 'urc/ri/other', initial: '"pulse",120,1', test: '("off","pulse"),(1-2000),(1-5)' },
  { name: 'risignaltype', initial: '"respective"', test: '("respective","physical")' },
  { name: 'urc/delay', initial: '0', test: '(0,1)' },
  { name: 'usbnet', initial: '0', test: '(0-3)' },
  { name: 'urc/poweron', initial: '1', test: '(0,1)' },
  { name: 'urc/cache', initial: '0', test: '(0,1)' },
  { name: 'urcdelay', initial: '0', test: '(0,1),(0-10000)' },
];
