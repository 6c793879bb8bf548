import type { ServerName } from '../../../src/settings/settings';

/** What in a text says which server it is about: its hosts, and the words that only its console and documents use. */
const SIGNS: readonly {
  readonly server: ServerName;
  readonly hosts: RegExp;
  readonly words: RegExp;
}[] = [
  {
    server: 'aliyun',
    hosts: /\baliyuncs\.com\b/i,
    words:
      /aliauth|product[ _-]?key|device[ _-]?secret|product[ _-]?secret|阿里云|aliyun|alibaba|三元组|产品密钥/i,
  },
  {
    server: 'tencent',
    hosts: /\b(tencentdevices\.com|iotcloud\.tencent\w*\.com|tencentcs\.com)\b/i,
    words: /腾讯|tencent|product[ _-]?id|device[ _-]?psk|(^|[^a-z])psk([^a-z]|$)/i,
  },
  {
    server: 'onenet',
    hosts: /\bheclouds\.com\b/i,
    words: /onenet|中国?移动|product[ _-]?id|access[ _-]?key(?![ _-]?(?:id|secret))/i,
  },
  {
    server: 'huawei',
    hosts: /\bmyhuaweicloud\.com\b/i,
    words: /华为|huawei|iotda|(^|[^a-z])device[ _-]?id|设备\s?id|node[ _-]?id/i,
  },
  {
    server: 'emqx',
    hosts: /\b(emqxsl\.(com|cn)|emqxcloud\.(com|cn)|emqx\.cloud)\b/i,
    words: /(^|[^.\w])emqx(?!\.)/i,
  },
  { server: 'mqtt', hosts: /(?!)/, words: /thingsboard|mosquitto|mqtt\.?fx|(^|[^\w])broker([^\w]|$)/i },
];

/** The server that a text is about, as far as it says; a host counts more than words, and the chosen server where several are named. */
export function namedServer(text: string, chosen: ServerName | undefined): ServerName | undefined {
  for (const part of ['hosts', 'words'] as const) {
    const named = SIGNS.filter((sign) => sign[part].test(text)).map(({ server }) => server);
    if (named.length > 0) return named.find((server) => server === chosen) ?? named[0];
  }
  return undefined;
}
