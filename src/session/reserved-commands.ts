import type { Phrase } from '../base/coded-error';

/** A command that the package itself uses, so that a person's would disturb its connection. */
export interface ReservedCommand {
  /** As in a command line, upper case; with a `*` at its end all that begin so. */
  readonly names: readonly string[];
  /** `always`: `AT+X?` and `AT+X=?` only ask, and may be sent at any time; `online`: `AT+X?` while nothing awaits its code; `never`. */
  readonly questions: 'always' | 'online' | 'never';
  /** What does this step instead, or why nobody has to. */
  readonly step: Phrase;
}

const SERIAL: Phrase = {
  en: 'The modem node keeps to its own serial settings: baud rate and flow control are on its tab “Advanced”.',
  zh: '串口参数由模块节点自己管理，波特率和流控在它的“高级”标签页里。',
};
const FORMAT: Phrase = {
  en: 'The modem node has set echo and the form of results as it needs them.',
  zh: '回显和结果码的格式由模块节点自己设置，不需要改。',
};
const RESET: Phrase = {
  en: 'Its settings stay as the modem node has made them; to begin anew, switch the module off and on.',
  zh: '模块的设置由模块节点管理；想从头开始，给模块断电再上电即可。',
};
const RESTART: Phrase = {
  en: 'The modem node switches the radio on and restarts the module itself where that helps; to do it by hand, switch the module off and on.',
  zh: '打开射频、重启模块由模块节点在需要时自动完成；想手动重启，给模块断电再上电即可。',
};
const DATA_CALL: Phrase = {
  en: 'No dial-up is needed: MQTT runs in the module itself, and this would take the port away.',
  zh: '不需要拨号：MQTT 由模块自己收发，这条指令会占住串口。',
};
const CONNECTS: Phrase = {
  en: 'The modem node does this step when it connects; its settings are on the tab “Cloud”.',
  zh: '这一步由模块节点在连接时自动完成，参数在它的“云平台”标签页里填写。',
};

/** The first row that fits counts. */
export const RESERVED_COMMANDS: readonly ReservedCommand[] = [
  {
    names: ['+QMTSUB', '+QMTUNS'],
    questions: 'never',
    step: { en: 'Subscribing is done by the node “ec20 subscribe”.', zh: '订阅请用“ec20 订阅”节点。' },
  },
  {
    names: ['+QMTPUB', '+QMTPUBEX'],
    questions: 'never',
    step: {
      en: 'Publishing is done by the node “ec20 publish”, which counts the bytes too.',
      zh: '发布请用“ec20 发布”节点，长度也由它来算。',
    },
  },
  {
    names: ['+QMTRECV'],
    questions: 'never',
    step: {
      en: 'Messages come from the node “ec20 subscribe”.',
      zh: '收到的消息由“ec20 订阅”节点送出。',
    },
  },
  // While online no result of these is awaited, which their answer could be mistaken for (rule 3).
  { names: ['+QMTOPEN', '+QMTCONN'], questions: 'online', step: CONNECTS },
  { names: ['+QMTCFG'], questions: 'never', step: CONNECTS },
  {
    names: ['+QMTCLOSE', '+QMTDISC'],
    questions: 'never',
    step: {
      en: 'The modem node ends the connection itself; the node “ec20 status” can hand the port to another program.',
      zh: '断开连接由模块节点自己处理；想把串口让给别的程序，请用“ec20 状态”节点。',
    },
  },
  { names: ['+QMT*'], questions: 'never', step: CONNECTS },
  { names: ['E', 'V', 'Q', '+CMEE'], questions: 'always', step: FORMAT },
  { names: ['+IPR', '+IFC', '+ICF'], questions: 'always', step: SERIAL },
  {
    names: ['+QURCCFG'],
    questions: 'always',
    step: {
      en: 'The modem node sets the port for unsolicited codes; it is on its tab “Advanced”.',
      zh: '上报串口由模块节点设置，在它的“高级”标签页里。',
    },
  },
  {
    names: ['+CFUN'],
    questions: 'always',
    step: RESTART,
  },
  { names: ['+QPOWD'], questions: 'never', step: RESTART },
  { names: ['Z', '&F', '&W'], questions: 'never', step: RESET },
  { names: ['+CMUX', '+CGDATA', 'D', 'O'], questions: 'never', step: DATA_CALL },
];

/** The row of a name such as `+QMTSUB` or `&F`; undefined for a command that anybody may send. */
export function reservedCommand(name: string): ReservedCommand | undefined {
  return RESERVED_COMMANDS.find(({ names }) =>
    names.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name)),
  );
}
