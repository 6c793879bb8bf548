/** What a port is for: one of a module's USB interfaces, or any other serial port. */
export type PortKind = 'ec20-at' | 'ec20-modem' | 'ec20-diag' | 'ec20-nmea' | 'serial';

/** Quectel's own USB vendor id. */
export const QUECTEL_VENDOR = '2c7c';

/** USB interface number → what its port is for. Further ones, such as logs, answer no AT. */
type Layout = ReadonlyMap<string, PortKind>;

/** EC20 R2.x and the other modules with a Qualcomm chip. */
const QUALCOMM: Layout = new Map([
  ['00', 'ec20-diag'],
  ['01', 'ec20-nmea'],
  ['02', 'ec20-at'],
  ['03', 'ec20-modem'],
]);

/** A network card on interfaces 0 and 1, then diagnostics and two AT ports. */
const ASR: Layout = new Map([
  ['02', 'ec20-diag'],
  ['03', 'ec20-at'],
  ['04', 'ec20-modem'],
]);

/** A network card on interfaces 0 and 1, then AT, four ports for logs, a modem port and GNSS. */
const UNISOC: Layout = new Map([
  ['02', 'ec20-at'],
  ['03', 'ec20-diag'],
  ['04', 'ec20-diag'],
  ['05', 'ec20-diag'],
  ['06', 'ec20-diag'],
  ['07', 'ec20-modem'],
  ['08', 'ec20-nmea'],
]);

interface Product {
  readonly layout: Layout;
  /** Seen on a module or in ModemManager's rules; else it is recalled or guessed. */
  readonly isSure: boolean;
}

/**
 * Product id → its interfaces. Sure: ModemManager's 77-mm-quectel-port-types.rules (S27) for Qualcomm's; for 6005 a router's
 * report that ttyUSB1 speaks AT (luci-app-3ginfo-lite #135) with the list of its interfaces (Quectel forum 21726); for 6026 the
 * same of an EC200T (blog.tanatos.org); for 6002 of an EG810M, which has it from the EC200S (Quectel forum 46135).
 */
const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  // EC20 R2.x, EC25, EG25-G, EM05; EC21, EG21-G; EG91; EG95.
  ['0125', { layout: QUALCOMM, isSure: true }],
  ['0121', { layout: QUALCOMM, isSure: true }],
  ['0191', { layout: QUALCOMM, isSure: true }],
  ['0195', { layout: QUALCOMM, isSure: true }],
  // EC200S and EC600S; EC200A; EC200T.
  ['6002', { layout: ASR, isSure: true }],
  ['6005', { layout: ASR, isSure: true }],
  ['6026', { layout: ASR, isSure: true }],
  // EG912Y (Linux knows its id); recalled.
  ['6001', { layout: ASR, isSure: false }],
  // EC200U, EC600U, EG915U: interfaces 2 to 8 are serial (Quectel forum 37423), what each is for is recalled.
  ['0901', { layout: UNISOC, isSure: false }],
]);

/**
 * What an interface of a Quectel module is for. `lowest` is the lowest of its serial interfaces: where the product is unknown it
 * tells whether a network card stands before them.
 */
export function kindOfInterface(
  productId: string | undefined,
  interfaceNumber: string | undefined,
  lowest: string | undefined,
): PortKind {
  const { layout } = productOf(productId, lowest);
  return layout.get((interfaceNumber ?? '').toLowerCase()) ?? 'serial';
}

/** Whether what the interfaces of that product are for is known for sure. */
export function isSureOf(productId: string | undefined): boolean {
  return PRODUCTS.get(productId ?? '')?.isSure === true;
}

function productOf(productId: string | undefined, lowest: string | undefined): Product {
  const known = PRODUCTS.get(productId ?? '');
  return known ?? { layout: lowest === '02' ? ASR : QUALCOMM, isSure: false };
}
