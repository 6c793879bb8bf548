import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readPaste } from '../../nodes/modem/editor/device-paste';

const ROOT = join(__dirname, '..', '..', '..');
const PK = 'a1B2c3D4e5F';
const DN = 'ec20-001';
const DS = '0123456789abcdef0123456789abcdef';
const TRIPLET = { productKey: PK, deviceName: DN, deviceSecret: DS, server: 'aliyun' };
const SHANGHAI = `${PK}.iot-as-mqtt.cn-shanghai.aliyuncs.com`;
const LEGACY = { host: '', instanceId: '', region: 'cn-shanghai' };
const SIGNATURE = 'f'.repeat(64);
const CLIENT = `${PK}.${DN}|securemode=2,signmethod=hmacsha256,timestamp=2524608000000|`;

interface Form {
  readonly what: string;
  readonly text: string;
  readonly found: object;
  readonly notes?: readonly string[];
}

/** Texts as people have them: of the console, of programs, of blog posts. */
const FORMS: readonly Form[] = [
  {
    what: "the console's JSON",
    text: `{"ProductKey":"${PK}","DeviceName":"${DN}","DeviceSecret":"${DS}"}`,
    found: TRIPLET,
  },
  {
    what: 'JSON of an API call, indented, with other fields between',
    text: `{\n  "Success": true,\n  "Data": {\n    "IotId": "abc",\n    "ProductKey": "${PK}",\n    "DeviceName": "${DN}",\n    "Nickname": "x",\n    "DeviceSecret": "${DS}"\n  }\n}`,
    found: TRIPLET,
  },
  { what: 'lines', text: `ProductKey: ${PK}\nDeviceName: ${DN}\nDeviceSecret: ${DS}\n`, found: TRIPLET },
  { what: 'one line', text: `ProductKey: ${PK} DeviceName: ${DN} DeviceSecret: ${DS}`, found: TRIPLET },
  {
    what: 'the console’s page, with its words for copying between',
    text: `ProductKey\n${PK}\n复制\nDeviceName\n${DN}\n复制\nDeviceSecret\n${DS}\n复制`,
    found: TRIPLET,
  },
  {
    what: 'Chinese labels, full-width colons and brackets',
    text: `产品Key：${PK}\r\n设备名称（DeviceName）：${DN}\r\n设备密钥：${DS}`,
    found: TRIPLET,
  },
  {
    what: 'Chinese labels without a line break, with full-width commas',
    text: `ProductKey：${PK}，设备名称：${DN}，设备密钥：${DS}。`,
    found: { ...TRIPLET },
  },
  {
    what: 'a table of new devices as CSV',
    text: `DeviceName,DeviceSecret,ProductKey\n${DN},${DS},${PK}\nec20-002,${'1'.repeat(32)},${PK}`,
    found: TRIPLET,
  },
  {
    what: 'a table copied from a spreadsheet',
    text: `ProductKey\tDeviceName\tDeviceSecret\n${PK}\t${DN}\t${DS}`,
    found: TRIPLET,
  },
  { what: 'three bare lines', text: `${PK}\n${DN}\n${DS}`, found: TRIPLET },
  { what: 'three bare words with commas', text: `${PK}, ${DN}, ${DS}`, found: TRIPLET },
  {
    what: 'a C program',
    text: `#define PRODUCT_KEY      "${PK}"\n#define DEVICE_NAME      "${DN}"\n#define DEVICE_SECRET    "${DS}"`,
    found: TRIPLET,
  },
  {
    what: 'an SDK demo in C',
    text: `char DEMO_PRODUCT_KEY[IOTX_PRODUCT_KEY_LEN + 1] = {0};\nchar *product_key = "${PK}";\nchar *device_name = "${DN}";\nchar *device_secret = "${DS}";`,
    found: TRIPLET,
  },
  {
    what: 'a program in JavaScript',
    text: `const device = iot.device({\n  productKey: '${PK}', // 产品\n  deviceName: '${DN}',\n  deviceSecret: '${DS}',\n});`,
    found: TRIPLET,
  },
  {
    what: 'a program in Python',
    text: `lk = linkkit.LinkKit(\n    host_name="cn-shanghai",\n    product_key="${PK}",\n    device_name="${DN}",\n    device_secret="${DS}")`,
    found: TRIPLET,
  },
  {
    what: 'lines of an .env file',
    text: `PRODUCT_KEY=${PK}\nDEVICE_NAME=${DN}\nDEVICE_SECRET=${DS}\nREGION_ID=cn-shanghai`,
    found: { ...TRIPLET, region: 'cn-shanghai' },
  },
  {
    what: 'typographic quotes',
    text: `“ProductKey”：“${PK}”，“DeviceName”：“${DN}”，“DeviceSecret”：“${DS}”`,
    found: TRIPLET,
  },
  {
    what: 'a region in the console’s words',
    text: `ProductKey: ${PK}\nDeviceName: ${DN}\nDeviceSecret: ${DS}\n地域：华北2（北京）\n实例ID：iot-06z00abcdefghij`,
    found: { ...TRIPLET, region: 'cn-beijing', instanceId: 'iot-06z00abcdefghij' },
  },
  {
    what: 'the MQTT parameters box, JSON',
    text: `{"clientId":"${CLIENT}","username":"${DN}&${PK}","mqttHostUrl":"iot-06z00abcdefghij.mqtt.iothub.aliyuncs.com","passwd":"${SIGNATURE}","port":1883}`,
    found: {
      productKey: PK,
      deviceName: DN,
      server: 'aliyun',
      instanceId: 'iot-06z00abcdefghij',
      host: '',
      mqttPort: '1883',
    },
    notes: ['signed'],
  },
  {
    what: 'the MQTT parameters box, lines as they are copied',
    text: `clientId\n${CLIENT}\nusername\n${DN}&${PK}\npasswd\n${SIGNATURE}\nmqttHostUrl\n${SHANGHAI}\nport\n1883`,
    found: { productKey: PK, deviceName: DN, server: 'aliyun', ...LEGACY, mqttPort: '1883' },
    notes: ['signed'],
  },
  {
    what: 'the triplet followed by the box',
    text: `ProductKey: ${PK}\nDeviceName: ${DN}\nDeviceSecret: ${DS}\nusername: ${DN}&amp;${PK}\npasswd: ${SIGNATURE}\nmqttHostUrl: ${SHANGHAI}`,
    found: { ...TRIPLET, ...LEGACY },
  },
  {
    what: 'the AT lines of a blog post',
    text: [
      'AT+QMTCFG="recv/mode",0,0,1',
      'OK',
      `AT+QMTCFG="aliauth",0,"${PK}","${DN}","${DS}"`,
      `AT+QMTOPEN=0,"${SHANGHAI}",1883`,
      '+QMTOPEN: 0,0',
      `AT+QMTCONN=0,"clientExample"`,
      `AT+QMTSUB=0,1,"/sys/${PK}/${DN}/thing/service/property/set",0`,
    ].join('\r\n'),
    found: { ...TRIPLET, ...LEGACY, mqttPort: '1883' },
  },
  {
    what: 'AT lines with full-width marks',
    text: `AT+QMTCFG=“aliauth”，0，“${PK}”，“${DN}”，“${DS}”\nAT+QMTOPEN=0，“iot-as-mqtt.cn-shanghai.aliyuncs.com”，1883`,
    found: { ...TRIPLET, ...LEGACY, mqttPort: '1883' },
  },
  {
    what: 'AT lines in the strings of a C program',
    text: `send("AT+QMTCFG=\\"aliauth\\",0,\\"${PK}\\",\\"${DN}\\",\\"${DS}\\"\\r\\n");\nsend("AT+QMTCFG=\\"keepalive\\",0,300\\r\\n");`,
    found: { ...TRIPLET, keepAlive: '300' },
  },
  {
    what: "the module's own answer",
    text: `+QMTCFG: "aliauth","${PK}","${DN}","${DS}"`,
    found: TRIPLET,
  },
  {
    what: 'AT lines of a login that was signed elsewhere',
    text: `AT+QMTOPEN=0,"iot-06z00abcdefghij.mqtt.iothub.aliyuncs.com",1883\nAT+QMTCONN=0,"${CLIENT}","${DN}&${PK}","${SIGNATURE}"`,
    found: {
      productKey: PK,
      deviceName: DN,
      server: 'aliyun',
      instanceId: 'iot-06z00abcdefghij',
      host: '',
      mqttPort: '1883',
    },
    notes: ['signed'],
  },
  {
    what: 'a subscription alone',
    text: `AT+QMTSUB=0,1,"/${PK}/${DN}/user/get",1`,
    found: { productKey: PK, deviceName: DN, server: 'aliyun' },
  },
  {
    what: 'a publish alone',
    text: `AT+QMTPUBEX=0,0,0,0,"/sys/${PK}/${DN}/thing/event/property/post",42`,
    found: { productKey: PK, deviceName: DN, server: 'aliyun' },
  },
  {
    what: 'the APN of a blog post',
    text: `AT+QICSGP=1,1,"CMNET","","",1\nAT+QMTCFG="aliauth",0,"${PK}","${DN}","${DS}"`,
    found: { ...TRIPLET, apn: 'CMNET' },
  },
  {
    what: 'another broker',
    text: 'broker: mqtts://broker.example.com:8883\nclientId: pi-7\nusername: pi\npassword: p4ss-word',
    found: {
      server: 'mqtt',
      host: 'broker.example.com',
      mqttPort: '8883',
      tls: 'on',
      clientId: 'pi-7',
      username: 'pi',
      password: 'p4ss-word',
    },
  },
  {
    what: 'another broker by AT lines',
    text: 'AT+QMTOPEN=0,"broker.example.com",1884\nAT+QMTCONN=0,"pi-7","pi","p4ss-word"',
    found: {
      server: 'mqtt',
      host: 'broker.example.com',
      mqttPort: '1884',
      clientId: 'pi-7',
      username: 'pi',
      password: 'p4ss-word',
    },
  },
  {
    what: 'a product secret',
    text: `ProductKey=${PK}\nProductSecret=AbCdEf0123456789\nDeviceName=${DN}`,
    found: { productKey: PK, productSecret: 'AbCdEf0123456789', deviceName: DN, server: 'aliyun' },
  },
  {
    what: 'a secret that the console still hides',
    text: `ProductKey\n${PK}\nDeviceName\n${DN}\nDeviceSecret\n******** 查看`,
    found: { productKey: PK, deviceName: DN, server: 'aliyun' },
    notes: ['masked'],
  },
  {
    what: 'placeholders of a document',
    text: 'AT+QMTCFG="aliauth",0,"${ProductKey}","${DeviceName}","xxxxxxxx"\nProductKey: <your product key>',
    found: {},
  },
  { what: 'something else', text: 'Hello, this is no device at all. 你好。', found: {} },
  { what: 'nothing', text: '', found: {} },
];

describe("The config dialog's paste box", () => {
  for (const { what, text, found, notes = [] } of FORMS) {
    it(`takes ${what}`, () => {
      const reading = readPaste(text);
      assert.deepEqual(reading.found, found);
      assert.deepEqual(reading.notes, notes);
    });
  }

  it('has a sentence for every note, in both languages', () => {
    for (const language of ['en-US', 'zh-CN']) {
      const path = join(ROOT, 'nodes', 'modem', 'locales', language, 'ec20-modem.json');
      const texts = JSON.parse(readFileSync(path, 'utf8')) as {
        'ec20-modem': { paste: Readonly<Record<string, string>> };
      };
      for (const note of new Set(FORMS.flatMap(({ notes = [] }) => notes)))
        assert.notEqual(texts['ec20-modem'].paste[note] ?? '', '', `${language} ${note}`);
    }
  });

  it('reads any triplet that the platform makes, whichever the form, and never throws', () => {
    const word = (characters: string, minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength, maxLength });
    const alphanumeric = 'ABCXYZabcxyz0123456789';
    const forms: ((pk: string, dn: string, ds: string) => string)[] = [
      (pk, dn, ds) => `{"ProductKey":"${pk}","DeviceName":"${dn}","DeviceSecret":"${ds}"}`,
      (pk, dn, ds) => `ProductKey：${pk}\n设备名称：${dn}\n设备密钥：${ds}`,
      (pk, dn, ds) => `AT+QMTCFG="aliauth",0,"${pk}","${dn}","${ds}"`,
    ];
    fc.assert(
      fc.property(
        word(alphanumeric, 8, 11).map((text) => `a1${text}`.slice(0, 11)),
        word(`${alphanumeric}-_@.:`, 3, 31).map((text) => `d${text}`),
        word('0123456789abcdef', 32, 32),
        fc.constantFrom(...forms),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (productKey, deviceName, deviceSecret, form, noise) => {
          const { found } = readPaste(form(productKey, deviceName, deviceSecret));
          assert.deepEqual(found, { productKey, deviceName, deviceSecret, server: 'aliyun' });
          readPaste(noise);
        },
      ),
    );
  });
});
