import { printable } from '../base/character';
import type { Phrase } from '../base/coded-error';
import type { Reading } from './fault';
import { deviceNameProblem, isSecret, productKeyProblem } from './identity';

/** One row of a table of sub-devices. */
export interface TableRow {
  readonly productKey: string;
  readonly deviceName: string;
  /** Empty: it isn't in the table. */
  readonly deviceSecret: string;
}

/** Devices of one gateway (§A8.1). */
const MOST_ROWS = 2000;
const LONGEST_SHOWN = 40;
/** Longer than a ProductKey and in one piece: where columns have been swapped it may be a DeviceSecret. */
const LIKE_A_SECRET = /[\da-z]{21,}/gi;

type Column = keyof TableRow;
type Cells = Readonly<Record<Column, string>>;

/** The first of these in the first line separates all; without one, blanks do. */
const SEPARATORS = ['\t', ';', ',，'] as const;
/** Excel writes and reads the separator as a first line. */
const NAMED_SEPARATOR = /^\uFEFF?"?sep=([\t;,])"?[ \t]*$/i;
/** Where a table names no columns. */
const USUAL_COLUMNS: readonly Column[] = ['productKey', 'deviceName', 'deviceSecret'];
/** Columns by their names, without case and blanks; the console's files have both languages, one sometimes in brackets. */
const COLUMNS: Readonly<Record<string, Column>> = {
  productkey: 'productKey',
  产品key: 'productKey',
  devicename: 'deviceName',
  设备名称: 'deviceName',
  devicesecret: 'deviceSecret',
  设备密钥: 'deviceSecret',
};

const DETAILS = {
  json: { en: 'it is no JSON', zh: '不是有效的 JSON' },
  list: { en: 'a list of objects is wanted', zh: '应为由对象组成的列表' },
  column: { en: 'there is no column {name}', zh: '没有 {name} 列' },
  productKey: {
    en: '“{name}” is no ProductKey (1–20 letters and digits)',
    zh: '“{name}”不是 ProductKey（1～20 位字母、数字）',
  },
  deviceName: {
    en: '“{name}” is no DeviceName (4–32 letters, digits and -_@.:)',
    zh: '“{name}”不是 DeviceName（4～32 位字母、数字和 -_@.:）',
  },
  deviceSecret: {
    en: 'the DeviceSecret of {name} has other characters than letters and digits, or more than 64',
    zh: '{name} 的 DeviceSecret 含有字母、数字以外的字符，或超过 64 位',
  },
  twice: { en: '{name} is in the table twice', zh: '{name} 在表里出现了两次' },
  many: { en: 'a gateway has at most 2,000 sub-devices', zh: '一个网关最多 2,000 个子设备' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** Ends the reading of a table; caught by its reader. */
class TableFault extends Error {
  constructor(
    readonly row: number,
    readonly detail: Phrase,
  ) {
    super(detail.en);
  }
}

/**
 * The rows of a table of sub-devices: CSV (commas, semicolons, tabs or blanks, with or without a line of column names; blank lines and
 * those with # are skipped) or a JSON list of objects. `EC20_SUB_TABLE` says the row, counted as an editor counts lines or, in JSON,
 * items. Nothing of a secret is ever in it.
 */
export function parseSubDevices(text: string): Reading<readonly TableRow[]> {
  try {
    const whole = text.trim();
    const rows = /^[[{]/.test(whole) ? rowsOfJson(whole) : rowsOfCsv(text);
    return { value: checked(rows) };
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    const { row, detail } = error;
    return { problem: { code: 'EC20_SUB_TABLE', params: { row }, phrases: { detail } } };
  }
}

/** Marks of UTF-16 at the start of a file. */
const MARKS: readonly (readonly [label: string, first: number, second: number])[] = [
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];

/** The text of a table's file: UTF-8, or UTF-16 by its mark, or what Excel saves as CSV in China (GB 18030). */
export function tableText(bytes: Uint8Array): string {
  const marked = MARKS.find(([, first, second]) => bytes[0] === first && bytes[1] === second);
  for (const label of marked === undefined ? ['utf-8', 'gb18030'] : [marked[0]]) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // Other characters, or a system without that table of them.
    }
  }
  return new TextDecoder().decode(bytes);
}

type Numbered = readonly (readonly [row: number, Cells])[];

function rowsOfJson(text: string): Numbered {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new TableFault(1, DETAILS.json);
  }
  if (!Array.isArray(list)) throw new TableFault(1, DETAILS.list);
  return list.map((item: unknown, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw new TableFault(index + 1, DETAILS.list);
    const named = Object.entries(item).map(([name, value]) => [columnOf(name), value] as const);
    const cell = (column: Column) => {
      const value: unknown = named.find(([name]) => name === column)?.[1];
      return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    };
    return [index + 1, cellsOf(cell)] as const;
  });
}

function rowsOfCsv(text: string): Numbered {
  const start = { at: text.startsWith('\uFEFF') ? 1 : 0, row: 1 };
  const named = NAMED_SEPARATOR.exec(lineAt(text, 0))?.[1];
  const rest = named === undefined ? start : nextLine(text, start);
  const first = firstRecord(text, rest);
  if (first === undefined) return [];
  // What is quoted separates nothing.
  const heading = lineAt(text, first.at)
    .trim()
    .replace(/"[^"]*"/g, '');
  const separators = named ?? SEPARATORS.find((each) => new RegExp(`[${each}]`).test(heading));
  const records = recordsOf(text, first, separators);
  const columnsNamed = (records[0]?.[1] ?? []).map(columnOf);
  const isHeaded = columnsNamed.some((column) => column !== undefined);
  const columns = isHeaded ? columnsNamed : USUAL_COLUMNS;
  for (const name of ['productKey', 'deviceName'] as const) {
    if (!columns.includes(name)) throw new TableFault(first.row, filled(DETAILS.column, name));
  }
  return records
    .slice(isHeaded ? 1 : 0)
    .map(([row, parts]) => [row, cellsOf((column) => parts[columns.indexOf(column)] ?? '')] as const);
}

/** Where a line begins, and which one it is, counted from 1. */
interface Place {
  readonly at: number;
  readonly row: number;
}

function lineAt(text: string, at: number): string {
  const line = /[^\r\n]*/y;
  line.lastIndex = at;
  return line.exec(text)?.[0] ?? '';
}

function nextLine(text: string, { at, row }: Place): Place {
  const end = at + lineAt(text, at).length;
  return { at: text.startsWith('\r\n', end) ? end + 2 : end + 1, row: row + 1 };
}

/** The first line from there on that is neither blank nor a comment. */
function firstRecord(text: string, from: Place): Place | undefined {
  for (let place = from; place.at < text.length; place = nextLine(text, place)) {
    const line = lineAt(text, place.at).trim();
    // Separators alone are what a spreadsheet keeps of an emptied row.
    if (line.replace(/[\t;,，]/g, '').trim() !== '' && !line.startsWith('#')) return place;
  }
  return undefined;
}

/** Each record with its first line: cells as RFC 4180 has them, so quoted ones hold separators, doubled quotes and line breaks. */
function recordsOf(
  text: string,
  first: Place,
  separators: string | undefined,
): readonly (readonly [row: number, cells: readonly string[]])[] {
  const records: [number, readonly string[]][] = [];
  for (let place: Place | undefined = first; place !== undefined;) {
    const { at, row } = place;
    let end: Place;
    if (separators === undefined) {
      records.push([row, lineAt(text, at).trim().split(/\s+/).map(unquoted)]);
      end = nextLine(text, place);
    } else {
      const { cells, endAt } = cellsAt(text, at, separators);
      records.push([row, cells]);
      const breaks = text.slice(at, endAt).match(/\r\n|\r|\n/g)?.length ?? 0;
      end = nextLine(text, { at: endAt, row: row + breaks });
    }
    place = firstRecord(text, end);
  }
  return records;
}

/** The cells of a record, and where its last line ends. */
function cellsAt(
  text: string,
  at: number,
  separators: string,
): { readonly cells: readonly string[]; readonly endAt: number } {
  const blanks = separators === '\t' ? ' ' : ' \\t';
  const quoted = new RegExp(`[${blanks}]*"((?:[^"]|"")*)"[${blanks}]*(?=[${separators}\\r\\n]|$)`, 'y');
  const plain = new RegExp(`[^${separators}\\r\\n]*`, 'y');
  const cells: string[] = [];
  for (let from = at; ; from++) {
    quoted.lastIndex = from;
    plain.lastIndex = from;
    const whole = quoted.exec(text);
    const [cell = ''] = whole ?? plain.exec(text) ?? [];
    cells.push((whole === null ? cell : (whole[1] ?? '').replaceAll('""', '"')).trim());
    from += cell.length;
    if (from >= text.length || !separators.includes(text[from] ?? '')) return { cells, endAt: from };
  }
}

function cellsOf(cell: (column: Column) => string): Cells {
  return {
    productKey: cell('productKey'),
    deviceName: cell('deviceName'),
    deviceSecret: cell('deviceSecret'),
  };
}

function checked(rows: Numbered): readonly TableRow[] {
  const known = new Set<string>();
  return rows.map(([row, cells], index) => {
    const { productKey, deviceName, deviceSecret } = cells;
    const key = `${productKey}/${deviceName}`;
    const refuse = (detail: Phrase, name: string) => new TableFault(row, filled(detail, name));
    if (productKeyProblem(productKey) !== undefined) throw refuse(DETAILS.productKey, productKey);
    if (deviceNameProblem(deviceName) !== undefined) throw refuse(DETAILS.deviceName, deviceName);
    if (deviceSecret !== '' && !isSecret(deviceSecret)) throw refuse(DETAILS.deviceSecret, key);
    if (known.has(key)) throw refuse(DETAILS.twice, key);
    if (index >= MOST_ROWS) throw refuse(DETAILS.many, '');
    known.add(key);
    return cells;
  });
}

function columnOf(name: string): Column | undefined {
  const plain = name.toLowerCase().replace(/[\s_-]/g, '');
  const parts = [plain, ...plain.split(/[()（）/]+/)];
  const found = parts.find((part) => Object.hasOwn(COLUMNS, part));
  return found === undefined ? undefined : COLUMNS[found];
}

function unquoted(cell: string): string {
  const [, inner] = /^\s*"(.*)"\s*$/.exec(cell) ?? [];
  return (inner ?? cell).trim();
}

function filled({ en, zh }: Phrase, name: string): Phrase {
  const whole = printable(name).replace(LIKE_A_SECRET, '***');
  const shown = whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)}…` : whole;
  return { en: en.replace('{name}', () => shown), zh: zh.replace('{name}', () => shown) };
}

/** Secrets of sub-devices as they are stored among the credentials: by `productKey/deviceName`. */
export type StoredSecrets = Readonly<Record<string, string>>;

/** Reads them; anything else than such an object has none. Never throws. */
export function storedSecrets(text: string): StoredSecrets {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
