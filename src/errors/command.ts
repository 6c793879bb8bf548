import { OF_A_REQUEST, errorRows } from './row';

/** Commands and actions that are asked for, and who may ask. */
export const COMMAND_ERRORS = errorRows({
  EC20_ACTION: {
    fact: {
      en: 'There is nothing to do for this message: {reason}.',
      zh: '这条消息没有可执行的动作：{reason}。',
    },
    why: {
      en: 'The action is missing, mistyped or meant for something else.',
      zh: '没有写动作、拼写有误，或者本该发到别处。',
    },
    cures: {
      node: {
        en: 'The subscribe node knows subscribe, unsubscribe, getSubscriptions, connect and disconnect; the status node release, acquire and history.',
        zh: '“ec20 订阅”节点可用 subscribe、unsubscribe、getSubscriptions、connect、disconnect；“ec20 状态”节点可用 release、acquire、history。',
      },
      console: 'node',
      terminal: {
        en: 'Use one of the known actions: subscribe, unsubscribe, getSubscriptions, connect, disconnect, release, acquire.',
        zh: '可用的动作有 subscribe、unsubscribe、getSubscriptions、connect、disconnect、release、acquire。',
      },
      library: 'terminal',
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_NO_EFFECT: {
    fact: {
      en: 'The action “{action}” has changed nothing: {reason}.',
      zh: '动作“{action}”没有改变任何东西：{reason}。',
    },
    why: {
      en: 'Everything was already as the action would have made it, or the topic is written differently from the subscribed one.',
      zh: '动作要达到的状态本来就已经如此，或者 Topic 与订阅时写的不一样。',
    },
    cures: {
      everywhere: {
        en: 'If something else was meant, check the action and its topic.',
        zh: '如果本意不是这样，请检查动作和 Topic。',
      },
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_RESERVED: {
    fact: {
      en: '{command} is used by this package itself and was not sent.',
      zh: '{command} 由本软件包自己使用，没有发送。',
    },
    why: {
      en: 'The package itself uses QMT commands, ATE, ATV, IPR, CMEE, QURCCFG, CFUN and QPOWD to make and keep the connection; another sender would disturb it.',
      zh: 'QMT 系列、ATE、ATV、IPR、CMEE、QURCCFG、CFUN、QPOWD 由本软件包自己用来建立和维持连接，别人再发会打断它。',
    },
    cures: {
      node: {
        en: '{step} If you do want it, send an object with force: true in msg.payload.',
        zh: '{step}如果确实要发，请在 msg.payload 里用对象形式并加上 force: true。',
      },
      console: {
        en: '{step} The help of the node “ec20 command” says how a flow can send it all the same.',
        zh: '{step}一定要发的话，“ec20 指令”节点的帮助里有说明。',
      },
      terminal: {
        en: 'If you do want it, send it with force: true.',
        zh: '如果确实要发，请加上 force: true。',
      },
      library: 'terminal',
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'request',
    check: { line: 'answer', deaf: false },
  },
  EC20_COMMAND_INVALID: {
    fact: {
      en: 'This is not an AT command that can be sent: {detail}.',
      zh: '这不是可以发送的 AT 指令：{detail}。',
    },
    why: {
      en: 'It is empty, does not begin with AT, holds a line break, lacks the data that follow it, or one of its options has a wrong type or range.',
      zh: '指令为空、不以 AT 开头、带有换行、缺少后面要发的内容，或者某个选项的类型或范围不对。',
    },
    cures: {
      node: {
        en: 'Put one command without line breaks into msg.payload, such as "AT+CSQ".',
        zh: '请在 msg.payload 里放一条不带换行的指令，例如 "AT+CSQ"。',
      },
      console: {
        en: 'Enter one command without line breaks, such as AT+CSQ; text within quotes has to be plain half-width characters.',
        zh: '请输入一条不带换行的指令，例如 AT+CSQ；双引号里的内容也只能用英文半角字符。',
      },
      terminal: {
        en: 'Give one command without line breaks, such as "AT+CSQ".',
        zh: '请给出一条不带换行的指令，例如 "AT+CSQ"。',
      },
      library: 'terminal',
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'request',
    check: { line: 'answer', deaf: false },
  },
  EC20_REQUEST_TYPE: {
    fact: {
      en: 'This request has to be sent as application/json, not as {type}.',
      zh: '请求必须以 application/json 发送，而不是 {type}。',
    },
    why: {
      en: 'Any web page can send forms and plain text to a server in the same network without the browser asking first; JSON it can not.',
      zh: '任何网页都能向同一网络里的服务器提交表单或纯文本而不受浏览器限制，JSON 则不行。',
    },
    cures: {
      everywhere: {
        en: 'Set the header Content-Type: application/json.',
        zh: '请设置请求头 Content-Type: application/json。',
      },
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REQUEST_FOREIGN: {
    fact: {
      en: 'A page of another site ({origin}) asked for this, so it was not done.',
      zh: '这个请求来自别的网站（{origin}），没有执行。',
    },
    why: {
      en: 'Only the editor’s own page, or a program, may read the trace, send commands and start checks. Behind a proxy that changes the Host header the editor looks like another site.',
      zh: '只有编辑器自己的页面（或程序）可以读取收发记录、发送指令和发起检查。如果前面的反向代理改写了 Host 请求头，编辑器看起来也像别的网站。',
    },
    cures: {
      everywhere: {
        en: 'Use the editor under its own address; let a proxy pass the header on (nginx: proxy_set_header Host $http_host).',
        zh: '请用编辑器自己的地址访问；反向代理要原样传递 Host（nginx：proxy_set_header Host $http_host）。',
      },
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
