import { IN_A_TERMINAL, errorRows } from './row';

/** Files of the doctor, and faults of this package. */
export const PROGRAM_ERRORS = errorRows({
  EC20_REPORT: {
    fact: {
      en: 'The doctor’s report can’t be used: {field} is {value}, expected is {allowed}.',
      zh: 'ec20-doctor 的报告无法使用：{field} 是 {value}，应为 {allowed}。',
    },
    why: {
      en: 'The file was changed by hand or cut off, or it is something else than a report.',
      zh: '文件被手动改过或不完整，或者根本不是报告。',
    },
    cures: {
      everywhere: {
        en: 'Give the file as ec20-doctor has written it.',
        zh: '请使用 ec20-doctor 写出的原文件。',
      },
    },
    short: IN_A_TERMINAL,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REPORT_NEWER: {
    fact: {
      en: 'The doctor’s report has version {version}; this program reads version 1.',
      zh: 'ec20-doctor 的报告版本是 {version}，本程序只能读取版本 1。',
    },
    why: { en: 'A newer ec20-doctor has written it.', zh: '它是由更新版本的 ec20-doctor 写出的。' },
    cures: {
      everywhere: {
        en: 'Update this package, or make the report again with the ec20-doctor of this version.',
        zh: '请更新本软件包，或用当前版本的 ec20-doctor 重新生成报告。',
      },
    },
    short: IN_A_TERMINAL,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TRACE_FORMAT: {
    fact: {
      en: 'This is no trace of ec20-doctor: line {line}, {detail}.',
      zh: '这不是 ec20-doctor 的收发记录文件：第 {line} 行，{detail}。',
    },
    why: {
      en: 'The file is another one (the report, say), was cut short on its way, or an editor has changed it.',
      zh: '选错了文件（例如选成了报告），文件传输时被截断，或者被编辑器改过。',
    },
    cures: {
      everywhere: {
        en: 'Name the file that ends in .trace.jsonl, as ec20-doctor has written it.',
        zh: '请指定 ec20-doctor 生成的、以 .trace.jsonl 结尾的原文件。',
      },
    },
    short: IN_A_TERMINAL,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TRACE_DEVIATES: {
    fact: {
      en: 'The replay leaves the trace at its line {line}: {expected} was sent then, {got} now.',
      zh: '回放到收发记录第 {line} 行时对不上：当时发的是 {expected}，现在发的是 {got}。',
    },
    why: {
      en: 'The trace was made by another version of ec20-doctor, or its way of asking has been changed since.',
      zh: '这份收发记录是用另一个版本的 ec20-doctor 记录的，或者之后改过它的检测步骤。',
    },
    cures: {
      everywhere: {
        en: 'Replay it with the version that its report names; if you changed the doctor, look whether the change is meant to be seen here.',
        zh: '请用报告里写的那个版本回放；如果改过检测步骤，请确认这处差异是否符合预期。',
      },
    },
    short: IN_A_TERMINAL,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_LISTENER: {
    fact: {
      en: 'A function that is called back has failed ({listener}): {detail}.',
      zh: '回调函数 {listener} 抛出了异常：{detail}。',
    },
    why: {
      en: 'The program’s own listener threw, or a message can’t be copied, say because reading one of its properties fails.',
      zh: '程序自己注册的回调函数抛出了异常；或者消息无法复制，例如读取它的某个属性时就会出错。',
    },
    cures: {
      node: {
        en: 'Look at what the flow puts into this message: a Function node should pass plain values. Other messages are not affected.',
        zh: '请检查流程往这条消息里放了什么：function 节点应只传普通的值。其他消息不受影响。',
      },
      console: 'node',
      terminal: {
        en: 'Handle the error inside that function. Other listeners are called all the same, and the connection goes on.',
        zh: '请在该函数内部处理异常。其他回调照常调用，连接不受影响。',
      },
      library: 'terminal',
    },
    short: { never: 'someone else’s function fails, and the device stays as it is' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_INTERNAL: {
    fact: { en: 'Something went wrong inside this package: {detail}.', zh: '本软件包内部出错：{detail}。' },
    why: {
      en: 'A fault of ours that no other code describes.',
      zh: '是这个软件包的缺陷，没有别的错误码可以说明。',
    },
    cures: {
      node: {
        en: 'Please report it with Node-RED’s log and the versions of Node-RED and of this package; a restart of Node-RED usually helps meanwhile.',
        zh: '请把 Node-RED 日志以及 Node-RED 和本软件包的版本反馈给我们；一般重启 Node-RED 可暂时恢复。',
      },
      console: 'node',
      terminal: {
        en: 'Please report it with the log and the version of this package; a restart usually helps meanwhile.',
        zh: '请把日志和本软件包的版本反馈给我们；一般重启可暂时恢复。',
      },
      library: 'terminal',
    },
    short: { en: 'internal fault', zh: '内部错误' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
