import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPaste, type PasteReading } from '../../nodes/modem/editor/device-paste';
import { isUndecided } from '../../nodes/modem/editor/pasted-settings';
import { maySee } from '../../nodes/modem/editor/pasted-shapes';
import type { ServerName } from '../../src/settings/settings';
import { seeded } from '../hostile/seed';

const PK = 'a1B2c3D4e5F';
const DN = 'ec20-001';
const DS = '0123456789abcdef0123456789abcdef';
const KEY = 'cXdlcnR5dWlvcGFzZGZnaGprbHp4Y3Zibm0xMjM0NTY=';

interface Case {
  readonly what: string;
  readonly text: string;
  readonly chosen: ServerName;
  readonly found: object;
  /** Why each part was not taken, and what a click would take it for. */
  readonly unused?: readonly (readonly [why: string, use?: object])[];
}

const CASES: readonly Case[] = [
  {
    what: 'OneNET’s words where OneNET is chosen',
    text: `产品ID：Ab12Cd34Ef\n设备名称：sensor-1\n设备密钥：${KEY}`,
    chosen: 'onenet',
    found: { productKey: 'Ab12Cd34Ef', deviceName: 'sensor-1', deviceSecret: KEY },
  },
  {
    what: 'OneNET’s words where nothing else says so',
    text: `产品ID: Ab12Cd34Ef\n设备名称: s1\naccess_key: ${KEY}`,
    chosen: 'aliyun',
    found: { server: 'onenet', productKey: 'Ab12Cd34Ef', deviceName: 's1', deviceSecret: KEY },
  },
  {
    what: 'Tencent’s words',
    text: 'ProductID\tDeviceName\tDevicePSK\nABCDE12345\tdev1\tMTIzNDU2Nzg5MGFiY2RlZg==',
    chosen: 'aliyun',
    found: {
      server: 'tencent',
      productKey: 'ABCDE12345',
      deviceName: 'dev1',
      deviceSecret: 'MTIzNDU2Nzg5MGFiY2RlZg==',
    },
  },
  {
    what: 'Huawei’s words with its address',
    text: '{"device_id":"64a1b2c3d4e5f60708090a0b_pi1","secret":"0a1b2c3d4e5f60718293a4b5"}\n接入地址：mqtts://abc1.st1.iotda-device.cn-north-4.myhuaweicloud.com:8883',
    chosen: 'aliyun',
    found: {
      server: 'huawei',
      deviceName: '64a1b2c3d4e5f60708090a0b_pi1',
      deviceSecret: '0a1b2c3d4e5f60718293a4b5',
      host: 'abc1.st1.iotda-device.cn-north-4.myhuaweicloud.com',
      mqttPort: '8883',
      tls: 'on',
    },
  },
  {
    what: 'ThingsBoard’s access token',
    text: 'Access token: A1_TEST_TOKEN\nhost: demo.thingsboard.io',
    chosen: 'mqtt',
    found: { server: 'mqtt', username: 'A1_TEST_TOKEN', host: 'demo.thingsboard.io' },
  },
  {
    what: 'an EMQX address, which keeps the chosen EMQX',
    text: '连接地址 abc.ala.cn-hangzhou.emqxsl.cn\n端口 8883\n用户名 pi\n密码 pass-word1',
    chosen: 'emqx',
    found: {
      server: 'emqx',
      host: 'abc.ala.cn-hangzhou.emqxsl.cn',
      mqttPort: '8883',
      username: 'pi',
      password: 'pass-word1',
    },
    unused: [['word']],
  },
  {
    what: 'a URL with everything in it',
    text: 'mqtts://pi:p%40ss@broker.example.com:8884',
    chosen: 'mqtt',
    found: {
      server: 'mqtt',
      host: 'broker.example.com',
      mqttPort: '8884',
      tls: 'on',
      username: 'pi',
      password: 'p@ss',
    },
  },
  {
    what: 'a command line of mosquitto_pub',
    text: `mosquitto_pub -h broker.example.com -p 8883 -u pi -P 'p4ss word' -i pi-7 -k 60 --cafile /etc/ca.pem -t a/b -q 1 -m hello`,
    chosen: 'aliyun',
    found: {
      server: 'mqtt',
      host: 'broker.example.com',
      mqttPort: '8883',
      username: 'pi',
      password: 'p4ss word',
      clientId: 'pi-7',
      keepAlive: '60',
      caFile: '/etc/ca.pem',
      tls: 'on',
    },
    unused: [['topic'], ['option'], ['option']],
  },
  {
    what: 'a command line with -L and no clean session',
    text: 'mosquitto_sub -c -L mqtt://u:pw1@10.0.0.5/x/y',
    chosen: 'mqtt',
    found: {
      server: 'mqtt',
      host: '10.0.0.5',
      mqttPort: '1883',
      username: 'u',
      password: 'pw1',
      cleanSession: false,
    },
    unused: [['topic']],
  },
  {
    what: 'swapped ProductKey and DeviceSecret',
    text: `ProductKey: ${DS}\nDeviceName: ${DN}\nDeviceSecret: ${PK}`,
    chosen: 'aliyun',
    found: { server: 'aliyun', deviceName: DN },
    unused: [['swapped', { productKey: PK, deviceSecret: DS }]],
  },
  {
    what: 'swapped DeviceName and ProductKey',
    text: `ProductKey: pi-room-7\nDeviceName: ${PK}\nDeviceSecret: ${DS}`,
    chosen: 'aliyun',
    found: { server: 'aliyun', deviceSecret: DS },
    unused: [['swapped', { productKey: PK, deviceName: 'pi-room-7' }]],
  },
  {
    what: 'a product key under the label of the product secret',
    text: `产品密钥 = ${PK}`,
    chosen: 'aliyun',
    found: { server: 'aliyun' },
    unused: [['shape', { productKey: PK }]],
  },
  {
    what: 'misspelt labels',
    text: `ProductKye: ${PK}\nDevicName: ${DN}\nDeviceSecert: ${DS}\n实列ID：iot-06z00abcdefghij`,
    chosen: 'aliyun',
    found: {},
    unused: [
      ['misspelt', { productKey: PK }],
      ['misspelt', { deviceName: DN }],
      ['misspelt', { deviceSecret: DS }],
      ['misspelt', { instanceId: 'iot-06z00abcdefghij' }],
    ],
  },
  {
    what: 'three values in a Chinese sentence',
    text: `我的三元组是 ${PK} device1 ${DS}，地域华东2`,
    chosen: 'aliyun',
    found: {
      server: 'aliyun',
      productKey: PK,
      deviceName: 'device1',
      deviceSecret: DS,
      region: 'cn-shanghai',
    },
    unused: [['word']],
  },
  {
    what: 'two values alone',
    text: `${PK} ${DS}`,
    chosen: 'aliyun',
    found: {},
    unused: [
      ['alone', { productKey: PK }],
      ['alone', { deviceSecret: DS }],
    ],
  },
  {
    what: 'two devices in a table',
    text: `DeviceName,DeviceSecret,ProductKey\n${DN},${DS},${PK}\nec20-002,${'1'.repeat(32)},${PK}`,
    chosen: 'aliyun',
    found: { server: 'aliyun', productKey: PK, deviceName: DN, deviceSecret: DS },
    unused: [['second', { deviceName: 'ec20-002', deviceSecret: '1'.repeat(32), productKey: PK }]],
  },
  {
    what: 'swapped names, and another name that is none',
    text: 'DeviceName: aaaaaaaaaa ProductKey: aaaa DeviceName: X',
    chosen: 'aliyun',
    found: { server: 'aliyun' },
    unused: [['shape'], ['swapped', { productKey: 'aaaaaaaaaa', deviceName: 'aaaa' }]],
  },
  {
    what: 'a triplet with the topic of another device',
    text: `AT+QMTCFG="aliauth",0,"${PK}","${DN}","${DS}"\nAT+QMTSUB=0,1,"/${PK}/other-1/user/get",0`,
    chosen: 'aliyun',
    found: { server: 'aliyun', productKey: PK, deviceName: DN, deviceSecret: DS },
    unused: [['second', { deviceName: 'other-1' }]],
  },
  {
    what: 'the lines of a blog that the node does by itself, with remarks',
    text: 'AT+CGATT？\nAT+CSQ //信号\n+CSQ: 24,99\nOK\nAT+QMTCFG="recv/mode",0,0,1\nAT+CPIN="1234"',
    chosen: 'aliyun',
    found: { simPin: '1234' },
    unused: [['command'], ['command'], ['command'], ['command'], ['word'], ['word']],
  },
  {
    what: 'a login where the platform computes it',
    text: 'username: dev\npassword: longpasswd',
    chosen: 'tencent',
    found: {},
    unused: [['option'], ['option']],
  },
  {
    what: 'the public broker’s page with its ports of all kinds',
    text: 'Broker Address: broker.emqx.io\nTCP Port: 1883\nWebSocket Port: 8083\nSSL/TLS Port: 8883\nSecure WebSocket Port: 8084',
    chosen: 'aliyun',
    found: { server: 'mqtt', host: 'broker.emqx.io', mqttPort: '1883' },
    unused: [
      ['label'],
      ['second', { mqttPort: '8883' }],
      ['label'],
      ['word'],
      ['word'],
      ['word'],
      ['word'],
      ['word'],
      ['word'],
    ],
  },
  {
    what: 'a WebSocket address, whose port isn’t for the module',
    text: 'wss://pi:pw1234@broker.emqx.io:8084/mqtt',
    chosen: 'mqtt',
    found: { server: 'mqtt', host: 'broker.emqx.io', username: 'pi', password: 'pw1234' },
  },
  {
    what: 'a command line of MQTTX',
    text: 'mqttx pub -h broker.emqx.io -p 8883 -l mqtts -u user -P pw -t hello -m hi',
    chosen: 'aliyun',
    found: {
      server: 'mqtt',
      host: 'broker.emqx.io',
      mqttPort: '8883',
      tls: 'on',
      username: 'user',
      password: 'pw',
    },
    unused: [['topic'], ['option']],
  },
  {
    what: 'a host that begins with a label’s word, in a sentence about a user',
    text: 'broker.example.com: the user should log in',
    chosen: 'mqtt',
    found: {},
    unused: [['alone', { host: 'broker.example.com' }], ['word'], ['word'], ['word'], ['word'], ['word']],
  },
  {
    what: 'an IPv4 address with its port',
    text: '192.168.1.10:1884',
    chosen: 'mqtt',
    found: { server: 'mqtt', host: '192.168.1.10', mqttPort: '1884' },
  },
  {
    what: 'a .env with TLS',
    text: 'MQTT_HOST=mqtt.example.com\nMQTT_PORT=8883\nMQTT_USER=foo\nMQTT_PASS=a&b=c\nMQTT_TLS=true',
    chosen: 'mqtt',
    found: {
      server: 'mqtt',
      host: 'mqtt.example.com',
      mqttPort: '8883',
      tls: 'on',
      username: 'foo',
      password: 'a&b=c',
    },
  },
  {
    what: 'Home Assistant’s YAML with its secrets elsewhere',
    text: 'mqtt:\n  broker: 192.168.1.5\n  username: !secret mqtt_user\n  password: !secret mqtt_password',
    chosen: 'mqtt',
    found: { server: 'mqtt', host: '192.168.1.5' },
    unused: [['stand-in'], ['stand-in'], ['label'], ['word']],
  },
  {
    what: 'a query of the console’s address',
    text: `https://iot.console.aliyun.com/devices?productKey=${PK}&deviceName=${DN}&instanceId=iot-06z00abcdefghij`,
    chosen: 'aliyun',
    found: { server: 'aliyun', productKey: PK, deviceName: DN, instanceId: 'iot-06z00abcdefghij' },
    unused: [['word']],
  },
  {
    what: 'a column of labels above a column of values',
    text: `ProductKey\nDeviceName\nDeviceSecret\n${PK}\n${DN}\n${DS}`,
    chosen: 'aliyun',
    found: { server: 'aliyun', productKey: PK, deviceName: DN, deviceSecret: DS },
  },
  {
    what: 'a table in Markdown',
    text: `| ProductKey | DeviceName | DeviceSecret |\n|---|---|---|\n| ${PK} | ${DN} | ${DS} |`,
    chosen: 'aliyun',
    found: { server: 'aliyun', productKey: PK, deviceName: DN, deviceSecret: DS },
  },
  {
    what: 'values alone with an instance’s ID',
    text: `${PK}\n${DN}\n${DS}\niot-06z00abcdefghij`,
    chosen: 'aliyun',
    found: { productKey: PK, deviceName: DN, deviceSecret: DS, instanceId: 'iot-06z00abcdefghij' },
  },
  {
    what: 'labels half Chinese, with the console’s button at each value',
    text: `产品Key：${PK}复制\n设备Name：${DN}复制\n设备Secret：${DS}复制\n产品Secret：AbCdEf0123456789`,
    chosen: 'aliyun',
    found: { productKey: PK, deviceName: DN, deviceSecret: DS, productSecret: 'AbCdEf0123456789' },
    unused: [['stand-in'], ['stand-in'], ['stand-in']],
  },
  {
    what: 'Huawei’s MQTT parameters, whose password is a signature',
    text: '{"ClientId":"64a1_pi1_0_0_2024010100","Username":"64a1_pi1","Password":"abcdef","hostname":"a.iotda-device.cn-north-4.myhuaweicloud.com","port":8883,"protocol":"MQTTS"}',
    chosen: 'huawei',
    found: {
      server: 'huawei',
      host: 'a.iotda-device.cn-north-4.myhuaweicloud.com',
      mqttPort: '8883',
      tls: 'on',
      deviceName: '64a1_pi1',
    },
  },
  {
    what: 'the AT commands of SIMCom’s modules',
    text: 'AT+CMQTTACCQ=0,"pi-7"\nAT+CMQTTCONNECT=0,"tcp://broker.emqx.io:1883",60,1,"u","p"',
    chosen: 'aliyun',
    found: {
      server: 'mqtt',
      host: 'broker.emqx.io',
      mqttPort: '1883',
      keepAlive: '60',
      clientId: 'pi-7',
      username: 'u',
      password: 'p',
    },
  },
  {
    what: 'the AT commands of an ESP8266 for this cloud',
    text: `AT+MQTTUSERCFG=0,1,"NULL","${DN}&${PK}","ABCDEF",0,0,""\nAT+MQTTCONN=0,"${PK}.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883,1`,
    chosen: 'aliyun',
    found: {
      server: 'aliyun',
      productKey: PK,
      deviceName: DN,
      mqttPort: '1883',
      host: '',
      instanceId: '',
      region: 'cn-shanghai',
    },
  },
  {
    what: 'the AT commands of Luat’s modules',
    text: 'AT+MCONFIG="pi-7","u","p"\nAT+SSLMIPSTART="broker.emqx.io","8883"\nAT+MSUB="a/b",0',
    chosen: 'mqtt',
    found: {
      server: 'mqtt',
      host: 'broker.emqx.io',
      mqttPort: '8883',
      tls: 'on',
      clientId: 'pi-7',
      username: 'u',
      password: 'p',
    },
    unused: [['topic']],
  },
  {
    what: 'an account’s access key, which is no device’s',
    text: 'AccessKey ID: LTAI5tAbcdefgh\nAccessKey Secret: abcdefGHIJKLmnop1234567890abcd',
    chosen: 'aliyun',
    found: {},
    unused: [['label'], ['label']],
  },
];

describe('What the paste box does with every part of a text', () => {
  for (const { what, text, chosen, found, unused = [] } of CASES) {
    it(`: ${what}`, () => {
      const reading = readPaste(text, chosen);
      assert.deepEqual(reading.found, found);
      assert.deepEqual(
        reading.unused.map(({ why, use }) => (use === undefined ? [why] : [why, use])),
        unused,
      );
    });
  }

  it('takes or lists every token, whatever the text', () => {
    const token = fc.string({
      unit: fc.constantFrom(...Array.from('abcXYZ0189')),
      minLength: 1,
      maxLength: 34,
    });
    const chinese = fc.constantFrom('设备', '你好', '我的三元组', '物模型');
    const part = fc.oneof(
      token,
      chinese,
      fc
        .tuple(
          fc.constantFrom('ProductKey', 'DeviceName', '设备密钥', 'host', 'Nickname', 'DevicName'),
          token,
        )
        .map(([label, value]) => `${label}: ${value}`),
    );
    const separator = fc.constantFrom(' ', '\n', ', ', '；', '\t');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, separator), { minLength: 1, maxLength: 8 }),
        fc.constantFrom<ServerName>('aliyun', 'mqtt', 'onenet', 'huawei'),
        (parts, chosen) => {
          const reading = readPaste(parts.map((each) => each.join('')).join(''), chosen);
          const told = toldBy(reading);
          for (const [words] of parts) {
            const value = words.replace(/^.*: /, '');
            assert(
              told.some((each) => each.includes(value)),
              `${value} is neither taken nor listed: ${told.join(' | ')}`,
            );
          }
        },
      ),
      seeded({ numRuns: 1000 }),
    );
  });

  it('never shows a secret among what it lists', () => {
    const secrets = [DS, KEY, 'p4ss-word', 'AbCdEf0123456789', 'Passw0rd', '19283746'];
    for (const secret of secrets) {
      for (const label of ['password', 'DeviceSecert', 'token', '密码', '密匙', 'ProductKey', 'x']) {
        for (const { text, setting, label: found, why } of readPaste(`${label}: ${secret}`, 'aliyun')
          .unused) {
          const isNamed = ['password', 'token', '密码', '密匙', 'DeviceSecert'].includes(label);
          if (text.includes(secret) && (isNamed || secret.length > 15 || why === 'alone'))
            assert(!maySee(text, setting, found), `${label}: ${secret} would be shown`);
        }
      }
    }
  });

  it('keeps the text while something is undecided', () => {
    const { unused } = readPaste(`ProductKye: ${PK}\nNickname: x`, 'aliyun');
    assert.deepEqual(unused.map(isUndecided), [true, false]);
  });
});

/** All that a reading has taken or lists. */
function toldBy({ found, unused }: PasteReading): readonly string[] {
  return [...Object.values(found).map(String), ...unused.flatMap(({ text, label = '' }) => [text, label])];
}
