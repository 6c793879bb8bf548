/** The function of a port: one of a module's USB functions, or any other serial port. */
export type PortKind = 'ec20-at' | 'ec20-modem' | 'ec20-diag' | 'ec20-nmea' | 'serial';

/** Quectel's own USB vendor id. */
const QUECTEL_VENDOR = '2c7c';

/** Qualcomm's, under which Quectel sold its first modules. */
const QUALCOMM_VENDOR = '05c6';

/** The functions of a module's serial interfaces, in order. Further ones, such as logs, answer no AT. */
type Layout = readonly PortKind[];

/** EC20 and the other modules with a Qualcomm chip. */
const QUALCOMM: Layout = ['ec20-diag', 'ec20-nmea', 'ec20-at', 'ec20-modem'];

/** Diagnostics and two AT ports. */
const ASR: Layout = ['ec20-diag', 'ec20-at', 'ec20-modem'];

/** AT, four ports for logs, a modem port and GNSS. */
const UNISOC: Layout = [
  'ec20-at',
  'ec20-diag',
  'ec20-diag',
  'ec20-diag',
  'ec20-diag',
  'ec20-modem',
  'ec20-nmea',
];

interface Product {
  readonly layout: Layout;
  /** Usual number of the first serial interface: after a network card of two interfaces, or before it. */
  readonly usualFirst: 0 | 2;
  /** The order was seen on a module or in a public driver's table; otherwise it is recalled or guessed. */
  readonly isSure: boolean;
}

const seen = (layout: Layout, usualFirst: 0 | 2): Product => ({ layout, usualFirst, isSure: true });
const guessed = (layout: Layout, usualFirst: 0 | 2): Product => ({ layout, usualFirst, isSure: false });

/**
 * USB id → the order of its serial functions. Seen: ModemManager's 77-mm-quectel-port-types.rules (§S27) for Qualcomm's; Linux's
 * qcserial.c (§S51) for 05c6:9215, which it calls Quectel EC20; for 6005 a router's report that ttyUSB1 speaks AT (§S52)
 * with the list of its interfaces (§S53); for 6026 the same of an EC200T (§S54); for 6002 of an
 * EG810M, which has it from the EC200S (§S55).
 */
const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  // EC20 R2.x, EC25, EG25-G, EM05; EC21, EG21-G; EG91; EG95.
  [`${QUECTEL_VENDOR}:0125`, seen(QUALCOMM, 0)],
  [`${QUECTEL_VENDOR}:0121`, seen(QUALCOMM, 0)],
  [`${QUECTEL_VENDOR}:0191`, seen(QUALCOMM, 0)],
  [`${QUECTEL_VENDOR}:0195`, seen(QUALCOMM, 0)],
  // EG06, EP06; BG96; EM12, EG12; RM500Q.
  [`${QUECTEL_VENDOR}:0306`, seen(QUALCOMM, 0)],
  [`${QUECTEL_VENDOR}:0296`, seen(QUALCOMM, 0)],
  [`${QUECTEL_VENDOR}:0512`, seen(QUALCOMM, 0)],
  [`${QUECTEL_VENDOR}:0800`, seen(QUALCOMM, 0)],
  // The first-generation EC20, with an MDM9215 chip.
  [`${QUALCOMM_VENDOR}:9215`, seen(QUALCOMM, 0)],
  // UC20 and UC15: Linux's option.c (§S51) has their ids as Quectel's, their order is recalled.
  [`${QUALCOMM_VENDOR}:9003`, guessed(QUALCOMM, 0)],
  [`${QUALCOMM_VENDOR}:9090`, guessed(QUALCOMM, 0)],
  // EC200S and EC600S; EC200A; EC200T.
  [`${QUECTEL_VENDOR}:6002`, seen(ASR, 2)],
  [`${QUECTEL_VENDOR}:6005`, seen(ASR, 2)],
  [`${QUECTEL_VENDOR}:6026`, seen(ASR, 2)],
  // EG912Y: Linux knows the id and interfaces 2 to 4; recalled.
  [`${QUECTEL_VENDOR}:6001`, guessed(ASR, 2)],
  // EC200U, EC600U, EG915U: interfaces 2 to 8 are serial (Linux's option.c), their functions are recalled.
  [`${QUECTEL_VENDOR}:0901`, guessed(UNISOC, 2)],
]);

/** The visible properties of one device; numbers are those of its USB interfaces, ascending. */
export interface Composition {
  /** Four hexadecimal digits in lower case. */
  readonly vendorId: string | undefined;
  readonly productId: string | undefined;
  /** Interfaces with a serial port on this computer. */
  readonly ports: readonly number[];
  /** Interfaces that are serial by their USB class, whatever driver has them; undefined where the system doesn't report it. */
  readonly serial: readonly number[] | undefined;
}

/** The functions of a module's interfaces. */
export interface Functions {
  readonly kinds: ReadonlyMap<number, PortKind>;
  /** The order is known, and so is its start: no function is hidden or disabled (`AT+QCFG="usbcfg"`). */
  readonly isSure: boolean;
}

/** Whether a device with this USB id is a module of the family, even if the functions of its interfaces are unknown. */
export function isModule(vendorId: string | undefined, productId: string | undefined): boolean {
  return vendorId === QUECTEL_VENDOR || PRODUCTS.has(`${vendorId ?? ''}:${productId ?? ''}`);
}

/**
 * The functions of a module's interfaces: by the order of its serial functions, not by their numbers. The same EC25 has its AT port
 * on interface 2 beside a QMI or ECM card, which comes last, and on 4 behind an RNDIS card, which comes first (`AT+QCFG="usbnet"`;
 * raspberry-pi-pcie-devices #344, hideck #21).
 */
export function functionsOf(composition: Composition): Functions {
  const { ports, serial } = composition;
  const { layout, usualFirst, isSure } = productOf(composition);
  const all = serial ?? ports;
  const first = serial === undefined ? firstOf(ports, layout.length, usualFirst) : (serial[0] ?? 0);
  // If all interfaces are reported, the network card may even be in between.
  const place = (number: number) => serial?.indexOf(number) ?? number - first;
  return {
    kinds: new Map(ports.map((number) => [number, layout[place(number)] ?? 'serial'])),
    isSure: isSure && all[0] === first && all.length >= layout.length,
  };
}

/**
 * The first serial interface, where only those with a port are reported: another driver may have some, so the lowest port need not
 * be the first function. Tries both usual numbers and takes the one that leaves no port over.
 */
function firstOf(ports: readonly number[], functions: number, usualFirst: 0 | 2): number {
  const [lowest = usualFirst, highest = lowest] = [ports[0], ports.at(-1)];
  const fits = (first: number) => lowest >= first && highest < first + functions;
  const places = usualFirst === 0 ? [0, 2] : [2, 0];
  return places.find(fits) ?? lowest;
}

/** An unknown product is assumed to be like one with as many ports in the same place. */
function productOf({ vendorId, productId, ports, serial = ports }: Composition): Product {
  const known = PRODUCTS.get(`${vendorId ?? ''}:${productId ?? ''}`);
  if (known !== undefined) return known;
  if (serial.length === 1) return guessed(['ec20-at'], serial[0] === 0 ? 0 : 2);
  if (serial.length >= UNISOC.length) return guessed(UNISOC, 2);
  return serial.length === ASR.length && serial[0] === 2 ? guessed(ASR, 2) : guessed(QUALCOMM, 0);
}
