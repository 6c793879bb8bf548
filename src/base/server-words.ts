import type { Language, Phrase } from '../errors/row';

/** The names of the settings that a login consists of, as a server calls them. */
export type LoginWord =
  'host' | 'productKey' | 'deviceName' | 'deviceSecret' | 'clientId' | 'username' | 'password';

/** What one server and its console call things: every sentence about it speaks these words. */
export interface ServerWords {
  /** `triplet`: ProductKey, DeviceName and DeviceSecret of Alibaba Cloud; `entered`: user name and password; `computed`: from names and a key. */
  readonly login: 'triplet' | 'entered' | 'computed';
  readonly server: Phrase;
  /** Where its users look up and change devices, rights and logs. */
  readonly console: Phrase;
  /** What proves who the device is, in the order of its console. */
  readonly names: readonly LoginWord[];
  /** Its own words for settings. */
  readonly words: Readonly<Partial<Record<LoginWord, Phrase>>>;
  /** Where its root certificate can be got. */
  readonly root: Phrase;
}

/** The words of any broker with user name and password. */
const BROKER_WORDS = {
  host: { en: 'host', zh: '服务器地址' },
  clientId: { en: 'client ID', zh: '客户端 ID' },
  username: { en: 'user name', zh: '用户名' },
  password: { en: 'password', zh: '密码' },
} as const;

export const SERVER_WORDS = {
  aliyun: {
    login: 'triplet',
    server: { en: 'Alibaba Cloud', zh: '阿里云' },
    console: { en: 'the IoT Platform console', zh: '物联网平台控制台' },
    names: ['productKey', 'deviceName', 'deviceSecret'],
    words: {
      productKey: { en: 'ProductKey', zh: 'ProductKey' },
      deviceName: { en: 'DeviceName', zh: 'DeviceName' },
      deviceSecret: { en: 'DeviceSecret', zh: 'DeviceSecret' },
      host: { en: 'MQTT access domain name', zh: '接入域名' },
    },
    root: {
      en: 'Alibaba Cloud’s documents, 设备接入 → MQTT-TLS 连接通信',
      zh: '阿里云文档“设备接入 → MQTT-TLS 连接通信”',
    },
  },
  mqtt: {
    login: 'entered',
    server: { en: 'the broker', zh: '该服务器' },
    console: { en: 'the broker’s administration', zh: '服务器的管理界面' },
    names: ['clientId', 'username', 'password'],
    words: BROKER_WORDS,
    root: { en: 'the broker’s operator', zh: '服务器的运维方' },
  },
  emqx: {
    login: 'entered',
    server: { en: 'EMQX', zh: 'EMQX' },
    console: { en: 'the EMQX console (Access Control)', zh: 'EMQX 控制台“访问控制”' },
    names: ['clientId', 'username', 'password'],
    words: BROKER_WORDS,
    root: {
      en: 'the deployment’s Overview page, CA certificate; or the operator of your own EMQX',
      zh: 'EMQX 部署的概览页“CA 证书”；自建 EMQX 则向运维方索取',
    },
  },
  tencent: {
    login: 'computed',
    server: { en: 'Tencent Cloud', zh: '腾讯云' },
    console: { en: 'Tencent Cloud’s IoT Hub console', zh: '腾讯云物联网通信控制台' },
    names: ['productKey', 'deviceName', 'deviceSecret'],
    words: {
      productKey: { en: 'product ID', zh: '产品 ID' },
      deviceName: { en: 'device name', zh: '设备名称' },
      deviceSecret: { en: 'device key (PSK)', zh: '设备密钥（PSK）' },
    },
    root: {
      en: 'cloud.tencent.com/document/product/634/46346, or the IoT Hub C SDK, qcloud_iot_ca.c',
      zh: 'cloud.tencent.com/document/product/634/46346，或物联网通信 C SDK 的 qcloud_iot_ca.c',
    },
  },
  onenet: {
    login: 'computed',
    server: { en: 'OneNET', zh: 'OneNET' },
    console: { en: 'the OneNET console', zh: 'OneNET 控制台' },
    names: ['productKey', 'deviceName', 'deviceSecret'],
    words: {
      productKey: { en: 'product ID', zh: '产品 ID' },
      deviceName: { en: 'device name', zh: '设备名称' },
      deviceSecret: { en: 'device key', zh: '设备密钥' },
    },
    root: {
      en: 'open.iot.10086.cn/doc, MQTT access, 证书下载',
      zh: 'open.iot.10086.cn/doc 的 MQTT 接入文档“证书下载”',
    },
  },
  huawei: {
    login: 'computed',
    server: { en: 'Huawei Cloud IoTDA', zh: '华为云 IoTDA' },
    console: { en: 'the IoTDA console', zh: '设备接入 IoTDA 控制台' },
    names: ['deviceName', 'deviceSecret'],
    words: {
      deviceName: { en: 'device ID', zh: '设备 ID' },
      deviceSecret: { en: 'device secret', zh: '设备密钥' },
      host: { en: 'MQTT access address', zh: 'MQTT 接入地址' },
    },
    root: {
      en: 'support.huaweicloud.com, IoTDA developer guide, Obtaining Resources: 证书资源',
      zh: 'support.huaweicloud.com 的 IoTDA 开发指南“获取资源 → 证书资源”',
    },
  },
} as const satisfies Readonly<Record<string, ServerWords>>;

/** A server whose words a sentence speaks. */
export type ServerKey = keyof typeof SERVER_WORDS;

/** The values of sentences that depend on the server: `{theServer}`, `{theConsole}`, `{theLogin}`, `{theSecret}`, `{theRoot}`. */
export function wordsAt(server: ServerKey, language: Language): Readonly<Record<string, string>> {
  const { server: name, console, names, words, root }: ServerWords = SERVER_WORDS[server];
  const spoken = names.map((each) => words[each]?.[language] ?? each);
  const last = spoken.at(-1) ?? '';
  return {
    theServer: name[language],
    theConsole: console[language],
    theLogin: language === 'zh' ? spoken.join('、') : `${spoken.slice(0, -1).join(', ')} and ${last}`,
    theSecret: last,
    theRoot: root[language],
  };
}
