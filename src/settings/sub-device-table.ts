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
const SEPARATORS = [/\t/, /;/, /[,，]/] as const;
/** Where a table names no columns. */
const USUAL_COLUMNS: readonly Column[] = ['productKey', 'deviceName', 'deviceSecret'];
/** Columns by their names, without case and blanks; the console's files have both languages. */
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
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => [index + 1, line] as const)
    .filter(([, line]) => line.trim() !== '' && !line.trim().startsWith('#'));
  const [first] = lines;
  if (first === undefined) return [];
  const [firstRow, heading] = first;
  const separator = SEPARATORS.find((each) => each.test(heading.trim()));
  // A first cell that is empty counts, unless blanks separate.
  const split = (line: string) =>
    (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)).map(unquoted);
  const named = split(heading).map(columnOf);
  const isHeaded = named.some((column) => column !== undefined);
  const columns = isHeaded ? named : USUAL_COLUMNS;
  for (const name of ['productKey', 'deviceName'] as const) {
    if (!columns.includes(name)) throw new TableFault(firstRow, filled(DETAILS.column, name));
  }
  return lines.slice(isHeaded ? 1 : 0).map(([row, line]) => {
    const parts = split(line);
    return [row, cellsOf((column) => parts[columns.indexOf(column)] ?? '')] as const;
  });
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
  return Object.hasOwn(COLUMNS, plain) ? COLUMNS[plain] : undefined;
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
