import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/base/coded-error';

/** Where the examples are, in a folder for each language. */
export const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');

/** The sets of the import menu. */
export const EXAMPLE_SETS = [
  { folder: 'English', language: 'en', locale: 'en-US' },
  { folder: '中文', language: 'zh', locale: 'zh-CN' },
] as const;
export type ExampleSet = (typeof EXAMPLE_SETS)[number];

/** A node of an exported flow. */
export interface ExampleNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly x?: number;
  readonly y?: number;
  readonly name?: string;
  readonly info?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** One file of a set. */
export interface Example {
  /** Below examples/, with slashes. */
  readonly path: string;
  /** As in the file's name. */
  readonly number: string;
  readonly text: string;
  readonly nodes: readonly ExampleNode[];
  /** The packages whose nodes it has, beside Node-RED's and ours: it imports without them, and runs with them. */
  readonly needs: readonly string[];
}

/** Packages of other authors, by how their types begin. */
const OTHERS: Readonly<Record<string, string>> = { 'ui-': '@flowfuse/node-red-dashboard' };

function needsOf(nodes: readonly ExampleNode[]): readonly string[] {
  return Object.entries(OTHERS).flatMap(([begin, name]) =>
    nodes.some(({ type }) => type.startsWith(begin)) ? [name] : [],
  );
}

/** The examples of a set, in the order of their numbers. */
export function examplesOf({ folder }: Pick<ExampleSet, 'folder'>): readonly Example[] {
  const files = readdirSync(join(EXAMPLES, folder)).sort();
  return files.map((file) => {
    const text = readFileSync(join(EXAMPLES, folder, file), 'utf8');
    const nodes = JSON.parse(text) as ExampleNode[];
    return { path: `${folder}/${file}`, number: file.slice(0, 2), text, nodes, needs: needsOf(nodes) };
  });
}

/** Every file below examples/. */
export function allExamples(): readonly Example[] {
  return EXAMPLE_SETS.flatMap((set) => examplesOf(set));
}

type Sentences = Readonly<Record<Language, readonly RegExp[]>>;

const REPLIED: Sentences = { en: [/^reply code: 200, /], zh: [/^云端应答 code: 200，/] };
const DELIVERED: Sentences = { en: [/^delivered after \d+ ms$/], zh: [/^已送达，用时 \d+ 毫秒$/] };
const both = (...sentences: readonly RegExp[]): Sentences => ({ en: sentences, zh: sentences });

/** A set of LightSwitch, and its confirmation. */
const SET = (value: 0 | 1): Sentences => ({
  en: [new RegExp(`^the cloud sets \\{"LightSwitch":${value}\\}$`), ...REPLIED.en],
  zh: [new RegExp(`^云端设置 \\{"LightSwitch":${value}\\}$`), ...REPLIED.zh],
});

/** Of the day, and the reply to the event. */
const SUMMARY: Sentences = {
  en: [/^online [\d.]+ %, outages: \d+, delivered: \d+, failed: \d+$/, ...REPLIED.en],
  zh: [/^在线 [\d.]+%，断线 \d+ 次，送达 \d+ 条，失败 \d+ 条$/, ...REPLIED.zh],
};

/** A set of meter2's relay, and its confirmation. */
const RELAY = (value: 0 | 1): Sentences => ({
  en: [new RegExp(`^meter2: the cloud sets \\{"Relay":${value}\\}$`), ...REPLIED.en],
  zh: [new RegExp(`^meter2：云端设置 \\{"Relay":${value}\\}$`), ...REPLIED.zh],
});

const METERS = ['meter1', 'meter2', 'meter3'];

/** The sentences that the debug sidebar shows after a button is pressed, by the example's number and the button's id. */
export const BUTTONS: Readonly<Record<string, Readonly<Record<string, Sentences>>>> = {
  '01': { ec20ex1tick: REPLIED },
  '02': { ec20ex2send: DELIVERED },
  '03': {
    ec20ex3ask: { en: [/^online, -\d+ dBm$/], zh: [/^在线，-\d+ dBm$/] },
    ec20ex3release: { en: [/^closed/], zh: [/^已关闭/] },
    ec20ex3acquire: { en: [/^online, -\d+ dBm$/], zh: [/^在线，-\d+ dBm$/] },
  },
  '04': {
    ec20ex4signal: both(/^\+CSQ: \d+,99 OK$/),
    ec20ex4operator: both(/^\+COPS: .* OK$/),
    ec20ex4sms: both(/^OK$/, /^\+CMGS: \d+ OK$/),
  },
  '05': { ec20ex5try: { en: [/^0: off$/], zh: [/^0：断电$/] } },
  '06': { ec20ex6tick: REPLIED, ec20ex6on: REPLIED, ec20ex6off: REPLIED },
  '07': { ec20ex7on: SET(1), ec20ex7off: SET(0) },
  '08': {
    ec20ex8hot: REPLIED,
    ec20ex8cool: { en: [/^21.5 °C: all right/], zh: [/^21.5 °C：正常/] },
  },
  '09': {
    ec20ex9ten: REPLIED,
    ec20ex9fifty: { en: [/all 50 readings$/], zh: [/^50 个读数都/] },
  },
  '10': {
    ec20ex10read: {
      en: [/^the caller got code 200 .*"Temperature":21.5/],
      zh: [/^调用方收到 code 200 .*"Temperature":21.5/],
    },
    ec20ex10reboot: { en: [/^the caller got code 200 \{\}$/], zh: [/^调用方收到 code 200 \{\}$/] },
    ec20ex10ask: { en: [/^the caller got hello$/], zh: [/^调用方收到 hello$/] },
  },
  '11': {
    ec20ex11wish: { en: [/^the virtual cloud has been asked$/], zh: [/^已转告虚拟云平台$/] },
    ec20ex11push: { en: [/^pushed configuration file: http/], zh: [/^推送的配置文件：http/] },
    ec20ex11query: {
      en: [/^desired: \{"LightSwitch":\{"value":1,/, ...REPLIED.en],
      zh: [/^期望值：\{"LightSwitch":\{"value":1,/, ...REPLIED.zh],
    },
    ec20ex11tag: REPLIED,
    ec20ex11untag: REPLIED,
    ec20ex11config: { en: [/^configuration file: http/], zh: [/^配置文件：http/] },
  },
  '12': {
    ec20ex12push: {
      en: [/^new firmware 1\.1\.0, \d+ bytes$/, /^progress reported: 100 %$/, /^version reported: 1\.1\.0$/],
      zh: [/^新版本 1\.1\.0，\d+ 字节$/, /^已上报进度 100%$/, /^已上报版本 1\.1\.0$/],
    },
    ec20ex12start: DELIVERED,
    ec20ex12ask: { en: [/^no upgrade is offered$/], zh: [/^没有可用的升级包$/] },
  },
  '13': {
    ec20ex13ask: { en: [/^cloud time 20\d\d-/], zh: [/^云端时间 20\d\d-/] },
    ec20ex13now: { en: [/^time in use 20\d\d-/], zh: [/^使用中的时间 20\d\d-/] },
  },
  '14': {
    ec20ex14reading: DELIVERED,
    ec20ex14bytesDown: { en: [/^set to 21.5 °C$/], zh: [/^下发的温度 21.5 °C$/] },
    ec20ex14all: { en: [/^broadcast: hello/], zh: [/^广播：各设备/] },
  },
  '15': {
    ec20ex15midnight: SUMMARY,
    ec20ex15now: SUMMARY,
  },
  '17': {
    ec20ex17read1: REPLIED,
    ec20ex17read2: REPLIED,
    ec20ex17read3: REPLIED,
    ec20ex17on: RELAY(1),
    ec20ex17off: RELAY(0),
    ec20ex17ask: {
      en: [/^gateway online: meter1 online, meter2 online, meter3 online$/],
      zh: [/^网关：在线；meter1：在线，meter2：在线，meter3：在线$/],
    },
  },
  '18': {
    ec20ex18tick: {
      en: METERS.map((name) => new RegExp(`^${name}: reply code 200$`)),
      zh: METERS.map((name) => new RegExp(`^${name}：云端应答 200$`)),
    },
    ec20ex18on: RELAY(1),
    ec20ex18off: RELAY(0),
    ec20ex18ask: { en: [/^3 of 3 meters online$/], zh: [/^3 块电表，3 块在线$/] },
  },
};
