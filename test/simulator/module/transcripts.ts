import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { SimulatorSettings } from '../../../src/simulator/simulator';

/** One exchange; all text is latin1. */
export type Step =
  | { readonly host: string; readonly module: string; readonly set?: Partial<SimulatorSettings> }
  | {
      readonly deliver: { readonly topic: string; readonly payload: string; readonly messageId: number };
      readonly module: string;
    };

/** A conversation seen on a real module (§M7), rewritten with made-up names. */
export interface Transcript {
  readonly id: string;
  readonly about: string;
  /** Settings that make the simulator behave like that module. */
  readonly settings: Partial<SimulatorSettings>;
  /** The maximum QoS that the broker grants. */
  readonly mostQos?: 0 | 1;
  readonly unreachable?: 'timeout';
  /** Commands before the conversation starts. */
  readonly before: readonly string[];
  readonly steps: readonly Step[];
}

const POST = '/sys/k0a/Cat1/thing/event/property/post';
const CONNECT = ['AT+QMTOPEN=0,"broker.example",1883', 'AT+QMTCONN=0,"me"'];

/** LF between the lines: 29 bytes and one blank make the announced 30. */
const LONG_JSON =
  '{\n  "id": "123",\n  "version": "1.0",\n  "params": { "LINK_TEST": 129 },\n  "method": "thing.event.property.post"\n}';
const SHORT_JSON =
  '{"id": "123","version": "1.0","sys": { "ack": 0 },"params": { "LINK_TEST": 129 },"method": "thing.event.property.post"}';
const INLINE = "{'id':'1','version':'1.0','params':{'LightSwitch':1},'method':'thing.event.property.post'}";
const REPLY =
  '{"code":200,"data":{},"id":"1","message":"success","method":"thing.event.property.post","version":"1.0"}';

/** Amazon Root CA 1 as the EC25's owner uploaded it: 64 characters a line, LF. */
function amazonRoot(): string {
  const certificate = rootCertificates
    .map((pem) => new X509Certificate(pem))
    .find(({ subject }) => /Amazon Root CA 1$/m.test(subject));
  const body = certificate?.raw.toString('base64').replace(/.{64}/g, '$&\n') ?? '';
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

export const TRANSCRIPTS: readonly Transcript[] = [
  {
    id: 'T1',
    about:
      'EC800M-CN with Alibaba Cloud: 30 bytes announced, more sent; QoS 2 asked, 1 granted; client id without quotes',
    settings: { family: 'EC800M', prompt: 'bare' },
    mostQos: 1,
    before: [],
    steps: [
      {
        host: 'AT+QMTOPEN=0,"iot-06z.mqtt.iothub.aliyuncs.com",1883\r',
        module: 'AT+QMTOPEN=0,"iot-06z.mqtt.iothub.aliyuncs.com",1883\r\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n',
      },
      { host: 'AT+QMTCONN=0,0\r', module: 'AT+QMTCONN=0,0\r\r\nOK\r\n\r\n+QMTCONN: 0,0,0\r\n' },
      {
        host: 'AT+QMTSUB=0,1,"/sys/k0a/Cat1/thing/service/property/set",2\r',
        module:
          'AT+QMTSUB=0,1,"/sys/k0a/Cat1/thing/service/property/set",2\r\r\nOK\r\n\r\n+QMTSUB: 0,1,0,1\r\n',
      },
      { host: `AT+QMTPUBEX=0,0,0,0,"${POST}",30\r`, module: `AT+QMTPUBEX=0,0,0,0,"${POST}",30\r\r\n>` },
      { host: LONG_JSON, module: '{\n  "id": "123",\n  "version": \r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n' },
    ],
  },
  {
    id: 'T2',
    about:
      'the same session with the whole JSON in one line: quotes and braces pass, the CR of the typed CR LF is byte 120',
    settings: { family: 'EC800M', prompt: 'bare' },
    before: CONNECT,
    steps: [
      { host: `AT+QMTPUBEX=0,0,0,0,"${POST}",120\r`, module: `AT+QMTPUBEX=0,0,0,0,"${POST}",120\r\r\n>` },
      { host: `${SHORT_JSON}\r\n`, module: `${SHORT_JSON}\r\r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n` },
    ],
  },
  {
    id: 'T3',
    about:
      'BC26 with Alibaba Cloud: the message stands in the command, with single quotes; double ones come back',
    settings: { family: 'BC26' },
    before: CONNECT,
    steps: [
      {
        host: `AT+QMTPUB=0,1,1,0,"${POST}","${INLINE}"\r`,
        module: `AT+QMTPUB=0,1,1,0,"${POST}","${INLINE}"\r\r\nOK\r\n\r\n+QMTPUB: 0,1,0\r\n`,
      },
      {
        deliver: { topic: `${POST}_reply`, payload: REPLY, messageId: 0 },
        module: `\r\n+QMTRECV: 0,0,"${POST}_reply","${REPLY}"\r\n`,
      },
    ],
  },
  {
    id: 'T4',
    about:
      'EC600S, echo off: ERROR of QIACT on an active context, a fifth field of QIACT?, the long list of options (glued)',
    settings: {
      family: 'EC600S',
      pdp: 'active',
      address: '10.2.198.114',
      addressV6: '240E:404:2500:9D0E:168A:86BE:913C:1849',
    },
    before: ['ATE0'],
    steps: [
      { host: 'AT+CGREG?\r', module: '\r\n+CGREG: 0,1\r\n\r\nOK\r\n' },
      { host: 'AT+QIACT=1\r', module: '\r\nERROR\r\n' },
      {
        host: 'AT+QIACT?\r',
        module: '\r\n+QIACT: 1,1,1,"10.2.198.114","240E:404:2500:9D0E:168A:86BE:913C:1849"\r\n\r\nOK\r\n',
      },
      {
        set: { glue: true },
        host: 'AT+QMTCFG=?\r',
        module: [
          '+QMTCFG: "version",(0-5),(3,4)',
          '+QMTCFG: "pdpcid",(0-5),(1-15)',
          '+QMTCFG: "ssl",(0-5),(0,1),(0-5)',
          '+QMTCFG: "keepalive",(0-5),(0-3600)',
          '+QMTCFG: "session",(0-5),(0,1)',
          '+QMTCFG: "timeout",(0-5),(1-1200),(1-10),(0,1)',
          '+QMTCFG: "will",(0-5),(0,1),(0-2),(0,1),"willtopic","willmessage"',
          '+QMTCFG: "willex",(0-5),(0,1),(0-2),(0,1),"willtopic",(0-256)',
          '+QMTCFG: "recv/mode",(0-5),(0,1),(0,1)',
          '+QMTCFG: "send/mode",(0-5),(0,1)',
          '+QMTCFG: "onenet",(0-5),"product id","access key"',
          '+QMTCFG: "aliauth",(0-5),"product key","device name","device secret"',
          '+QMTCFG: "hwauth",(0-5),"device id","device secret"',
          '+QMTCFG: "hwprodid",(0-5),"product id","product secret","nodeid"',
          '+QMTCFG: "qmtping",(0-5),(5-60)',
          '+QMTCFG: "dataformat",(0-5),(0,1),(0,1)',
          '+QMTCFG: "view/mode",(0-5),(0,1)',
          '+QMTCFG: "CTWing",(0-5),"client_id","feature_string"',
          '+QMTCFG: "edit/timeout",(0-5),(0,1),(1-180)',
          '',
          'OK',
          '',
        ].join('\r\n'),
      },
    ],
  },
  {
    id: 'T5',
    about: 'EC600S, echo off: a CR LF after the counted data does no harm; QMTDISC ends the session',
    settings: { family: 'EC600S' },
    before: ['ATE0'],
    steps: [
      { host: 'AT+QMTOPEN=0,"broker.example",8883\r', module: '\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n' },
      { host: 'AT+QMTCONN=0,"me"\r', module: '\r\nOK\r\n\r\n+QMTCONN: 0,0,0\r\n' },
      { host: 'AT+QMTPUBEX=0,0,0,0,"t",5\r', module: '\r\n> ' },
      { host: 'hello\r\n', module: '\r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n' },
      { host: 'AT+QMTDISC=0\r', module: '\r\nOK\r\n\r\n+QMTDISC: 0,0\r\n' },
    ],
  },
  {
    id: 'T6',
    about: 'BG770A, echo on: QMTPUB with a length, data echo, QIACT ERROR although active',
    settings: { family: 'BG770A', prompt: 'bare', pdp: 'active', address: '10.3.118.130' },
    before: [],
    steps: [
      { host: 'AT+QIACT=1\r', module: 'AT+QIACT=1\r\r\nERROR\r\n' },
      { host: 'AT+QIACT?\r', module: 'AT+QIACT?\r\r\n+QIACT: 1,1,1,"10.3.118.130"\r\n\r\nOK\r\n' },
      {
        host: 'AT+QMTOPEN=0,"broker.example",1883\r',
        module: 'AT+QMTOPEN=0,"broker.example",1883\r\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n',
      },
      {
        host: 'AT+QMTOPEN?\r',
        module: 'AT+QMTOPEN?\r\r\n+QMTOPEN: 0,"broker.example",1883\r\n\r\nOK\r\n',
      },
      { host: 'AT+QMTCONN=0,"me"\r', module: 'AT+QMTCONN=0,"me"\r\r\nOK\r\n\r\n+QMTCONN: 0,0,0\r\n' },
      { host: 'AT+QMTPUB=0,1,1,0,"q/t",33\r', module: 'AT+QMTPUB=0,1,1,0,"q/t",33\r\r\n>' },
      {
        host: 'Hello MQTT from GPS-4G-HAT shield',
        module: 'Hello MQTT from GPS-4G-HAT shield\r\nOK\r\n\r\n+QMTPUB: 0,1,0\r\n',
      },
      {
        host: 'AT+QMTSUB=0,1,"q/t",2\r',
        module: 'AT+QMTSUB=0,1,"q/t",2\r\r\nOK\r\n\r\n+QMTSUB: 0,1,0,2\r\n',
      },
      {
        deliver: { topic: 'q/t', payload: 'hello GPS-4G-HAT shield', messageId: 0 },
        module: '\r\n+QMTRECV: 0,0,"q/t","hello GPS-4G-HAT shield"\r\n',
      },
      { host: 'AT+QMTDISC=0\r', module: 'AT+QMTDISC=0\r\r\nOK\r\n\r\n+QMTDISC: 0,0\r\n' },
    ],
  },
  {
    id: 'T7',
    about: 'BG770A, raw bytes: empty read forms; no blank line before the OK of one test form',
    settings: { family: 'BG770A', glueTestOk: true },
    before: [],
    steps: [
      { host: 'AT+QMTOPEN?\r', module: 'AT+QMTOPEN?\r\r\nOK\r\n' },
      { host: 'AT+QMTCONN?\r', module: 'AT+QMTCONN?\r\r\nOK\r\n' },
      {
        host: 'AT+QMTOPEN=?\r',
        module: 'AT+QMTOPEN=?\r\r\n+QMTOPEN: (0-5),<host_name>,(0-65535)\r\nOK\r\n',
      },
      { host: 'AT+QIACT=?\r', module: 'AT+QIACT=?\r\r\n+QIACT: (1-5)\r\n\r\nOK\r\n' },
    ],
  },
  {
    id: 'T8',
    about: 'EC25 on a Pi, from a hex dump: a command it does not know',
    settings: { family: 'EC25' },
    before: [],
    steps: [
      {
        host: Buffer.from('41542B4D4F44453D320D', 'hex').toString('latin1'),
        module: Buffer.from('41542B4D4F44453D320D0D0A4552524F520D0A', 'hex').toString('latin1'),
      },
    ],
  },
  {
    id: 'T10',
    about:
      'Quectel LTE with ThingsBoard, echo off: QMTPUB up to Ctrl-Z; JSON quotes both ways; message ids count up',
    settings: {},
    mostQos: 1,
    before: ['ATE0', ...CONNECT],
    steps: [
      {
        host: 'AT+QMTSUB=0,4,"v1/devices/me/rpc/request/+",2\r',
        module: '\r\nOK\r\n\r\n+QMTSUB: 0,4,0,1\r\n',
      },
      { host: 'AT+QMTPUB=0,0,0,0,"v1/devices/me/telemetry"\r', module: '\r\n> ' },
      { host: '{"temperature":36.00,"humidity":78.00}\x1a', module: '\r\nOK\r\n\r\n+QMTPUB: 0,0,0\r\n' },
      {
        deliver: {
          topic: 'v1/devices/me/rpc/request/11',
          payload: '{"method":"setValue","params":true}',
          messageId: 1,
        },
        module: '\r\n+QMTRECV: 0,1,"v1/devices/me/rpc/request/11","{"method":"setValue","params":true}"\r\n',
      },
      {
        deliver: {
          topic: 'v1/devices/me/rpc/request/12',
          payload: '{"method":"setValue","params":false}',
          messageId: 2,
        },
        module: '\r\n+QMTRECV: 0,2,"v1/devices/me/rpc/request/12","{"method":"setValue","params":false}"\r\n',
      },
    ],
  },
  {
    id: 'T11',
    about: 'EC25 with AWS: a certificate and its checksum; the TLS failure is only a -1',
    settings: { family: 'EC25' },
    unreachable: 'timeout',
    before: ['ATE0'],
    steps: [
      { host: 'AT+QFUPL="RAM:cacert.pem",1188,100\r', module: '\r\nCONNECT\r\n' },
      { host: amazonRoot(), module: '\r\n+QFUPL: 1188,2d13\r\n\r\nOK\r\n' },
      { host: 'AT+QIACT?\r', module: '\r\nOK\r\n' },
      { host: 'AT+QIACT=1\r', module: '\r\nOK\r\n' },
      { host: 'AT+QMTOPEN?\r', module: '\r\nOK\r\n' },
      { host: 'AT+QMTOPEN=0,"a1.amazonaws.com",8883\r', module: '\r\nOK\r\n\r\n+QMTOPEN: 0,-1\r\n' },
    ],
  },
  {
    id: 'T12',
    about: 'EC25: registration, network, signal and APN of an American SIM; the operator number in quotes',
    settings: {
      family: 'EC25',
      plmn: '310260',
      plmnQuoted: true,
      band: 'LTE BAND 2',
      channel: 775,
      qcsq: '50,-78,188,-14',
    },
    before: ['AT+QICSGP=1,1,"fast.t-mobile.com","","",0'],
    steps: [
      { host: 'AT+CEREG?\r', module: 'AT+CEREG?\r\r\n+CEREG: 0,1\r\n\r\nOK\r\n' },
      {
        host: 'AT+QNWINFO\r',
        module: 'AT+QNWINFO\r\r\n+QNWINFO: "FDD LTE","310260","LTE BAND 2",775\r\n\r\nOK\r\n',
      },
      { host: 'AT+QCSQ\r', module: 'AT+QCSQ\r\r\n+QCSQ: "LTE",50,-78,188,-14\r\n\r\nOK\r\n' },
      {
        host: 'AT+QICSGP=1\r',
        module: 'AT+QICSGP=1\r\r\n+QICSGP: 1,"fast.t-mobile.com","","",0\r\n\r\nOK\r\n',
      },
    ],
  },
  {
    id: 'T13',
    about:
      'a test vector of an EC2x/EG915N driver: the answer of a slot read follows its code without a blank line',
    settings: {},
    before: [
      'ATE0',
      'AT+QMTCFG="recv/mode",1,1,1',
      'AT+QMTOPEN=1,"broker.example",1883',
      'AT+QMTCONN=1,"me"',
    ],
    steps: [
      {
        deliver: { topic: 't/dev/commands', payload: '{"cmd": "blink"}', messageId: 0 },
        module: '\r\n+QMTRECV: 1,0\r\n',
      },
      {
        set: { glue: true },
        host: 'AT+QMTRECV=1,0\r',
        module: '+QMTRECV: 1,0,"t/dev/commands",16,"{"cmd": "blink"}"\r\n\r\nOK\r\n',
      },
    ],
  },
  {
    id: 'T15',
    about:
      'a test vector of an EC200 library: Ctrl-Z is data when the length is given; the result follows OK at once',
    settings: { family: 'EC200U', glue: true },
    before: ['ATE0', ...CONNECT],
    steps: [
      { host: 'AT+QMTPUBEX=0,1,1,0,"data",5\r', module: '\r\n> ' },
      { host: '\x41\x1a\x42\x1a\x43', module: '\r\nOK\r\n+QMTPUBEX: 0,1,0\r\n' },
    ],
  },
  {
    id: 'T16',
    about:
      'an EC2x gateway: ERROR to the first at (a byte stood before it), radio off and on, codes as at a start',
    settings: {},
    before: [],
    steps: [
      { host: '\0at\r', module: '\0at\r\r\nERROR\r\n' },
      { host: 'at+cfun=0\r', module: 'at+cfun=0\r\r\nOK\r\n' },
      {
        host: 'at+cfun=1\r',
        module:
          'at+cfun=1\r\r\nOK\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n',
      },
      { host: 'at+creg?\r', module: 'at+creg?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n' },
    ],
  },
  {
    id: 'T17',
    about: 'EG800K: QIACT? shows an address while CGACT? says that the context has drifted to another cid',
    settings: { family: 'EG800K', pdp: 'active', pdpDrift: 9, address: '10.187.7.8' },
    before: ['ATE0'],
    steps: [
      { host: 'AT+QIACT?\r', module: '\r\n+QIACT: 1,1,1,"10.187.7.8"\r\n\r\nOK\r\n' },
      { host: 'AT+CGACT?\r', module: '\r\n+CGACT: 1,0\r\n+CGACT: 9,1\r\n\r\nOK\r\n' },
    ],
  },
];
