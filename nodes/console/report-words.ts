import type { Language, Phrase } from '../../src/base/coded-error';

/** The texts of a report to send. */
const WORDS = {
  title: { en: 'Report on an EC20 module', zh: 'EC20 模块诊断报告' },
  made: { en: 'Made: {time}', zh: '生成时间：{time}' },
  masked: {
    en: 'Passwords, keys and signatures are not in it (`***`), personal numbers are masked. Times are UTC. The names of the device, its topics and payloads in the trace may show: have a look before you publish it.',
    zh: '报告里没有密码、密钥和签名（以 `***` 代替），个人号码已遮住。时间为 UTC。设备名称、Topic 和收发记录里的消息内容可能出现，公开之前请先看一遍。',
  },
  purpose: {
    en: 'Attach this file to an issue: {address}',
    zh: '把这个文件附在 issue 里：{address}',
  },
  versions: { en: 'Versions', zh: '版本' },
  settings: { en: 'Settings', zh: '设置' },
  set: { en: 'set', zh: '已填' },
  unset: { en: 'not set', zh: '未填' },
  credentials: {
    en: 'Secrets, of which only this is said: {list}',
    zh: '密钥类设置，只说明是否填写：{list}',
  },
  now: { en: 'State', zh: '当前状态' },
  since: { en: 'since {time}', zh: '开始于 {time}' },
  devices: { en: 'Sub-devices', zh: '子设备' },
  events: { en: 'Events of the last 7 days', zh: '最近 7 天的事件' },
  event: { en: '{time} {kind}: {text}', zh: '{time} {kind}：{text}' },
  outages: { en: 'Outages of the last 30 days', zh: '最近 30 天的断线' },
  none: { en: 'None.', zh: '没有。' },
  lasts: { en: 'lasts', zh: '还没恢复' },
  minutes: { en: '{count} min', zh: '{count} 分钟' },
  plots: { en: 'Signal, round trip, queue and messages', zh: '信号、往返时间、队列和消息' },
  day: { en: 'The last 24 hours, by five minutes:', zh: '最近 24 小时，每 5 分钟一行：' },
  month: { en: 'The last 30 days, by three hours:', zh: '最近 30 天，每 3 小时一行：' },
  usage: { en: 'Data and messages by day', zh: '每天的流量和消息数' },
  today: { en: 'today: {amounts}', zh: '今天：{amounts}' },
  thisMonth: { en: 'this month: {amounts}', zh: '本月：{amounts}' },
  amounts: {
    en: '{air} on the air (estimate), {mqtt} of them MQTT, {payload} payload; {messages} messages, as billed',
    zh: '空口流量 {air}（估算），其中 MQTT {mqtt}，消息内容 {payload}；消息 {messages} 条（计费口径）',
  },
  byModule: { en: '; {module} by the module’s counter', zh: '；模块自己的计数 {module}' },
  budget: {
    en: 'budget: {used} of {limit} used, from {from} to {to}',
    zh: '额度：已用 {used}，共 {limit}，从 {from} 到 {to}',
  },
  messageCount: { en: '{count} messages', zh: '{count} 条消息' },
  keptOnDisk: { en: 'The history is on disk, for {days} days.', zh: '历史保存在磁盘上，保留 {days} 天。' },
  keptInMemory: {
    en: 'The history is in memory only, for a day.',
    zh: '历史只在内存里，保留一天。',
  },
  noHistory: {
    en: 'Nothing is recorded: the history is off, or no node uses this modem node.',
    zh: '没有运行历史：运行历史已关闭，或者没有节点使用这个模块节点。',
  },
  check: { en: 'The last check of the setup', zh: '最近一次配置检查' },
  noCheck: { en: 'None since Node-RED was started.', zh: 'Node-RED 启动以来没有检查过。' },
  traces: { en: 'Traffic before the last faults', zh: '最近几次故障之前的收发记录' },
  trace: { en: 'Traffic now', zh: '当前的收发记录' },
  marks: { en: '→ to the module, ← from it.', zh: '→ 发给模块，← 模块发来。' },
  joint: { en: ', ', zh: '，' },
  fault: { en: '{time}, {code}:', zh: '{time}，{code}：' },
  omitted: { en: '… {count} lines left out …', zh: '…… 略去 {count} 行 ……' },
  unreadable: { en: 'The history could not be read: {detail}', zh: '运行历史读不出来：{detail}' },
} as const satisfies Readonly<Record<string, Phrase>>;

export type ReportWord = keyof typeof WORDS;

/** Says a text of the report in one language, with its values. */
export type Say = (word: ReportWord, values?: Readonly<Record<string, string | number>>) => string;

export function reportWords(language: Language): Say {
  return (word, values = {}) =>
    WORDS[word][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A moment as reports have it: `2026-11-29T02:14:05.120Z`. */
export function utc(ms: number): string {
  return new Date(ms).toISOString();
}
