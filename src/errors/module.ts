import { A_WARNING, OF_A_REQUEST, errorRows } from './row';

/** The module, and the AT language that is spoken with it. */
export const MODULE_ERRORS = errorRows({
  EC20_AT_TEXT: {
    fact: {
      en: 'The setting {field} holds a character that an AT command cannot carry: {character}.',
      zh: '“{field}”里有 AT 指令无法携带的字符：{character}。',
    },
    why: {
      en: 'A quotation mark, a line break or a control character would end the AT command early. They slip in when text is copied from a web page or a table.',
      zh: '引号、换行和控制字符会让 AT 指令提前结束，多半是从网页或表格里复制文字时带进来的。',
    },
    cures: {
      everywhere: {
        en: 'Delete this character; typing the text anew is safest.',
        zh: '请删掉这个字符，最好手动重新输入一遍。',
      },
    },
    short: { en: 'bad character', zh: '含非法字符' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'unsendable',
    subscribe: 'own',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_AT_LONG: {
    fact: {
      en: 'The setting {field} is too long for an AT command: {bytes} bytes, at most {limit}.',
      zh: '“{field}”对 AT 指令来说太长：{bytes} 字节，最多 {limit} 字节。',
    },
    why: {
      en: 'The module takes only so many bytes in one text and in one command; a Chinese character takes three.',
      zh: '模块的一个参数、一条指令只能容纳有限的字节数；一个汉字占三个字节。',
    },
    cures: { everywhere: { en: 'Shorten this text.', zh: '请缩短这段文字。' } },
    short: { en: 'text too long', zh: '文字过长' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'unsendable',
    subscribe: 'own',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_TIMEOUT: {
    fact: {
      en: 'The module did not answer {command} within {ms} ms.',
      zh: '模块在 {ms} 毫秒内没有完成应答 {command}。',
    },
    why: {
      en: 'The module is busy with the network, the signal is weak, or the line loses bytes.',
      zh: '模块正忙于和网络交互、信号太弱，或者串口在丢字节。',
    },
    cures: {
      everywhere: {
        en: 'It is asked again; if this stays, check signal and power, and that no other program uses the port (sudo systemctl disable --now ModemManager).',
        zh: '会自动再试；如果一直这样，请检查信号和供电，并确认没有别的程序占用串口（sudo systemctl disable --now ModemManager）。',
      },
    },
    short: { en: 'no answer', zh: '模块无应答' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'neutral', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'answer',
    check: { line: 'answer', deaf: true },
  },
  EC20_MODULE_SILENT: {
    fact: {
      en: 'The port {port} opens, but nothing there answers AT.',
      zh: '串口 {port} 能打开，但发 AT 没有任何应答。',
    },
    why: {
      en: 'The wrong one of the module’s ports was taken: of an EC20 the first two are DIAG and NMEA, the third is the AT port, whose interface number depends on the USB mode (AT+QCFG="usbnet"). Else the port belongs to something else, such as a GPS receiver or an Arduino, or the module is off, hangs, or its UART has another baud rate.',
      zh: '多半选错了口：EC20 的前两个串口是 DIAG 和 NMEA，不认 AT，第三个才是 AT 口，它的接口号随 USB 模式（AT+QCFG="usbnet"）而变。也可能这个串口根本不是模块的（比如 GPS、Arduino），或者模块没上电、死机，UART 波特率不对。',
    },
    cures: {
      everywhere: {
        en: 'On USB set the port to auto, which tries each port of the module; on a UART check the baud rate. Then switch the module off and on.',
        zh: 'USB 接法请把串口填成 auto，它会逐个尝试模块的每个口；UART 接法请核对波特率。然后给模块断电重启。',
      },
    },
    short: { en: 'module silent', zh: '模块无应答' },
    failure: { state: 'failed', floorMs: 2000, evidence: 'deaf', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: true },
  },
  EC20_MODULE_UNSUPPORTED: {
    fact: {
      en: 'The module calls itself {model}: it takes MQTT messages in another way than this package sends them.',
      zh: '模块自报型号 {model}，它收发 MQTT 消息的方式与本软件包不同，无法使用。',
    },
    why: {
      en: 'NB-IoT modules such as BC26 and GSM modules such as M26 or MC60 take a message within the command or up to Ctrl-Z, and don’t say how long a message is that they received.',
      zh: 'BC26 等 NB-IoT 模块和 M26、MC60 等 2G 模块，消息要写在指令里或者以 Ctrl-Z 结尾，收到的消息也不报长度。',
    },
    cures: {
      node: {
        en: 'Use one listed in the guide “Hardware and wiring”, such as EC20 or EC800M. If only the name misleads, choose the family under Advanced, Module.',
        zh: '请换用支持的模块（清单见本软件包主页的“硬件与接线”），例如 EC20、EC200U、EC800M。如果只是型号名不准（比如厂商定制固件），请在模块节点“高级”标签页的“模块型号”里手动选择。',
      },
      console: 'node',
      terminal: {
        en: 'Use one listed in the package’s guide “Hardware and wiring”, such as EC20 or EC800M. If only the name misleads, name the family yourself.',
        zh: '请换用支持的模块（清单见本软件包主页的“硬件与接线”），例如 EC20、EC200U、EC800M。如果只是型号名不准（比如厂商定制固件），请自行指定系列。',
      },
      library: 'terminal',
    },
    short: { en: 'not supported', zh: '不支持该模块' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'module', deaf: false },
  },
  EC20_MODULE_UNKNOWN: {
    fact: {
      en: 'The module calls itself {model}, which is not known here: one publish at a time, {bytes} bytes at most.',
      zh: '模块自报型号 {model}，本软件包不认识，先按保守的限制运行：一次只发一条，每条最多 {bytes} 字节。',
    },
    why: {
      en: 'Only the families listed under “Hardware and wiring” on this package’s page are known. Another Quectel module mostly speaks the same commands, but its limits are not known.',
      zh: '只认识“硬件与接线”（见本软件包主页）里列出的系列。移远其他模块的指令大多相同，但各项上限不清楚。',
    },
    cures: {
      node: {
        en: 'If you know its family, choose it under Advanced, Module. Please send us the report of npx -p @ec20/node-red-ec20-aliyun ec20-doctor.',
        zh: '如果知道它属于哪个系列，请在模块节点“高级”标签页的“模块型号”里选择。欢迎运行 npx -p @ec20/node-red-ec20-aliyun ec20-doctor，把报告发给我们，以便把这个型号加进列表。',
      },
      console: 'node',
      terminal: {
        en: 'Please send us the report of ec20-doctor, so that this model can be added to the list.',
        zh: '欢迎把 ec20-doctor 的报告发给我们，以便把这个型号加进列表。',
      },
      library: {
        en: 'If you know its family, pass it as module. Please send us the report of npx -p @ec20/node-red-ec20-aliyun ec20-doctor.',
        zh: '如果知道它属于哪个系列，请用 module 传入。欢迎运行 npx -p @ec20/node-red-ec20-aliyun ec20-doctor，把报告发给我们，以便支持这个型号。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'module', deaf: false },
  },
  EC20_MODULE_ERROR: {
    fact: { en: 'The module refused {command}: {result}.', zh: '模块拒绝了 {command}：{result}。' },
    why: {
      en: 'The command is unknown to this firmware, has a bad argument, or does not fit the module’s present state. QMT commands are all refused by OpenCPU and QuecPython firmware.',
      zh: '这个固件没有该指令、参数不对，或者与模块当前状态不符。OpenCPU 和 QuecPython 固件会拒绝所有 QMT 指令。',
    },
    cures: {
      everywhere: {
        en: 'Compare the command’s form, its parameters and the result with Quectel’s AT manual.',
        zh: '请对照移远 AT 手册核对指令的写法、参数和结果码。',
      },
    },
    short: { en: 'module error', zh: '模块报错' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'neutral', suspects: [] },
    publish: 'again',
    subscribe: 'suspect',
    refused: 'command',
    check: { line: 'answer', deaf: false },
  },
  EC20_ANSWER_SHAPE: {
    fact: {
      en: 'The module answered {command} in a form that this package does not know: {answer}.',
      zh: '模块对 {command} 的应答格式无法识别：{answer}。',
    },
    why: {
      en: 'Another model or firmware words its answer differently, or the line has lost bytes.',
      zh: '别的型号或固件应答写法不同，或者串口丢了字节。',
    },
    cures: {
      everywhere: {
        en: 'Check that no other program uses the port; if it stays, report the answer together with that of ATI, so that it can be learnt.',
        zh: '先确认没有别的程序在用串口；如果总是这样，请把这个应答连同 ATI 的应答反馈给我们，以便支持。',
      },
    },
    short: { en: 'odd answer', zh: '应答异常' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'port', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'shape',
    check: { line: 'answer', deaf: false },
  },
  EC20_MODULE_RESTARTED: {
    fact: { en: 'The module has restarted unexpectedly.', zh: '模块自己重启了。' },
    why: {
      en: 'Its supply dropped while it sent, something reset it, or its firmware crashed. All its MQTT settings are gone then.',
      zh: '发射时电压跌落、有人让它复位，或者固件崩溃。重启后模块里的 MQTT 设置全部丢失。',
    },
    cures: {
      everywhere: {
        en: 'It is set up again without your help; if it happens often, give the module its own 5 V 2 A supply.',
        zh: '会自动重新配置并上线；如果经常发生，请给模块单独接 5 V 2 A 电源。',
      },
    },
    short: { en: 'restarted', zh: '模块重启' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_LINE_CLOSED: {
    fact: { en: 'The port to the module is not open now.', zh: '到模块的串口现在没有打开。' },
    why: {
      en: 'The device is still starting, waits to open the port again, or has been closed.',
      zh: '设备还在启动、正等着重新打开串口，或者已经关闭。',
    },
    cures: {
      node: {
        en: 'Try again when the node’s status shows connected; until then the modem node reports what keeps the port shut.',
        zh: '等节点状态变成“已连接”后再试；打不开的原因见模块节点报的错误。',
      },
      console: {
        en: 'Try again once the module is online; the state of the modem node says what keeps the port shut.',
        zh: '等模块上线后再试；串口打不开的原因见模块节点的状态。',
      },
      terminal: {
        en: 'Try again when the device is online; until then its error says what keeps the port shut.',
        zh: '等设备在线后再试；打不开的原因见设备报的错误。',
      },
      library: 'terminal',
    },
    short: { en: 'port not open', zh: '串口未打开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: true },
  },
  EC20_CANCELLED: {
    fact: { en: 'The command {command} was abandoned.', zh: '指令 {command} 已被放弃。' },
    why: {
      en: 'The port or the connection ended while the command waited for its turn or its answer, or the device was closed.',
      zh: '指令在排队或等待应答时，串口或连接断了，或者设备被关闭了。',
    },
    cures: { everywhere: { en: 'Send it again once the module is ready.', zh: '等模块就绪后再发一次。' } },
    short: { en: 'cancelled', zh: '指令已放弃' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_AT_WAITING: {
    fact: {
      en: 'The command was not sent: {most} others are waiting for the module already.',
      zh: '指令没有发送：已有 {most} 条指令在排队等模块处理。',
    },
    why: {
      en: 'Commands come faster than the module answers them, one after the other; something repeats one without waiting for its answer.',
      zh: '模块一次只处理一条指令，指令来得比应答快；可能是没等应答就反复发送。',
    },
    cures: {
      node: {
        en: 'Send the next command only when the node has put out the answer to the last one, or slow the flow down with a delay node.',
        zh: '请等节点输出上一条指令的应答后再发下一条，或者用 delay 节点限速。',
      },
      console: {
        en: 'Wait for the answers to these commands, then send yours again.',
        zh: '请等这些指令有了应答，再重新发送。',
      },
      terminal: {
        en: 'Send the next command only when the last one has been answered.',
        zh: '请等上一条指令有了应答再发下一条。',
      },
      library: 'terminal',
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_DATA_STUCK: {
    fact: {
      en: 'The module stopped while it took the data of {command}.',
      zh: '模块在接收 {command} 的数据时卡住了。',
    },
    why: {
      en: 'Bytes were lost on the way, so that the module waits for the rest. The gap was filled up with blanks, and the broker may hold such a copy.',
      zh: '途中丢了字节，模块一直等剩下的部分。缺口已用空格补满，服务器上可能留有一份这样的副本。',
    },
    cures: {
      everywhere: {
        en: 'The message is sent again; if it repeats, check the USB cable, or switch on RTS/CTS flow control on a UART.',
        zh: '消息会重新发送；如果反复出现，请检查 USB 线，走 UART 时请打开 RTS/CTS 流控。',
      },
    },
    short: { en: 'line stuck', zh: '发送卡住' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'deaf', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_LINE_DESYNC: {
    fact: {
      en: 'The answers on {port} no longer fit the commands.',
      zh: '串口 {port} 上的应答和指令对不上了。',
    },
    why: {
      en: 'Another program writes to the same port, or bytes get lost. Probing did not bring both sides together again.',
      zh: '有别的程序往同一个串口写数据，或者串口丢字节；多次试探后仍无法恢复同步。',
    },
    cures: {
      everywhere: {
        en: 'The port is opened anew; make sure that nothing else uses it: sudo systemctl disable --now ModemManager.',
        zh: '会自动重开串口；请确认没有别的程序在用它：sudo systemctl disable --now ModemManager。',
      },
    },
    short: { en: 'line garbled', zh: '串口数据错乱' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'deaf', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: true },
  },
});
