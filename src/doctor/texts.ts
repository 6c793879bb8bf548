import type { Language, Phrase } from '../base/coded-error';
import { FINDING_TEXTS, VALUE_TEXTS } from './finding-texts';
import type { Effect } from './examination';
import type { Level, StepOutcome } from './report';

export type FindingKey = keyof typeof FINDING_TEXTS;

/** What a step has found, in a form for either language. */
export interface Finding {
  readonly key: FindingKey;
  readonly params: Readonly<Record<string, string | number>>;
}

export function finding(key: FindingKey, params: Finding['params'] = {}): Finding {
  return { key, params };
}

export function describeFinding({ key, params }: Finding, language: Language): string {
  const worded = Object.entries(params).map(([name, value]) => [
    name,
    VALUE_TEXTS[value]?.[language] ?? value,
  ]);
  return filledIn(FINDING_TEXTS[key][language], Object.fromEntries(worded) as Finding['params']);
}

export function filledIn(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** A step's name, and for the question what it sends and its possible effects. */
interface StepTexts {
  readonly title: Phrase;
  readonly sends: Phrase;
}

export const STEP_TEXTS = {
  identity: {
    title: { en: 'Which module', zh: '模块型号' },
    sends: { en: 'AT, AT+CGMM, AT+CGMR, ATI', zh: 'AT、AT+CGMM、AT+CGMR、ATI' },
  },
  testForms: {
    title: { en: 'MQTT test forms', zh: 'MQTT 测试指令' },
    sends: { en: 'AT+QMTOPEN=? and similar', zh: 'AT+QMTOPEN=? 等测试指令' },
  },
  options: {
    title: { en: 'MQTT options', zh: 'MQTT 选项' },
    sends: { en: 'AT+QMTCFG=?', zh: 'AT+QMTCFG=?' },
  },
  commands: {
    title: { en: 'Commands that the driver uses', zh: '驱动用到的指令' },
    sends: { en: 'each in its read form', zh: '逐条发送查询形式' },
  },
  state: {
    title: { en: 'SIM card, signal, network', zh: 'SIM 卡、信号、网络' },
    sends: {
      en: 'AT+CPIN?, AT+CSQ, AT+CEREG?, AT+QURCCFG',
      zh: 'AT+CPIN?、AT+CSQ、AT+CEREG?、AT+QURCCFG',
    },
  },
  echo: {
    title: { en: 'Echo', zh: '回显' },
    sends: { en: 'ATE0; the echo is restored at the end', zh: 'ATE0；结束时恢复原来的回显' },
  },
  errors: {
    title: { en: 'Error format', zh: '错误格式' },
    sends: {
      en: 'AT+CMEE=1 and an option that does not exist; restored at the end',
      zh: 'AT+CMEE=1 和一个不存在的选项；结束时恢复',
    },
  },
  framing: {
    title: { en: 'Line ends', zh: '换行格式' },
    sends: { en: 'AT+CSQ', zh: 'AT+CSQ' },
  },
  joined: {
    title: { en: 'Several commands in one line', zh: '一行多条指令' },
    sends: { en: 'AT+CMEE?;+CSQ', zh: 'AT+CMEE?;+CSQ' },
  },
  lineLength: {
    title: { en: 'Longest command line', zh: '最长指令行' },
    sends: {
      en: 'AT+CMEE? with up to 4096 spaces in it',
      zh: '中间夹着最多 4096 个空格的 AT+CMEE?',
    },
  },
  packetData: {
    title: { en: 'Packet data', zh: '数据连接' },
    sends: {
      en: 'AT+QIACT=1 with the module’s current APN; deactivated again if it was not active before',
      zh: 'AT+QIACT=1，用模块里现有的 APN；原来没联网的话，结束时断开',
    },
  },
  connect: {
    title: { en: 'MQTT session', zh: 'MQTT 连接' },
    sends: {
      en: 'AT+QMTCFG, AT+QMTOPEN, AT+QMTCONN on the module’s last client; client 0 is left alone',
      zh: '在模块的最后一个客户端上发 AT+QMTCFG、AT+QMTOPEN、AT+QMTCONN；不动 0 号客户端',
    },
  },
  urcPort: {
    title: { en: 'Redirect URCs to this port', zh: '把上报改到本串口' },
    sends: {
      en: 'AT+QURCCFG="urcport","all"; the module SAVES this. It is restored at the end, but not if the power fails first',
      zh: 'AT+QURCCFG="urcport","all"；模块会【保存】这个设置。结束时改回；若中途断电则改不回来',
    },
  },
  subscribe: {
    title: { en: 'Subscribing', zh: '订阅' },
    sends: { en: 'AT+QMTSUB for one topic of its own', zh: '用 AT+QMTSUB 订阅一个专用 Topic' },
  },
  publish: {
    title: { en: 'Publishing', zh: '发布' },
    sends: { en: 'six short messages to that topic', zh: '向该 Topic 发 6 条短消息' },
  },
  repeated: {
    title: { en: 'Repeated commands', zh: '重复的指令' },
    sends: {
      en: 'AT+QMTOPEN, AT+QMTCONN and AT+QMTSUB again; the session may end and is then re-established',
      zh: '再发一遍 AT+QMTOPEN、AT+QMTCONN、AT+QMTSUB；连接可能因此断开，会重新连上',
    },
  },
  quotes: {
    title: { en: 'Double quotes in a message', zh: '消息里的双引号' },
    sends: { en: 'one message', zh: '一条消息' },
  },
  bytes: {
    title: { en: 'NUL, line ends, Ctrl-Z, Chinese', zh: 'NUL、换行、Ctrl-Z、汉字' },
    sends: { en: 'one message', zh: '一条消息' },
  },
  largestPayload: {
    title: { en: 'Longest message', zh: '最长的消息' },
    sends: {
      en: 'up to 20 messages of up to 4096 bytes, sent and received: at most 100 KB of data',
      zh: '最多 20 条、每条最长 4096 字节的消息，一去一回：最多 100 KB 流量',
    },
  },
  inFlight: {
    title: { en: 'Messages that may wait for the broker', zh: '可同时等待确认的消息数' },
    sends: { en: 'up to 20 short messages without waiting', zh: '不等确认，连发最多 20 条短消息' },
  },
  slots: {
    title: { en: 'Slots for received messages', zh: '接收缓存' },
    sends: {
      en: 'AT+QMTCFG="recv/mode" and up to 17 short messages that stay in the module until they are read',
      zh: 'AT+QMTCFG="recv/mode"，再发最多 17 条短消息，先存在模块里再读出',
    },
  },
  escape: {
    title: { en: 'ESC in a message', zh: '消息里的 ESC' },
    sends: { en: 'one message with the byte ESC', zh: '一条含 ESC 字节的消息' },
  },
  surplus: {
    title: { en: 'Bytes beyond the announced length', zh: '超出长度的字节' },
    sends: { en: 'one message followed by AT+CMEE?', zh: '一条消息，后面跟着 AT+CMEE?' },
  },
  shortData: {
    title: { en: 'Fewer bytes than announced', zh: '字节数不足' },
    sends: {
      en: 'half a message, and the rest after 40 s. If the module hangs, it must be power-cycled',
      zh: '先发半条消息，最多 40 秒后补上其余部分。万一模块卡住，需要断电重启',
    },
  },
  disconnect: {
    title: { en: 'End of the session', zh: '断开连接' },
    sends: { en: 'AT+QMTDISC and AT+QMTCLOSE, twice each', zh: 'AT+QMTDISC、AT+QMTCLOSE 各两次' },
  },
} as const satisfies Readonly<Record<string, StepTexts>>;

export type StepName = keyof typeof STEP_TEXTS;

export const EFFECT_TEXTS: Readonly<Record<Effect, Phrase>> = {
  none: { en: 'changes nothing', zh: '不改任何设置' },
  volatile: { en: 'a reset undoes it', zh: '复位即恢复' },
  traffic: { en: 'uses a little data', zh: '会用一点流量' },
  saved: { en: 'is SAVED in the module', zh: '会【保存】在模块里' },
  risky: { en: 'may leave the module waiting', zh: '可能让模块卡住' },
};

export const LEVEL_TEXTS: Readonly<Record<Level, Phrase>> = {
  read: { en: 'Read only', zh: '只读' },
  line: { en: 'The command line', zh: '指令行' },
  network: { en: 'Packet data', zh: '数据连接' },
  broker: { en: 'MQTT', zh: 'MQTT' },
};

export const OUTCOME_TEXTS: Readonly<Record<StepOutcome, Phrase>> = {
  done: { en: 'done', zh: '完成' },
  skipped: { en: 'skipped', zh: '跳过' },
  failed: { en: 'FAILED', zh: '失败' },
  declined: { en: 'declined', zh: '未做' },
};
