import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseSubDevices,
  storedSecrets,
  type TableRow,
  tableText,
} from '../../src/settings/sub-device-table';

const RUNS = { numRuns: 300 };

const productKey = fc.stringMatching(/^[a-zA-Z0-9]{1,20}$/);
const deviceName = fc.stringMatching(/^[a-zA-Z0-9\-_@.:]{4,32}$/);
/** As the platform makes them. */
const secret = fc.stringMatching(/^[0-9a-f]{32}$/);
const row: fc.Arbitrary<TableRow> = fc.record(
  {
    productKey,
    deviceName,
    deviceSecret: fc.oneof(fc.constant(''), secret),
  },
  { noNullPrototype: true },
);
/** One that a table without headings, or a name of a column, would not be taken for. */
const rows = fc.uniqueArray(
  row.filter(({ productKey: key, deviceName: name }) => ![key, name].some(isColumn)),
  { minLength: 1, maxLength: 8, selector: ({ productKey: key, deviceName: name }) => `${key}/${name}` },
);

type Column = keyof TableRow;
const ENGLISH: Readonly<Record<Column, readonly string[]>> = {
  productKey: ['ProductKey', 'productkey', 'Product Key', 'product_key', '产品Key'],
  deviceName: ['DeviceName', 'DEVICENAME', 'Device-Name', '设备名称'],
  deviceSecret: ['DeviceSecret', 'device_secret', '设备密钥'],
};
const COLUMNS = Object.keys(ENGLISH) as Column[];
const NAMES = new Set(
  Object.values(ENGLISH)
    .flat()
    .map((name) => name.toLowerCase().replace(/[\s_-]/g, '')),
);

function isColumn(text: string): boolean {
  return NAMES.has(text.toLowerCase().replace(/[\s_-]/g, ''));
}

const separator = fc.constantFrom(',', ', ', ';', '\t', '，');
const newline = fc.constantFrom('\n', '\r\n', '\r');
const order = fc.shuffledSubarray(COLUMNS, { minLength: 3, maxLength: 3 });
const heading = fc.tuple(...COLUMNS.map((column) => fc.constantFrom(...ENGLISH[column])));

function read(text: string): readonly TableRow[] {
  const reading = parseSubDevices(text);
  assert.ok('value' in reading, JSON.stringify(reading));
  return reading.value;
}

describe('A table of sub-devices', () => {
  it('is read with any separator, heading, order, quotes, blank lines, comments and BOM', () => {
    const style = fc.record({
      separator,
      newline,
      order,
      heading,
      isQuoted: fc.boolean(),
      hasBom: fc.boolean(),
    });
    fc.assert(
      fc.property(rows, style, (given, { isQuoted, hasBom, ...how }) => {
        const cell = (text: string) => (isQuoted ? `"${text}"` : text);
        const line = (texts: readonly string[]) => texts.map(cell).join(how.separator);
        const head = line(how.order.map((column) => how.heading[COLUMNS.indexOf(column)] ?? ''));
        const lines = given.map((each) => line(how.order.map((column) => each[column])));
        const text = [head, '# a comment', '', ...lines, ''].join(how.newline);
        assert.deepEqual(read(`${hasBom ? '\uFEFF' : ''}${text}`), given);
      }),
      RUNS,
    );
  });

  it('is read without a heading, and by blanks where there is nothing else', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ';', '\t', '  '), (given, between) => {
        const lines = given.map((each) =>
          [each.productKey, each.deviceName, ...(each.deviceSecret === '' ? [] : [each.deviceSecret])].join(
            between,
          ),
        );
        assert.deepEqual(read(lines.join('\n')), given);
      }),
      RUNS,
    );
  });

  it('is read as JSON', () => {
    fc.assert(
      fc.property(rows, heading, (given, names) => {
        const list = given.map((each) =>
          Object.fromEntries(COLUMNS.map((column, index) => [names[index] ?? column, each[column]])),
        );
        assert.deepEqual(read(JSON.stringify(list)), given);
      }),
      RUNS,
    );
  });

  const METERS = [
    { productKey: 'a1Meter', deviceName: 'meter1', deviceSecret: 'secret1' },
    { productKey: 'a1Meter', deviceName: 'meter2', deviceSecret: '' },
  ];
  for (const [what, text] of [
    [
      'remarks with separators',
      'DeviceName,备注,ProductKey,DeviceSecret\nmeter1,"一楼,东侧",a1Meter,secret1\nmeter2,"a ""b"", c",a1Meter,',
    ],
    [
      'a separator in a quoted heading',
      '"备注;说明",productKey,deviceName,deviceSecret\nx,a1Meter,meter1,secret1\n"1;2",a1Meter,meter2,',
    ],
    [
      'a remark of two lines',
      'deviceName,remark,productKey,deviceSecret\nmeter1,"one\r\ntwo",a1Meter,secret1\nmeter2,,a1Meter,',
    ],
    [
      'headings in both languages',
      '设备名称（DeviceName）,产品 ProductKey/产品Key,DeviceSecret(设备密钥),状态\nmeter1,a1Meter,secret1,在线\nmeter2,a1Meter,,未激活',
    ],
    [
      'rows that a spreadsheet has emptied',
      'productKey,deviceName,deviceSecret\n,,\na1Meter,meter1,secret1\n , ,\na1Meter,meter2,\n,,\n',
    ],
    [
      'Excel’s line that names the separator',
      'sep=;\r\nproductKey;deviceName;deviceSecret\r\na1Meter;meter1;secret1\r\na1Meter;meter2;\r\n',
    ],
    [
      'cells missing at the end',
      'productKey\tdeviceName\tdeviceSecret\n a1Meter \t meter1\tsecret1\na1Meter\tmeter2',
    ],
  ] as const) {
    it(`is read with ${what}`, () => assert.deepEqual(read(text), METERS));
  }

  for (const [what, bytes] of [
    ['UTF-8', Buffer.from('设备名称,产品Key\nmeter1,a1')],
    ['UTF-8 with its mark', Buffer.from('\uFEFF设备名称,产品Key\nmeter1,a1')],
    // What Excel saves as CSV in China.
    ['GBK', Buffer.from('c9e8b1b8c3fbb3c62cb2fac6b74b65790a6d65746572312c6131', 'hex')],
    ['UTF-16', Buffer.from('\uFEFF设备名称,产品Key\nmeter1,a1', 'utf16le')],
    ['UTF-16, the other order', Buffer.from('\uFEFF设备名称,产品Key\nmeter1,a1', 'utf16le').swap16()],
  ] as const) {
    it(`is read from a file in ${what}`, () =>
      assert.deepEqual(read(tableText(bytes)), [
        { productKey: 'a1', deviceName: 'meter1', deviceSecret: '' },
      ]));
  }

  it('is text whatever a file holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => typeof tableText(bytes) === 'string'),
      RUNS,
    );
  });

  it('never throws, whatever is pasted', () => {
    const pasted = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json(),
      fc
        .array(
          fc.array(fc.oneof(productKey, deviceName, secret, fc.constantFrom('"', '', '#', '[', '{')), {
            maxLength: 4,
          }),
        )
        .map((lines) => lines.map((cells) => cells.join(',')).join('\n')),
    );
    fc.assert(
      fc.property(pasted, (text) => {
        const reading = parseSubDevices(text);
        if ('problem' in reading) assert.equal(reading.problem.code, 'EC20_SUB_TABLE');
        storedSecrets(text);
      }),
      RUNS,
    );
  });

  it('has no secret in what is said of a fault, whatever column it is in', () => {
    const broken = fc.constantFrom('?', '', 'a b', '一号表', 'x'.repeat(40));
    fc.assert(
      fc.property(
        secret,
        broken,
        deviceName,
        separator,
        order,
        fc.boolean(),
        (hidden, wrong, name, between, columns, isHeaded) => {
          const cells: Readonly<Record<Column, string>> = {
            productKey: wrong,
            deviceName: name,
            deviceSecret: hidden,
          };
          const line = columns.map((column) => cells[column]).join(between);
          // With a heading of another order, and without one, the secret stands in a wrong column.
          const text = isHeaded ? `productKey,deviceName,deviceSecret\n${line}` : `${line}\n${line}`;
          const reading = parseSubDevices(text);
          if ('problem' in reading) assert.doesNotMatch(JSON.stringify(reading), new RegExp(hidden));
        },
      ),
      RUNS,
    );
  });

  it('says the row that is wrong, counted as an editor counts', () => {
    const cases: readonly (readonly [text: string, row: number, detail: RegExp])[] = [
      ['a1,meter1\n\n# x\na1,?', 4, /“\?” is no DeviceName/],
      ['productKey,deviceSecret\na1,x', 1, /no column deviceName/],
      ['deviceName,remark,productKey\nmeter1,"one\ntwo",a1\n?,,a1', 4, /“\?” is no DeviceName/],
      ['a1,meter1\na1,meter1', 2, /a1\/meter1 is in the table twice/],
      ['a1,meter1,b_d', 1, /DeviceSecret of a1\/meter1 has other characters/],
      ['[{"productKey":"a1","deviceName":"meter1"},3]', 2, /a list of objects/],
      ['{"productKey":"a1"}', 1, /a list of objects/],
      ['[1', 1, /no JSON/],
      [Array.from({ length: 2001 }, (_, index) => `a1,meter${index}`).join('\n'), 2001, /at most 2,000/],
    ];
    for (const [text, expected, detail] of cases) {
      const reading = parseSubDevices(text);
      assert.ok('problem' in reading, text);
      const { code, params, phrases } = reading.problem;
      assert.deepEqual([code, params['row']], ['EC20_SUB_TABLE', expected], text.slice(0, 40));
      assert.match(phrases?.['detail']?.en ?? '', detail);
      assert.match(phrases?.['detail']?.zh ?? '', /[\u4e00-\u9fff]/);
    }
    assert.deepEqual(read(''), []);
    assert.deepEqual(storedSecrets('{"a1/m":"s","b":1}'), { 'a1/m': 's' });
  });
});
