/** One error: what happened, why that happens, and what to do about it, in a language. */
export interface ErrorText {
  /** One sentence, with its full stop; `what` and `cure` together are the reason that a user sees. */
  readonly what: string;
  /** The usual causes, for docs/errors.md. */
  readonly why: string;
  /** One sentence, with its full stop. */
  readonly cure: string;
}

interface ErrorEntry {
  readonly en: ErrorText;
  readonly zh: ErrorText;
}

/** Every error that a user can meet. `{name}` stands for a value of the error's params. docs/errors.md is made from it. */
export const ERROR_CATALOGUE = {
  // The port and the line

  EC20_PORT_NOT_FOUND: {
    en: {
      what: 'There is no serial port {port}.',
      why: 'The module is unplugged, still starting (up to 20 s after power-on), or the system gave its port another number: ttyUSB numbers move after every reset.',
      cure: 'Check cable and power with lsusb (the module shows as 2c7c:0125), and set the port to auto, or choose a name below /dev/serial/by-id: those stay the same.',
    },
    zh: {
      what: '找不到串口 {port}。',
      why: '模块没插好，或者还在启动（上电后最长约 20 秒），或者系统换了端口号：每次复位后 ttyUSB 的编号都可能变。',
      cure: '用 lsusb 看模块在不在（应有 2c7c:0125），检查 USB 线和供电；端口填 auto，或者选 /dev/serial/by-id 下的名字，它不会变。',
    },
  },
  EC20_PORT_BUSY: {
    en: {
      what: 'Another program is using the serial port {port}.',
      why: 'Usually ModemManager, which opens every modem it finds; else minicom, a PPP dial-up, or a second Node-RED.',
      cure: 'Close it (sudo fuser -v {port} shows which); if it is ModemManager: sudo systemctl disable --now ModemManager.',
    },
    zh: {
      what: '串口 {port} 正被别的程序占用。',
      why: '最常见的是 ModemManager，它会打开找到的每一个模块；也可能是 minicom、PPP 拨号程序，或另一个 Node-RED。',
      cure: '用 sudo fuser -v {port} 查出并关掉它；若是 ModemManager，请执行 sudo systemctl disable --now ModemManager。',
    },
  },
  EC20_PORT_DENIED: {
    en: {
      what: 'Node-RED may not open the serial port {port}.',
      why: 'On Linux serial ports belong to the group dialout, and the user that runs Node-RED is not in it. In Docker the device must also be handed to the container.',
      cure: 'Run sudo usermod -aG dialout $USER as the user that runs Node-RED, then restart the Raspberry Pi.',
    },
    zh: {
      what: 'Node-RED 没有权限打开串口 {port}。',
      why: 'Linux 的串口属于 dialout 组，而运行 Node-RED 的用户不在这个组里。用 Docker 时，还要把设备映射进容器。',
      cure: '用运行 Node-RED 的用户执行 sudo usermod -aG dialout $USER，然后重启树莓派。',
    },
  },
  EC20_PORT_FAILED: {
    en: {
      what: 'The serial port {port} could not be opened: {detail}.',
      why: 'The driver refused the port or its settings: a path that is no serial port, a baud rate it does not know, or a serial server that does not answer.',
      cure: 'Check the port and the baud rate in the modem node (115200 unless you changed it in the module), then unplug the module and plug it in again.',
    },
    zh: {
      what: '串口 {port} 打不开：{detail}。',
      why: '驱动拒绝了这个端口或它的参数：路径不是串口、波特率不支持，或者串口服务器没有应答。',
      cure: '检查模块节点里的端口和波特率（没改过模块就是 115200），再把模块重新插拔一次。',
    },
  },
  EC20_PORT_FILE: {
    en: {
      what: '{port} is an ordinary file, no serial port.',
      why: 'A shell redirect (echo AT > …) or a copy made it while the module was restarting and its port was away. As long as it lies there, the system can’t put the port in its place.',
      cure: 'Remove it with sudo rm {port}, then unplug the module and plug it in again.',
    },
    zh: {
      what: '{port} 是一个普通文件，不是串口。',
      why: '模块重启、串口暂时消失的时候，有人用重定向（echo AT > …）或复制命令写了这个路径，系统就建了个同名文件。只要它还在，真正的串口就建不出来。',
      cure: '用 sudo rm {port} 删掉它，再把模块重新插拔一次。',
    },
  },
  EC20_PORT_LINK: {
    en: {
      what: '{port} is a link to {target}, and nothing is there.',
      why: 'The link was made for a module that is away now, or whose ports have other numbers since.',
      cure: 'Plug the module in; if it is, remove the link with sudo rm {port} and set the port to auto.',
    },
    zh: {
      what: '{port} 是一个链接，指向的 {target} 不存在。',
      why: '这个链接是为某个模块建的，模块现在不在，或者重新枚举后串口编号变了。',
      cure: '插上模块；如果已经插着，用 sudo rm {port} 删掉链接，端口改填 auto。',
    },
  },
  EC20_PORT_NO_TTY: {
    en: {
      what: '{port} is {thing}, no serial port.',
      why: 'Another path was meant: serial ports are called /dev/ttyUSB2, /dev/ttyAMA0 or /dev/serial0, or have a name below /dev/serial/by-id.',
      cure: 'Choose a port from the list in the modem node, or set it to auto.',
    },
    zh: {
      what: '{port} 是{thing}，不是串口。',
      why: '路径填错了：串口的名字类似 /dev/ttyUSB2、/dev/ttyAMA0、/dev/serial0，或者在 /dev/serial/by-id 下面。',
      cure: '在模块节点的串口列表里选一个，或者填 auto。',
    },
  },
  EC20_PORT_LOST: {
    en: {
      what: 'The serial port {port} has gone while it was in use.',
      why: 'The module was unplugged or has reset. Most often its supply gave way: it draws up to 2 A for moments while it sends, more than a USB port of a Pi gives.',
      cure: 'It is opened again as soon as it is back; if this repeats, give the module its own 5 V 2 A supply and a short USB cable, and look at dmesg.',
    },
    zh: {
      what: '串口 {port} 在使用中消失了。',
      why: '模块被拔掉或者复位了。多半是供电不足：模块发射瞬间电流可达 2 A，树莓派的 USB 口供不起。',
      cure: '端口恢复后会自动重新打开；如果反复出现，请给模块单独接 5 V 2 A 电源、换短的 USB 线，并用 dmesg 查看原因。',
    },
  },
  EC20_PORT_AMBIGUOUS: {
    en: {
      what: 'More than one module is plugged in: {ports}.',
      why: 'The port is set to auto, which takes the one Quectel module on USB and does not guess between two.',
      cure: 'Choose one of these ports in the modem node, and give each module a modem node of its own.',
    },
    zh: {
      what: '插了不止一个模块：{ports}。',
      why: '端口设成 auto 时只认 USB 上唯一的移远模块；有两个时不会替你猜。',
      cure: '在模块节点里选定其中一个端口；每个模块各用一个模块节点。',
    },
  },
  EC20_PORT_NONE: {
    en: {
      what: 'No Quectel module was found on USB.',
      why: 'The port is set to auto, but no port of a device with the USB id 2c7c (05c6:9215 for the first EC20) is there: no power, a charge-only cable, a module that is wired by UART, or a container without the device.',
      cure: 'Check cable, power and lsusb (2c7c:…); if the module is wired by UART, enter its port, such as /dev/serial0, in the modem node.',
    },
    zh: {
      what: 'USB 上没有找到移远模块。',
      why: '端口设成了 auto，但没有 USB 编号为 2c7c 的设备（最早的 EC20 是 05c6:9215）的串口：没上电、线只能充电、模块接的是 UART，或者容器里没有这个设备。',
      cure: '检查 USB 线和供电，用 lsusb 看有没有 2c7c 开头的编号；如果模块接的是 UART，请在模块节点里填端口，例如 /dev/serial0。',
    },
  },
  EC20_PORT_SHARED: {
    en: {
      what: 'The serial port {port} is already used by the modem node “{name}”.',
      why: 'Two modem nodes name the same module, often after a flow was imported a second time. One line can only speak for one device.',
      cure: 'Let all nodes use that modem node, delete this one and deploy, or choose another port here.',
    },
    zh: {
      what: '串口 {port} 已经被模块节点“{name}”使用。',
      why: '两个模块节点填了同一个模块，常见于同一个流程被导入了两次。一条串口只能代表一个设备。',
      cure: '让各节点都改用那个模块节点，删掉这一个后重新部署；或者在这里换一个端口。',
    },
  },
  EC20_PORT_RELEASED: {
    en: {
      what: 'The serial port {port} has been released for another program.',
      why: 'A message with the action release reached an ec20-status node. Messages wait in the queue meanwhile.',
      cure: 'Send msg.action = "acquire" to an ec20-status node to take it back.',
    },
    zh: {
      what: '串口 {port} 已按要求让给别的程序。',
      why: '有消息向 ec20-status 节点发了 release 动作。这期间消息在队列里等待。',
      cure: '向 ec20-status 节点发送 msg.action = "acquire" 即可收回。',
    },
  },

  // The AT language

  EC20_AT_TEXT: {
    en: {
      what: 'The setting {field} holds a character that an AT command cannot carry: {character}.',
      why: 'A quotation mark, a line break or a control character would end the AT command early. They slip in when text is copied from a web page or a table.',
      cure: 'Delete this character; typing the text anew is safest.',
    },
    zh: {
      what: '“{field}”里有 AT 指令无法携带的字符：{character}。',
      why: '引号、换行和控制字符会让 AT 指令提前结束，多半是从网页或表格里复制文字时带进来的。',
      cure: '请删掉这个字符，最好手动重新输入一遍。',
    },
  },
  EC20_AT_LONG: {
    en: {
      what: 'The setting {field} is too long for an AT command: {bytes} bytes, at most {limit}.',
      why: 'The module takes only so many bytes in one text and in one command; a Chinese character takes three.',
      cure: 'Shorten this text.',
    },
    zh: {
      what: '“{field}”对 AT 指令来说太长：{bytes} 字节，最多 {limit} 字节。',
      why: '模块的一个参数、一条指令只能容纳有限的字节数；一个汉字占三个字节。',
      cure: '请缩短这段文字。',
    },
  },
  EC20_TIMEOUT: {
    en: {
      what: 'The module did not answer {command} within {ms} ms.',
      why: 'The module is busy with the network, the signal is weak, or the line loses bytes.',
      cure: 'It is asked again; if this stays, check signal and power, and that no other program uses the port (sudo systemctl disable --now ModemManager).',
    },
    zh: {
      what: '模块在 {ms} 毫秒内没有答完 {command}。',
      why: '模块正忙于和网络交互、信号太弱，或者串口在丢字节。',
      cure: '会自动再试；如果一直这样，请检查信号和供电，并确认没有别的程序占用串口（sudo systemctl disable --now ModemManager）。',
    },
  },
  EC20_MODULE_SILENT: {
    en: {
      what: 'The port {port} opens, but nothing there answers AT.',
      why: 'The wrong one of the module’s ports was taken: of an EC20 the first two are DIAG and NMEA, the third is the AT port, whose interface number depends on the USB mode (AT+QCFG="usbnet"). Else the port belongs to something else, such as a GPS receiver or an Arduino, or the module is off, hangs, or its UART has another baud rate.',
      cure: 'On USB set the port to auto, which tries each port of the module; on a UART check the baud rate. Then switch the module off and on.',
    },
    zh: {
      what: '串口 {port} 能打开，但发 AT 没有任何应答。',
      why: '多半选错了口：EC20 的前两个串口是 DIAG 和 NMEA，不认 AT，第三个才是 AT 口，它的接口号随 USB 模式（AT+QCFG="usbnet"）而变。也可能这个串口根本不是模块的（比如 GPS、Arduino），或者模块没上电、死机，UART 波特率不对。',
      cure: 'USB 接法请把端口填成 auto，它会逐个尝试模块的每个口；UART 接法请核对波特率。然后给模块断电重启。',
    },
  },
  EC20_MODULE_UNSUPPORTED: {
    en: {
      what: 'The module calls itself {model}: it takes MQTT messages in another way than this package sends them.',
      why: 'NB-IoT modules such as BC26 and GSM modules such as M26 or MC60 take a message within the command or up to Ctrl-Z, and don’t say how long a message is that they received.',
      cure: 'Use one of the list in docs/hardware.md, such as EC20, EC200U or EC800M. If only the name misleads, choose the family under Module.',
    },
    zh: {
      what: '模块自报型号 {model}，它收发 MQTT 消息的方式与本软件包不同，无法使用。',
      why: 'BC26 等 NB-IoT 模块和 M26、MC60 等 2G 模块，消息要写在指令里或者以 Ctrl-Z 结尾，收到的消息也不报长度。',
      cure: '请换用 docs/hardware.zh-CN.md 所列的模块，例如 EC20、EC200U、EC800M。如果只是型号名不准（比如厂商定制固件），请在设置的“模块型号”里手动选择。',
    },
  },
  EC20_MODULE_UNKNOWN: {
    en: {
      what: 'The module calls itself {model}, which is not known here: one publish at a time, {bytes} bytes at most.',
      why: 'Only the families in docs/hardware.md are known. Another Quectel module mostly speaks the same commands, but its limits are not known.',
      cure: 'If you know its family, choose it under Module. Please send us the report of npx -p @ec20/node-red-ec20-aliyun ec20-doctor.',
    },
    zh: {
      what: '模块自报型号 {model}，本软件包不认识，先按保守的限制运行：一次只发一条，每条最多 {bytes} 字节。',
      why: '只认识 docs/hardware.zh-CN.md 里列出的系列。移远其他模块的指令大多相同，但各项上限不清楚。',
      cure: '如果知道它属于哪个系列，请在设置的“模块型号”里选择。欢迎运行 npx -p @ec20/node-red-ec20-aliyun ec20-doctor，把报告发给我们，好把这个型号加进列表。',
    },
  },
  EC20_MODULE_ERROR: {
    en: {
      what: 'The module refused {command}: {result}.',
      why: 'The command is unknown to this firmware, has a bad argument, or does not fit the module’s present state. QMT commands are all refused by OpenCPU and QuecPython firmware.',
      cure: 'Look the result up in Quectel’s AT manual, and check with ATI that the module runs a standard firmware.',
    },
    zh: {
      what: '模块拒绝了 {command}：{result}。',
      why: '这个固件没有该指令、参数不对，或者与模块当前状态不符。OpenCPU 和 QuecPython 固件会拒绝所有 QMT 指令。',
      cure: '请在移远 AT 手册里查这个结果码，并用 ATI 确认模块刷的是标准固件。',
    },
  },
  EC20_ANSWER_SHAPE: {
    en: {
      what: 'The module answered {command} in a form that this package does not know: {answer}.',
      why: 'Another model or firmware words its answer differently, or the line has lost bytes.',
      cure: 'Check that no other program uses the port; if it stays, report the answer together with that of ATI, so that it can be learnt.',
    },
    zh: {
      what: '模块对 {command} 的应答格式无法识别：{answer}。',
      why: '别的型号或固件应答写法不同，或者串口丢了字节。',
      cure: '先确认没有别的程序在用串口；如果总是这样，请把这个应答连同 ATI 的应答反馈给我们，以便支持。',
    },
  },
  EC20_MODULE_RESTARTED: {
    en: {
      what: 'The module has restarted by itself.',
      why: 'Its supply dropped while it sent, it was reset by somebody, or its firmware crashed. All its MQTT settings are gone then.',
      cure: 'It is set up again without your help; if it happens often, give the module its own 5 V 2 A supply.',
    },
    zh: {
      what: '模块自己重启了。',
      why: '发射时电压跌落、有人让它复位，或者固件崩溃。重启后模块里的 MQTT 设置全部丢失。',
      cure: '会自动重新配置并上线；如果经常发生，请给模块单独接 5 V 2 A 电源。',
    },
  },
  EC20_LINE_CLOSED: {
    en: {
      what: 'The port to the module is not open now.',
      why: 'The modem node is still starting, waits to open the port again, or has been closed by a deploy.',
      cure: 'Try again when the node’s status shows connected; until then the modem node tells what keeps the port shut.',
    },
    zh: {
      what: '到模块的串口现在没有打开。',
      why: '模块节点还在启动、正等着重新打开串口，或者因为部署被关闭了。',
      cure: '等节点状态显示 connected 后再试；打不开的原因见模块节点报的错误。',
    },
  },
  EC20_CANCELLED: {
    en: {
      what: 'The command {command} was abandoned.',
      why: 'The port or the connection ended while the command waited for its turn or its answer, or the flow was deployed anew.',
      cure: 'Send it again once the module is ready.',
    },
    zh: {
      what: '指令 {command} 已被放弃。',
      why: '指令在排队或等待应答时，串口或连接断了，或者流程重新部署了。',
      cure: '等模块就绪后再发一次。',
    },
  },
  EC20_AT_WAITING: {
    en: {
      what: 'The command was not sent: {most} others are waiting for the module already.',
      why: 'Commands come faster than the module answers them, one after the other; a flow may repeat one without waiting for its answer.',
      cure: 'Send the next command only when the node has put out the answer to the last one, or slow the flow down with a delay node.',
    },
    zh: {
      what: '指令没有发送：已有 {most} 条指令在排队等模块处理。',
      why: '模块一次只处理一条指令，指令来得比应答快；可能是流程没等应答就反复发送。',
      cure: '请等节点输出上一条指令的应答后再发下一条，或者用 delay 节点限速。',
    },
  },
  EC20_DATA_STUCK: {
    en: {
      what: 'The module stopped while it took the data of {command}.',
      why: 'Bytes were lost on the way, so that the module waits for the rest. The gap was filled up with blanks, and the broker may hold such a copy.',
      cure: 'The message is sent again; if it repeats, check the USB cable, or switch on RTS/CTS flow control on a UART.',
    },
    zh: {
      what: '模块在接收 {command} 的数据时卡住了。',
      why: '途中丢了字节，模块一直等剩下的部分。缺口已用空格补满，服务器上可能留有一份这样的副本。',
      cure: '消息会重新发送；如果反复出现，请检查 USB 线，走 UART 时请打开 RTS/CTS 流控。',
    },
  },
  EC20_LINE_DESYNC: {
    en: {
      what: 'The answers on {port} no longer fit the commands.',
      why: 'Another program writes to the same port, or bytes get lost. Probing did not bring both sides together again.',
      cure: 'The port is opened anew; make sure that nothing else uses it: sudo systemctl disable --now ModemManager.',
    },
    zh: {
      what: '串口 {port} 上的应答和指令对不上了。',
      why: '有别的程序往同一个串口写数据，或者串口丢字节；多次试探后仍无法恢复同步。',
      cure: '会自动重开串口；请确认没有别的程序在用它：sudo systemctl disable --now ModemManager。',
    },
  },

  // The SIM card

  EC20_SIM_ABSENT: {
    en: {
      what: 'The module sees no SIM card.',
      why: 'No card in the holder, the wrong way round, a nano card slipping in its adapter, or a card put in after power-on: the EC20 looks for it only when it starts.',
      cure: 'Switch the module off, put the card in with its contacts towards the holder’s, and switch it on again (AT+CPIN? must answer READY).',
    },
    zh: {
      what: '模块没有检测到 SIM 卡。',
      why: '卡座里没有卡、卡插反了、小卡在卡套里松动，或者上电之后才插卡：EC20 只在启动时检测 SIM 卡。',
      cure: '请先断电，把卡按方向插到底，再上电；正常时 AT+CPIN? 应答 READY。',
    },
  },
  EC20_SIM_FAILURE: {
    en: {
      what: 'The SIM card does not work in the module.',
      why: 'Dirty or bent contacts, a damaged card, a supply that drops, or the module’s radio is switched off (AT+CFUN? answers 0).',
      cure: 'Clean the card’s contacts and try it in a phone; if it works there, switch the module off and on.',
    },
    zh: {
      what: 'SIM 卡在模块里读取失败。',
      why: '触点脏了或变形、卡已损坏、供电跌落，或者模块的射频被关掉（AT+CFUN? 应答 0）。',
      cure: '擦净卡的触点，放进手机里试一下；手机能用的话，请给模块断电重启。',
    },
  },
  EC20_SIM_BUSY: {
    en: {
      what: 'The SIM card is not ready yet.',
      why: 'Right after power-on the module needs some seconds to read the card.',
      cure: 'Just wait; if it stays like this for more than a minute, take the card out and try another one.',
    },
    zh: {
      what: 'SIM 卡还没有就绪。',
      why: '刚上电时，模块需要几秒钟读卡。',
      cure: '稍等即可；如果超过一分钟仍是这样，请取出卡，换一张试试。',
    },
  },
  EC20_SIM_PIN_NEEDED: {
    en: {
      what: 'The SIM card asks for its PIN.',
      why: 'The card’s PIN lock is on and the modem node holds no PIN. Credentials are not part of an imported flow.',
      cure: 'Enter the SIM PIN in the modem node, or put the card into a phone and switch its PIN lock off.',
    },
    zh: {
      what: 'SIM 卡要求输入 PIN 码。',
      why: '这张卡开启了 PIN 码锁，而模块节点里没有填 PIN 码。导入流程时，密码类内容不会一起带过来。',
      cure: '在模块节点里填写 SIM 卡 PIN 码，或者把卡放进手机里关掉 PIN 码锁。',
    },
  },
  EC20_SIM_PIN_WRONG: {
    en: {
      what: 'The SIM card refused the PIN.',
      why: 'The PIN in the modem node belongs to another card or was changed. After three wrong ones the card wants its PUK, so the same PIN is not tried again.',
      cure: 'Enter the right PIN in the modem node and deploy; three wrong tries in all lock the card.',
    },
    zh: {
      what: 'SIM 卡的 PIN 码不对。',
      why: '模块节点里填的是别的卡的 PIN 码，或者 PIN 码改过了。连错三次卡就会要求 PUK 码，所以不会用同一个 PIN 码再试。',
      cure: '请在模块节点里填对 PIN 码后重新部署；累计错三次会锁卡。',
    },
  },
  EC20_SIM_PUK: {
    en: {
      what: 'The SIM card is blocked and asks for its PUK.',
      why: 'A wrong PIN was entered three times.',
      cure: 'Put the card into a phone and enter the PUK, which is printed on the card’s holder or told by the operator; ten wrong tries destroy the card.',
    },
    zh: {
      what: 'SIM 卡已锁，需要 PUK 码。',
      why: 'PIN 码连续输错了三次。',
      cure: '把卡放进手机里输入 PUK 码解锁，PUK 码印在原卡板上，也可以向运营商查询；输错十次卡就报废。',
    },
  },
  EC20_SIM_LOCKED: {
    en: {
      what: 'The module and this SIM card are locked against each other: {lock}.',
      why: 'The module was sold for one network or one company (PH-NET, PH-SP, PH-CORP) and the card belongs to another.',
      cure: 'Use a card of the operator that sold the module, or ask the seller for the unlock code.',
    },
    zh: {
      what: '模块被锁定，不接受这张 SIM 卡：{lock}。',
      why: '模块是为某个运营商或企业定制的（PH-NET、PH-SP、PH-CORP），而这张卡属于另一家。',
      cure: '请换用该运营商的卡，或者向卖家索取解锁码。',
    },
  },

  // The network

  EC20_SIM_UNKNOWN: {
    en: {
      what: 'The module says “{word}” of its SIM card, which is not known here.',
      why: 'A firmware with words of its own: most have to do with a card that is missing, waking up or locked.',
      cure: 'Push the card in again and switch the module off and on; if it stays, try the card in a phone, and send us the word with the module’s model.',
    },
    zh: {
      what: '模块报告的 SIM 卡状态是“{word}”，本软件包不认识。',
      why: '这款固件用了自己的说法，多半是没插卡、卡还在初始化或者卡被锁。',
      cure: '把卡重新插好，模块断电再上电；还不行就把卡放进手机试试，并把这个词和模块型号发给我们。',
    },
  },
  EC20_RADIO_WAS_OFF: {
    en: {
      what: 'The module’s radio was off (AT+CFUN={level}); it has been switched on.',
      why: 'Another program had left it so: ModemManager puts a modem to sleep with AT+CFUN=4, some drivers say goodbye with AT+CFUN=0.',
      cure: 'Nothing has to be done; if it comes again, a program is still at the module: sudo systemctl disable --now ModemManager, and close serial assistants and dial-up scripts.',
    },
    zh: {
      what: '模块的射频被关掉了（AT+CFUN={level}），现已打开。',
      why: '是别的程序留下的：ModemManager 会用 AT+CFUN=4 让模块休眠，有的驱动退出时会发 AT+CFUN=0。',
      cure: '无需处理；如果反复出现，说明还有别的程序在用这个模块：执行 sudo systemctl disable --now ModemManager，并关掉串口助手和拨号脚本。',
    },
  },
  EC20_RADIO_OFF: {
    en: {
      what: 'The module’s radio is off (AT+CFUN={level}) and does not go on.',
      why: 'The pin W_DISABLE# holds it off (aeroplane mode by hardware), another program switches it off again, or the firmware is set to start in aeroplane mode.',
      cure: 'Look at the board’s switch or wiring of W_DISABLE#, stop ModemManager, and switch the module off and on.',
    },
    zh: {
      what: '模块的射频处于关闭状态（AT+CFUN={level}），打不开。',
      why: 'W_DISABLE# 引脚被拉住（硬件飞行模式），或者别的程序又把它关掉，或者固件设成了开机即飞行模式。',
      cure: '检查底板上的 W_DISABLE# 开关或接线，停用 ModemManager，再把模块断电重启。',
    },
  },
  EC20_OPERATOR_LEFT: {
    en: {
      what: 'The module had been told which network to use, or none (AT+COPS mode {mode}); it chooses by itself again.',
      why: 'Another program or a person had deregistered it (AT+COPS=2) or tied it to one operator by hand (AT+COPS=1), which was not to be had here.',
      cure: 'Nothing has to be done; if it comes again, another program is still at the module.',
    },
    zh: {
      what: '模块之前被设成不注册网络或只用指定的运营商（AT+COPS 模式 {mode}），现已改回自动选网。',
      why: '别的程序或人为操作让它注销了网络（AT+COPS=2），或者手动锁定了某个运营商（AT+COPS=1），而本地没有这个网络。',
      cure: '无需处理；如果反复出现，说明还有别的程序在用这个模块。',
    },
  },
  EC20_NO_SIGNAL: {
    en: {
      what: 'The module receives no signal.',
      why: 'No antenna, an antenna on the wrong socket (DIV or GNSS instead of MAIN), a metal box around it, or no network of this operator here.',
      cure: 'Connect the 4G antenna to the socket MAIN and put it near a window; AT+CSQ should answer more than 10 and not 99.',
    },
    zh: {
      what: '模块收不到信号。',
      why: '没接天线、天线接错了座子（接到 DIV 或 GNSS，而不是 MAIN）、装在金属盒里，或者这里没有该运营商的网络。',
      cure: '把 4G 天线接到 MAIN 座，放到靠窗的位置；AT+CSQ 的第一个数应大于 10，而不是 99。',
    },
  },
  EC20_NOT_REGISTERED: {
    en: {
      what: 'The module finds no network that lets it in; it is still searching.',
      why: 'A weak signal, a band that the module’s variant lacks, a card that has not been activated, or R06 firmware with a China Telecom card (R08 is better).',
      cure: 'Check the antenna (MAIN socket) and try the card in a phone: it must get mobile data there.',
    },
    zh: {
      what: '模块还没注册上网络，仍在搜索。',
      why: '信号弱、模块版本不支持当地频段、卡没有激活，或者 R06 固件配电信卡（R08 更稳）。',
      cure: '检查天线是否接在 MAIN 座，并把卡放进手机里，看能不能用流量上网。',
    },
  },
  EC20_REGISTRATION_DENIED: {
    en: {
      what: 'The network denied this SIM card.',
      why: 'The card is suspended, unpaid (欠费), has no real-name registration (未实名), is bound to another device (机卡绑定), or may not roam here.',
      cure: 'Look at the card’s state in the SIM provider’s portal or app: unpaid (欠费), no real name (未实名), bound to another device (机卡绑定).',
    },
    zh: {
      what: '网络拒绝了这张 SIM 卡。',
      why: '卡已停机、欠费、未实名，开了机卡绑定而换过设备，或者不允许在本地使用。',
      cure: '请到卡商平台或运营商 App 查这张卡的状态：是否欠费停机、未实名，或因机卡绑定被锁。',
    },
  },
  EC20_REGISTRATION_LIMITED: {
    en: {
      what: 'The network lets this SIM card in without data: registration status {status}.',
      why: 'Status 6 and 7 allow text messages only, 8 emergency calls only: the card has no data service or may not use this network, or the APN is one that the card is not allowed.',
      cure: 'Ask the card’s provider whether data is switched on for it and in this area, and which APN belongs to it.',
    },
    zh: {
      what: '网络只允许这张 SIM 卡做有限的业务，不能上网：注册状态 {status}。',
      why: '状态 6、7 只能收发短信，8 只能紧急呼叫：卡没有开通数据业务、不能使用这里的网络，或者填的 APN 不属于这张卡。',
      cure: '请向卡商确认这张卡已开通数据业务、可在本地使用，并问清它的 APN。',
    },
  },
  EC20_NOT_ATTACHED: {
    en: {
      what: 'The module is registered, but the network gives it no data service.',
      why: 'The card has no data plan, its data is used up, or data is blocked for unpaid bills.',
      cure: 'Check the card’s data plan with its provider; a card for calls only will not do.',
    },
    zh: {
      what: '模块已注册上网络，但没有数据业务。',
      why: '卡没有开通流量套餐、流量已用完，或者因欠费停了数据。',
      cure: '请向卡商查询流量套餐是否开通、有没有用完；只能打电话的卡不行。',
    },
  },
  EC20_PDP_FAILED: {
    en: {
      what: 'Dialling up with the APN “{apn}” failed: the network gives no address.',
      why: 'Another operator’s APN, a private APN with user and password, an unpaid or suspended card. An empty APN leaves the choice to the network.',
      cure: 'Enter the APN that the card’s provider names (CMIOT or CMNET: China Mobile, UNINET: Unicom, CTNET: Telecom), and check the bill.',
    },
    zh: {
      what: '用接入点 APN“{apn}”拨号失败，没有拿到 IP 地址。',
      why: '填了别家运营商的 APN、专网 APN 需要用户名和密码，或者卡欠费停机。APN 留空表示由网络决定。',
      cure: '请填卡商给的接入点 APN（移动 CMIOT 或 CMNET，联通 UNINET，电信 CTNET），并确认没有欠费。',
    },
  },
  EC20_PDP_HELD: {
    en: {
      what: 'PDP context {context} has an address, but not for the module’s own MQTT: another program seems to hold it.',
      why: 'A dial-up (pppd, wvdial), QMI or ECM networking, or ModemManager uses the same context; more rarely the module is stuck and gets over it when its radio is cycled, which happens by itself.',
      cure: 'Stop the other program (sudo systemctl disable --now ModemManager, sudo poff -a), or enter another PDP context in the modem node, such as 2.',
    },
    zh: {
      what: 'PDP 上下文 {context} 已经有了地址，但不是给模块自带的 MQTT 用的：看来正被别的程序占用。',
      why: '拨号程序（pppd、wvdial）、QMI 或 ECM 上网、ModemManager 用了同一个上下文；少数情况是模块卡住，重开射频就好，本软件包会自动去做。',
      cure: '停掉那个程序（sudo systemctl disable --now ModemManager，sudo poff -a），或者在模块节点里换一个 PDP 上下文，例如 2。',
    },
  },
  EC20_PDP_LOST: {
    en: {
      what: 'The network has taken back the module’s address; the data connection is gone.',
      why: 'Handover to another cell, a long silence, maintenance of the network, or data that ran out.',
      cure: 'It dials up again by itself; if it stays away, check that the card has data left.',
    },
    zh: {
      what: '网络收回了模块的 IP 地址，数据连接断开了。',
      why: '切换基站、长时间没有数据、网络维护，或者流量用完。',
      cure: '会自动重新拨号；如果一直恢复不了，请查流量是否用完。',
    },
  },

  // The way to the broker

  EC20_OPEN_FAILED: {
    en: {
      what: 'The module could not open a connection to {host}, port {port}, and gives no reason.',
      why: 'Wrong host or port, a firewall, weak signal; with TLS also a wrong certificate, an old firmware or an unset clock (AT+QMTOPEN result -1).',
      cure: 'Compare host and port with the console (实例详情 → 查看开发配置), and check the signal; it is tried again.',
    },
    zh: {
      what: '模块连不上 {host} 的 {port} 端口，没有给出原因。',
      why: '域名或端口不对、被防火墙挡住、信号弱；用 TLS 时还可能是证书不对、固件太旧或时钟没校准（AT+QMTOPEN 结果 -1）。',
      cure: '请对照控制台“实例详情 → 查看开发配置”核对接入域名和端口，并检查信号；会自动重试。',
    },
  },
  EC20_OPEN_PARAMETER: {
    en: {
      what: 'The module rejects the address {host}, port {port}.',
      why: 'The host is longer than 100 bytes, or holds mqtt://, a slash, a blank or the port (AT+QMTOPEN result 1).',
      cure: 'Enter the bare host name without mqtt:// and without a port, and a port from 1 to 65535.',
    },
    zh: {
      what: '模块不接受地址 {host} 和端口 {port}。',
      why: '域名超过 100 字节，或者里面带了 mqtt://、斜杠、空格、端口号（AT+QMTOPEN 结果 1）。',
      cure: '域名一栏只填域名，不带 mqtt:// 和端口；端口填 1 到 65535。',
    },
  },
  EC20_OPEN_OCCUPIED: {
    en: {
      what: 'The module’s MQTT client {index} is still busy with an earlier connection.',
      why: 'Node-RED was restarted and the module kept its connection, or another program uses the same module (AT+QMTOPEN result 2).',
      cure: 'It is closed and opened anew; if that does not help, set another client index from 0 to 5 in the modem node.',
    },
    zh: {
      what: '模块的 {index} 号 MQTT 客户端还被之前的连接占用。',
      why: 'Node-RED 重启而模块没有断开，或者有别的程序在用同一个模块（AT+QMTOPEN 结果 2）。',
      cure: '会自动关闭后重新打开；如果不行，请在模块节点里换一个“MQTT客户端序号”（0 到 5）。',
    },
  },
  EC20_OPEN_DNS: {
    en: {
      what: 'The module is online but cannot resolve {host}.',
      why: 'Typical of IoT cards in China: registered, an address, yet nothing reachable, for the reasons named here. Else a typing error in the host, product key, region or instance ID.',
      cure: 'Check the APN (CMIOT, CMNET, UNINET, CTNET), then the SIM card: whitelist 定向流量, bound to another device 机卡绑定, unpaid 欠费, no real-name registration 未实名.',
    },
    zh: {
      what: '模块已联网，但解析不了域名 {host}。',
      why: '国内物联网卡的常见现象：注册成功、也有 IP，却什么都访问不了，原因就是下面几种。也可能是域名、ProductKey、地域或实例 ID 写错。',
      cure: '先核对接入点 APN（CMIOT、CMNET、UNINET、CTNET），再向卡商查：定向流量白名单里有没有这个域名、是否触发机卡绑定、欠费或未实名。',
    },
  },
  EC20_OPEN_NETWORK: {
    en: {
      what: 'The module is online but does not get through to {host}, port {port}.',
      why: 'A whitelist at the SIM provider drops what it does not know; else a wrong port, a broker that is off, or a firewall (AT+QMTOPEN result 5).',
      cure: 'Ask the SIM provider: whitelist 定向流量 (host and port), bound card 机卡绑定, unpaid 欠费, no real name 未实名, right APN (CMIOT, CMNET, UNINET, CTNET).',
    },
    zh: {
      what: '模块已联网，但连不通 {host} 的 {port} 端口。',
      why: '卡商的白名单会丢弃名单以外的数据；也可能是端口写错、服务器没开或有防火墙（AT+QMTOPEN 结果 5）。',
      cure: '请向卡商确认：定向流量白名单含这个域名和端口，卡没有因机卡绑定、欠费、未实名被停，接入点 APN 正确（CMIOT、CMNET、UNINET、CTNET）。',
    },
  },
  EC20_OPEN_PDP: {
    en: {
      what: 'The module has no data connection for MQTT (APN “{apn}”).',
      why: 'The PDP context went down or never came up: wrong APN, unpaid card, weak signal, or another program changed the context (AT+QMTOPEN result 3).',
      cure: 'It dials up again; if this stays, enter the APN of the card’s provider (CMIOT, CMNET, UNINET, CTNET).',
    },
    zh: {
      what: '模块没有可供 MQTT 使用的数据连接（接入点 APN“{apn}”）。',
      why: 'PDP 上下文掉了或没有激活：APN 不对、欠费、信号弱，或者被别的程序改动（AT+QMTOPEN 结果 3）。',
      cure: '会自动重新拨号；如果一直这样，请填卡商给的接入点 APN（CMIOT、CMNET、UNINET、CTNET）。',
    },
  },
  EC20_OPEN_TIMEOUT: {
    en: {
      what: 'No answer came from {host}, port {port}.',
      why: 'The module got no result in time. An IoT card that is registered and has an address may still reach nothing, for the reasons named here; or the signal is very weak.',
      cure: 'Check signal and APN (CMIOT, CMNET, UNINET, CTNET); the SIM card may have a whitelist 定向流量, be bound 机卡绑定, unpaid 欠费 or without real name 未实名.',
    },
    zh: {
      what: '连接 {host} 的 {port} 端口一直没有结果。',
      why: '模块在限定时间内没有报告结果。物联网卡即使注册成功、有 IP，也可能什么都访问不了，原因就是下面几种；也可能信号太弱。',
      cure: '请检查信号和接入点 APN（CMIOT、CMNET、UNINET、CTNET），并查卡是否有定向流量限制、机卡绑定、欠费或未实名。',
    },
  },
  EC20_CONNECT_PROTOCOL: {
    en: {
      what: 'The broker does not speak the module’s version of MQTT.',
      why: 'The module speaks MQTT 3.1.1 here; a broker that only knows 5.0 refuses it (CONNACK 1).',
      cure: 'Allow MQTT 3.1.1 on the broker, and check that host and port lead to an MQTT broker.',
    },
    zh: {
      what: '服务器不支持模块使用的 MQTT 版本。',
      why: '这里模块使用 MQTT 3.1.1；只支持 5.0 的服务器会拒绝（CONNACK 1）。',
      cure: '请在服务器上允许 MQTT 3.1.1，并确认域名和端口指向的是 MQTT 服务器。',
    },
  },
  EC20_CONNECT_ID: {
    en: {
      what: 'The broker rejected the client ID “{clientId}” or the keep-alive.',
      why: 'Aliyun answers so (CONNACK 2) for a client ID in a wrong form and for a keep-alive outside 30–1200 s.',
      cure: 'For Aliyun leave the client ID empty and set the keep-alive to 30–1200 s; for other brokers try a shorter client ID.',
    },
    zh: {
      what: '服务器不接受客户端 ID“{clientId}”或保活时间。',
      why: '客户端 ID 格式不对，或者保活时间不在 30～1200 秒，阿里云都这样应答（CONNACK 2）。',
      cure: '接入阿里云时，客户端 ID 请留空，保活时间填 30～1200 秒；其他服务器请换短一点的客户端 ID。',
    },
  },
  EC20_CONNECT_UNAVAILABLE: {
    en: {
      what: 'The broker says that its service is unavailable at the moment.',
      why: 'CONNACK 3: overload, maintenance, a frozen or expired instance, or too many connects.',
      cure: 'It is tried again with growing pauses; meanwhile see in the console (物联网平台 → 实例概览) whether the instance runs.',
    },
    zh: {
      what: '服务器答复：暂时无法提供服务。',
      why: 'CONNACK 3：过载、维护、实例被冻结或到期，或者连接太频繁。',
      cure: '会以逐渐加长的间隔自动重试；请到控制台“物联网平台 → 实例概览”看实例是否正常运行。',
    },
  },
  EC20_CONNECT_CREDENTIALS: {
    en: {
      what: '{host} refused the login: user name or password is wrong.',
      why: 'CONNACK 4. For Aliyun: one of the triplet is mistyped, belongs to another device, or the region or instance is a different one.',
      cure: 'Copy ProductKey, DeviceName and DeviceSecret anew from 设备管理 → 设备 → 查看, and check region and instance ID.',
    },
    zh: {
      what: '{host} 拒绝登录：用户名或密码不对。',
      why: 'CONNACK 4。接入阿里云时，多半是三元组有一项抄错、用了别的设备的，或者地域、实例不对。',
      cure: '请到控制台“设备管理 → 设备 → 查看”重新复制 ProductKey、DeviceName、DeviceSecret，并核对地域和实例 ID。',
    },
  },
  EC20_CONNECT_NOT_AUTHORISED: {
    en: {
      what: '{host} does not let this device in.',
      why: 'CONNACK 5. For Aliyun: a wrong triplet, a deleted or disabled (已禁用) device, or another region or instance; for other brokers: no rights for this user.',
      cure: 'See in 设备管理 → 设备 that the device is there and enabled, and compare ProductKey, DeviceName, DeviceSecret, region and instance ID.',
    },
    zh: {
      what: '{host} 不允许这个设备接入。',
      why: 'CONNACK 5。阿里云：三元组不对、设备已删除或已禁用，或者地域、实例不对；其他服务器：该用户没有权限。',
      cure: '请到控制台“设备管理 → 设备”确认设备存在且已启用，并核对 ProductKey、DeviceName、DeviceSecret、地域和实例 ID。',
    },
  },
  EC20_CONNECT_FAILED: {
    en: {
      what: 'The module could not log in: its CONNECT got no answer (result {result}).',
      why: 'The connection broke between opening and login, or packets are lost on a weak signal. An Aliyun instance that takes TLS only may be silent too.',
      cure: 'It is tried again; if this stays, check the signal, and with an instance ID set TLS to auto or on.',
    },
    zh: {
      what: '模块登录失败：CONNECT 没有得到应答（结果 {result}）。',
      why: '打开连接之后、登录之前断线，或者信号弱而丢包。只接受 TLS 的阿里云实例也可能不应答。',
      cure: '会自动重试；如果一直这样，请检查信号，填了实例 ID 时请把“TLS加密”设为 auto 或“启用”。',
    },
  },
  EC20_CONNECT_TIMEOUT: {
    en: {
      what: 'The broker did not answer the login in time.',
      why: 'A weak signal, an overloaded network, or a server that is no MQTT broker.',
      cure: 'It is tried again; check the signal, and that the port belongs to MQTT (mostly 1883).',
    },
    zh: {
      what: '服务器没有及时应答登录。',
      why: '信号弱、网络拥塞，或者对方根本不是 MQTT 服务器。',
      cure: '会自动重试；请检查信号，并确认端口是 MQTT 端口（一般为 1883）。',
    },
  },
  EC20_CONNECT_LIMIT: {
    en: {
      what: 'Waiting {seconds} s before the next login: the cloud allows a device five a minute.',
      why: 'Many logins in a short time: a poor signal, many deploys, or two programs that throw each other out with the same triplet.',
      cure: 'You need do nothing; if this returns often, search for a second program or Pi with the same triplet.',
    },
    zh: {
      what: '等待 {seconds} 秒后再登录：云端规定每个设备每分钟最多连接五次。',
      why: '短时间内登录太多：信号不好、频繁部署，或者两个程序用同一个三元组互相踢下线。',
      cure: '不需要处理；如果经常出现，请查是否还有别的程序或树莓派用着同一个三元组。',
    },
  },
  EC20_ALIAUTH_MISSING: {
    en: {
      what: 'This module’s firmware cannot sign for Aliyun (it has no aliauth).',
      why: 'The option aliauth of AT+QMTCFG is missing in some firmware.',
      cure: 'Set the authentication in the modem node to auto or sign: then this package signs.',
    },
    zh: {
      what: '这个模块的固件不会阿里云签名（没有 aliauth）。',
      why: '有些固件的 AT+QMTCFG 没有 aliauth 选项。',
      cure: '请在模块节点里把“签名方式”设为 auto 或 sign，由本节点来签名。',
    },
  },
  EC20_ALIAUTH_OLD: {
    en: {
      what: 'The module still holds another triplet that it would sign with (aliauth), and it cannot be cleared.',
      why: 'An earlier program has set aliauth, and this firmware does not take empty values.',
      cure: 'The module is restarted, which clears it; if this stays, take its power away for a moment.',
    },
    zh: {
      what: '模块里还留着以前的三元组（aliauth），会用它来签名，而且清不掉。',
      why: '以前的程序设置过 aliauth，而这个固件不接受空值。',
      cure: '本软件会重启模块来清除它；如果一直这样，请给模块断电片刻。',
    },
  },

  // The connection, once it stands

  EC20_LINK_PEER_CLOSED: {
    en: {
      what: 'The broker closed the connection.',
      why: 'Somebody else logged in with the same triplet or client ID, the device was disabled or deleted in the console, nothing was sent for too long, or a topic is not allowed (+QMTSTAT 1).',
      cure: 'It reconnects by itself; if it repeats, see 监控运维 → 日志服务 in the console, and that no second device uses the same triplet.',
    },
    zh: {
      what: '服务器断开了连接。',
      why: '有别的程序用同一个三元组或客户端 ID 登录、设备在控制台被禁用或删除、太久没有数据，或者 Topic 没有权限（+QMTSTAT 1）。',
      cure: '会自动重连；如果反复出现，请看控制台“监控运维 → 日志服务”，并确认没有第二个设备用同一个三元组。',
    },
  },
  EC20_LINK_PING: {
    en: {
      what: 'The broker no longer answers the module’s keep-alive.',
      why: 'The mobile network dropped the connection quietly, mostly on a weak signal or after long silence (+QMTSTAT 2).',
      cure: 'It dials up and reconnects by itself; if it is frequent, improve the antenna or shorten the keep-alive.',
    },
    zh: {
      what: '服务器不再应答模块的心跳。',
      why: '移动网络悄悄断开了连接，多因信号弱或长时间没有数据（+QMTSTAT 2）。',
      cure: '会自动重新拨号并重连；如果频繁出现，请改善天线位置，或缩短保活时间。',
    },
  },
  EC20_LINK_CONNECT: {
    en: {
      what: 'The login to the broker could not be sent.',
      why: 'The connection broke right after opening, or the broker hung up before the login came (+QMTSTAT 3).',
      cure: 'The next try follows by itself; if it repeats, check the signal and the port number.',
    },
    zh: {
      what: '登录请求没能发到服务器。',
      why: '刚打开连接就断了，或者服务器没等到登录就挂断（+QMTSTAT 3）。',
      cure: '稍后自动再试；如果反复出现，请检查信号和端口号。',
    },
  },
  EC20_LINK_CONNACK: {
    en: {
      what: 'The broker left the login unanswered.',
      why: 'Wrong credentials that the broker drops without a word, a client ID in use, or lost packets (+QMTSTAT 4).',
      cure: 'It tries again; if it stays, compare the triplet or the user name and password with those of the broker.',
    },
    zh: {
      what: '服务器没有应答登录请求。',
      why: '服务器对错误的账号不予应答、客户端 ID 正被使用，或者丢包（+QMTSTAT 4）。',
      cure: '会再试一次；如果一直这样，请核对三元组，或服务器的用户名和密码。',
    },
  },
  EC20_LINK_DISCONNECTED: {
    en: {
      what: 'The module has logged out of the broker.',
      why: 'The module sent DISCONNECT and the broker closed the connection, mostly because another program gave AT+QMTDISC (+QMTSTAT 5).',
      cure: 'It logs in again by itself; let no other program use the module’s other ports (ttyUSB3) for MQTT.',
    },
    zh: {
      what: '模块已从服务器退出登录。',
      why: '模块发了 DISCONNECT，服务器随后关闭连接，多半是别的程序执行了 AT+QMTDISC（+QMTSTAT 5）。',
      cure: '会自动重新登录；请不要让别的程序通过模块的其他口（ttyUSB3）操作 MQTT。',
    },
  },
  EC20_LINK_SEND: {
    en: {
      what: 'The module gave the connection up because sending kept failing.',
      why: 'A weak or crowded network, or more data than it carries (+QMTSTAT 6).',
      cure: 'It reconnects and sends what is waiting; if it is frequent, send less often or improve the antenna.',
    },
    zh: {
      what: '模块多次发送失败，已放弃这条连接。',
      why: '信号弱、网络拥塞，或者数据量超过网络能承受的（+QMTSTAT 6）。',
      cure: '会自动重连并补发等待的消息；如果频繁出现，请降低发送频率或改善天线。',
    },
  },
  EC20_LINK_DEAD: {
    en: {
      what: 'The connection is dead or the broker cannot be reached.',
      why: 'The mobile network changed or lost the way to the broker, or the broker is down (+QMTSTAT 7).',
      cure: 'It is opened anew by itself; if it stays, check the signal, the card’s data and whether the broker is up.',
    },
    zh: {
      what: '连接已失效，或者服务器不可达。',
      why: '移动网络切换或断了通往服务器的路，或者服务器停了（+QMTSTAT 7）。',
      cure: '会自动重新建立；如果一直不行，请检查信号、卡的流量，以及服务器是否在线。',
    },
  },
  EC20_LINK_CLIENT_CLOSED: {
    en: {
      what: 'The module itself closed the connection.',
      why: 'Newer firmware tells so after a fault of its own or when another program closed it (+QMTSTAT 8).',
      cure: 'A new connection follows by itself; if it repeats, look for another program that uses the module.',
    },
    zh: {
      what: '模块自己关闭了连接。',
      why: '较新的固件在自身出错或被别的程序关闭时这样报告（+QMTSTAT 8）。',
      cure: '会自动建立新连接；如果反复出现，请查是否有别的程序在用这个模块。',
    },
  },
  EC20_LINK_UNKNOWN: {
    en: {
      what: 'The connection ended for a reason that only the module knows: +QMTSTAT {stat}.',
      why: 'Quectel’s note explains 1 to 8; other numbers are reserved.',
      cure: 'It reconnects on its own; if you meet it often, please report it with the firmware version that ATI shows.',
    },
    zh: {
      what: '连接断开，原因码没有公开说明：+QMTSTAT {stat}。',
      why: '移远文档只解释了 1 到 8，其余为保留值。',
      cure: '会自行重连；如果经常出现，请连同 ATI 显示的固件版本一起反馈。',
    },
  },
  EC20_LINK_SILENT: {
    en: {
      what: 'The connection ended without any notice from the module.',
      why: 'Nothing was heard for a while, and AT+QMTCONN? says that the module is not connected: its notice was lost, or goes to another port (AT+QURCCFG).',
      cure: 'It is set up again; if it repeats, set the port for unsolicited codes in the modem node to all.',
    },
    zh: {
      what: '连接已经断开，模块却没有通知。',
      why: '一段时间没有动静，查 AT+QMTCONN? 得知模块已不在线：断线通知丢了，或者送到了别的口（AT+QURCCFG）。',
      cure: '会自动重新连接；如果反复出现，请在模块节点里把“上报端口”设为 all。',
    },
  },

  // The modem node's settings

  EC20_NO_MODEM: {
    en: {
      what: 'This node has no modem node.',
      why: 'None was chosen, or the chosen one was deleted or is disabled.',
      cure: 'Open the node, choose a modem node or add one, and deploy.',
    },
    zh: {
      what: '这个节点没有选择模块节点。',
      why: '没有选择，或者所选的模块节点已被删除或禁用。',
      cure: '双击打开节点，选择或新建一个模块节点，然后部署。',
    },
  },
  EC20_NO_SECRET: {
    en: {
      what: 'The DeviceSecret is missing.',
      why: 'Secrets are not exported with a flow, so an imported modem node has none; they are also lost when Node-RED’s credentialSecret changes.',
      cure: 'Copy it from the Aliyun console (设备管理 → 设备 → 查看 → DeviceSecret) into the modem node, and deploy.',
    },
    zh: {
      what: '没有填写 DeviceSecret。',
      why: '导出流程时不含密钥，所以导入的模块节点里是空的；Node-RED 的 credentialSecret 改变后也会丢失。',
      cure: '请到阿里云控制台“设备管理 → 设备 → 查看”复制 DeviceSecret，填进模块节点后部署。',
    },
  },
  EC20_PRODUCT_KEY: {
    en: {
      what: '“{value}” does not look like a ProductKey.',
      why: 'A ProductKey is a short word of letters and digits, mostly eleven. The product’s name or the DeviceName was entered instead, or a blank came along.',
      cure: 'Copy the ProductKey from 设备管理 → 设备 → 查看 in the Aliyun console.',
    },
    zh: {
      what: '“{value}”不像是 ProductKey。',
      why: 'ProductKey 由字母和数字组成，一般 11 位。可能填成了产品名称或 DeviceName，或者带进了空格。',
      cure: '请到阿里云控制台“设备管理 → 设备 → 查看”复制 ProductKey。',
    },
  },
  EC20_DEVICE_NAME: {
    en: {
      what: '“{value}” cannot be a DeviceName.',
      why: 'A DeviceName has 4 to 32 characters: letters, digits and - _ @ . : only. The alias (备注名称) is something else.',
      cure: 'Copy the DeviceName, not the alias (备注名称), from 设备管理 → 设备 in the Aliyun console.',
    },
    zh: {
      what: '“{value}”不能作为 DeviceName。',
      why: 'DeviceName 为 4～32 个字符，只能含字母、数字和 - _ @ . :；备注名称不是 DeviceName。',
      cure: '请到阿里云控制台“设备管理 → 设备”复制 DeviceName，注意不是备注名称。',
    },
  },
  EC20_DEVICE_SECRET: {
    en: {
      what: 'The DeviceSecret, {length} characters long, does not look like one.',
      why: 'A DeviceSecret is mostly 32 letters and digits. The ProductSecret was taken, or the copy is cut off or holds a blank.',
      cure: 'Copy it again with the console’s copy button (设备管理 → 设备 → 查看 → DeviceSecret), not the ProductSecret.',
    },
    zh: {
      what: 'DeviceSecret 的内容不对，目前长度为 {length}。',
      why: 'DeviceSecret 一般是 32 位字母和数字。可能填成了 ProductSecret，或者复制不全、带了空格。',
      cure: '请用控制台的复制按钮重新复制（设备管理 → 设备 → 查看 → DeviceSecret），不要用 ProductSecret。',
    },
  },
  EC20_ENV_MISSING: {
    en: {
      what: 'The setting {field} refers to the environment variable {name}, which does not exist.',
      why: 'It is not set where Node-RED starts, or its name is written differently. A service does not read the variables of your shell.',
      cure: 'Define it in the flow’s environment variables or in ~/.node-red/environment, and restart Node-RED.',
    },
    zh: {
      what: '“{field}”引用的环境变量 {name} 不存在。',
      why: '启动 Node-RED 的地方没有设置它，或者名字写得不一样。作为服务运行时，不会读取你终端里的变量。',
      cure: '请在流程的环境变量里，或在 ~/.node-red/environment 文件里定义它，然后重启 Node-RED。',
    },
  },
  EC20_FULL_WIDTH: {
    en: {
      what: 'The setting {field} holds a full-width or invisible character: {character}.',
      why: 'It was typed with a Chinese input method in full-width mode, or copied from a web page or chat together with an invisible character.',
      cure: 'Switch the keyboard to English (half-width) and type this setting again.',
    },
    zh: {
      what: '“{field}”里有全角或不可见字符：{character}。',
      why: '用中文输入法的全角状态输入，或者从网页、聊天窗口复制时带进了看不见的字符。',
      cure: '请切换到英文半角状态，把这一项重新输入一遍。',
    },
  },
  EC20_SETTING: {
    en: {
      what: 'The setting {field} cannot be “{value}”.',
      why: 'A flow that was imported or edited by hand, or an environment variable, gives a value outside the allowed ones.',
      cure: 'Correct it in the node; expected is {allowed}.',
    },
    zh: {
      what: '“{field}”不能是“{value}”。',
      why: '导入或手工修改的流程，或者环境变量给出的值超出了允许范围。',
      cure: '请在节点里改正，应为：{allowed}。',
    },
  },
  EC20_REPORT: {
    en: {
      what: 'The doctor’s report can’t be used: {field} is {value}, expected is {allowed}.',
      why: 'The file was changed by hand or cut off, or it is something else than a report.',
      cure: 'Give the file as ec20-doctor has written it.',
    },
    zh: {
      what: 'ec20-doctor 的报告无法使用：{field} 是 {value}，应为 {allowed}。',
      why: '文件被手工改过或不完整，或者根本不是报告。',
      cure: '请使用 ec20-doctor 写出的原文件。',
    },
  },
  EC20_REPORT_NEWER: {
    en: {
      what: 'The doctor’s report has version {version}; this program reads version 1.',
      why: 'A newer ec20-doctor has written it.',
      cure: 'Update this package, or make the report again with the ec20-doctor of this version.',
    },
    zh: {
      what: 'ec20-doctor 的报告版本是 {version}，本程序只能读取版本 1。',
      why: '它是由更新版本的 ec20-doctor 写出的。',
      cure: '请更新本软件包，或用当前版本的 ec20-doctor 重新生成报告。',
    },
  },
  EC20_KEEPALIVE: {
    en: {
      what: 'The keep-alive of {value} s is out of range.',
      why: 'Aliyun refuses a login with a keep-alive outside 30 to 1200 s; the module itself takes 0 to 3600 s.',
      cure: 'Set 30 to 1200 s for Aliyun (300 or more saves data), at most 3600 s for another broker.',
    },
    zh: {
      what: '保活时间 {value} 秒超出范围。',
      why: '阿里云拒绝保活时间不在 30～1200 秒的登录；模块本身支持 0～3600 秒。',
      cure: '接入阿里云请填 30～1200 秒（300 秒以上省流量），其他服务器最多 3600 秒。',
    },
  },
  EC20_HOST_MISSING: {
    en: {
      what: 'No broker address is set.',
      why: 'With the server set to mqtt there is nothing from which the address could follow.',
      cure: 'Enter the broker’s host name in the modem node, or set the server to aliyun.',
    },
    zh: {
      what: '没有填写服务器地址。',
      why: '除阿里云等少数平台外，接入域名无法推算出来。',
      cure: '请在模块节点里填写“接入域名”，或者把“服务器”改为阿里云物联网平台。',
    },
  },
  EC20_REGION: {
    en: {
      what: '“{value}” is not a region of Aliyun IoT.',
      why: 'The region is written as an id, such as cn-shanghai, not as a name.',
      cure: 'Use the id of the region shown at the top of the console, such as cn-shanghai, or enter the instance ID.',
    },
    zh: {
      what: '“{value}”不是阿里云物联网平台的地域。',
      why: '地域要写代号，例如 cn-shanghai，不能写“上海”。',
      cure: '请看控制台顶部的地域，填它的代号，例如华东2（上海）是 cn-shanghai；也可以改填实例 ID。',
    },
  },
  EC20_TLS_REQUIRED: {
    en: {
      what: 'This Aliyun instance takes encrypted connections only.',
      why: 'New accounts and instances refuse plain TCP, whatever the port.',
      cure: 'Set TLS in the modem node to auto or on, and enter the instance ID.',
    },
    zh: {
      what: '这个阿里云实例只接受加密连接。',
      why: '新账号、新实例都拒绝不加密的 TCP 连接，与端口号无关。',
      cure: '请在模块节点里把“TLS加密”设为 auto 或“启用”，并填写实例 ID。',
    },
  },
  EC20_PRODUCT_SECRET: {
    en: {
      what: 'The ProductSecret ({length} characters) is not one.',
      why: 'A ProductSecret has letters and digits only; often a blank or a line break was copied too.',
      cure: 'Copy the ProductSecret anew from 产品详情 in the console.',
    },
    zh: {
      what: 'ProductSecret（{length} 个字符）格式不对。',
      why: 'ProductSecret 只有字母和数字，常见的是复制时多带了空格或换行。',
      cure: '请在控制台“产品详情”里重新复制 ProductSecret。',
    },
  },
  EC20_REGISTER_TLS: {
    en: {
      what: 'Registration needs TLS, but TLS is off.',
      why: 'The platform gives a DeviceSecret over encrypted connections only.',
      cure: 'Set TLS to auto or on in the modem node; or enter a DeviceSecret instead of the ProductSecret.',
    },
    zh: {
      what: '动态注册必须用 TLS，而 TLS 设成了不启用。',
      why: '平台只在加密连接上下发 DeviceSecret。',
      cure: '请在模块节点里把“TLS加密”设为 auto 或“启用”；或者不用 ProductSecret，直接填写 DeviceSecret。',
    },
  },
  EC20_REGISTER_SIGNATURE: {
    en: {
      what: 'The registration of {device} is refused: the ProductSecret is wrong, or there is no such device.',
      why: 'The ProductSecret belongs to another product, or the DeviceName was not entered in the console before.',
      cure: 'Copy the ProductSecret from 产品详情, and add the DeviceName in 设备管理 → 设备 (批量添加 for many).',
    },
    zh: {
      what: '{device} 动态注册被拒绝：ProductSecret 不对，或者没有这个设备。',
      why: 'ProductSecret 是别的产品的，或者还没有在控制台预先添加这个 DeviceName。',
      cure: '请在“产品详情”里复制 ProductSecret，并在“设备管理 → 设备”里添加 DeviceName（可以批量添加）。',
    },
  },
  EC20_REGISTER_OFF: {
    en: {
      what: 'The product of {device} does not allow registration (6288).',
      why: 'The switch 动态注册 of the product is off.',
      cure: 'Switch 动态注册 on in 产品详情, then deploy.',
    },
    zh: {
      what: '{device} 所属产品没有开启动态注册（6288）。',
      why: '产品的“动态注册”开关没有打开。',
      cure: '请在“产品详情”里打开“动态注册”开关，然后重新部署。',
    },
  },
  EC20_REGISTER_ACTIVATED: {
    en: {
      what: '{device} has been activated before, so the platform gives its secret no more (6289).',
      why: 'Another Pi uses this DeviceName, or this one has lost its stored secret (a new SD card).',
      cure: 'Give each Pi a DeviceName of its own; for the same Pi copy the DeviceSecret from 设备详情 into the modem node, or reset the device (ResetThing) and deploy.',
    },
    zh: {
      what: '{device} 以前已经激活，平台不再下发密钥（6289）。',
      why: '另一台树莓派用了同一个 DeviceName，或者本机保存的密钥丢了（例如换了 SD 卡）。',
      cure: '每台树莓派要用各自的 DeviceName；如果就是这台，请把“设备详情”里的 DeviceSecret 填进模块节点，或者用 ResetThing 重置设备后重新部署。',
    },
  },
  EC20_REGISTER_REFUSED: {
    en: {
      what: 'The platform did not give {device} a secret.',
      why: 'Mostly 动态注册 of the product is off, or the device was activated before; a weak signal may have lost the answer.',
      cure: 'Check in the console that 动态注册 is on and the device is 未激活; it is tried again.',
    },
    zh: {
      what: '平台没有给 {device} 下发密钥。',
      why: '多半是产品没有开启“动态注册”，或者设备以前已激活；信号弱也可能丢失应答。',
      cure: '请在控制台确认“动态注册”已打开、设备状态是“未激活”；会自动重试。',
    },
  },
  EC20_REGISTER_STORE: {
    en: {
      what: 'The secret that the platform gave cannot be stored in {file} ({detail}).',
      why: 'The folder cannot be written, or the disk is full.',
      cure: 'Make room, and let Node-RED write to its user directory; the device has not logged in yet, so it is registered again.',
    },
    zh: {
      what: '平台下发的密钥存不进 {file}（{detail}）。',
      why: '目录不可写，或者磁盘已满。',
      cure: '请腾出空间，并确保 Node-RED 能写自己的用户目录；设备还没有登录过，会重新注册。',
    },
  },
  EC20_CA_MISSING: {
    en: {
      what: 'Port {port} of Aliyun needs a root certificate that is not part of this package.',
      why: 'Its server certificate ends in Alibaba’s own root (Aliyun IoT Root CA), not in GlobalSign’s.',
      cure: 'Download the root certificate named under 设备接入 → MQTT-TLS in Alibaba’s documents, and enter its path as CA file; or use port 1883, which needs none.',
    },
    zh: {
      what: '连接阿里云的 {port} 端口需要根证书，本软件包里没有附带。',
      why: '该端口的服务器证书由阿里云自己的根证书（Aliyun IoT Root CA）签发，不是 GlobalSign。',
      cure: '请从阿里云文档“设备接入 → MQTT-TLS 连接”下载根证书，把路径填到“CA 证书”；或者改用 1883 端口，不需要另备证书。',
    },
  },
  EC20_TLS_FILE: {
    en: {
      what: 'The file {file} ({field}) cannot be read: {detail}.',
      why: 'The path is wrong or means no ordinary file, Node-RED has no right to read it, it is larger than 32 KB, it was changed while it was read, or its drive does not answer.',
      cure: 'Enter the full path of a PEM file that the user of Node-RED may read; a relative path starts at Node-RED’s user directory.',
    },
    zh: {
      what: '读不了文件 {file}（{field}）：{detail}。',
      why: '路径不对或不是普通文件，Node-RED 没有读取权限，文件超过 32 KB，读取时文件被改动，或者所在磁盘没有响应。',
      cure: '请填写 PEM 文件的完整路径，并确保运行 Node-RED 的用户能读取；相对路径从 Node-RED 用户目录算起。',
    },
  },
  EC20_TLS_PEM: {
    en: {
      what: 'The file {file} ({field}) is no PEM file that can be used.',
      why: 'It is damaged, in another form (DER, PFX), or a key that is protected by a password.',
      cure: 'Convert it with openssl, for example openssl x509 -inform der -in a.cer -out a.pem, and for a key openssl pkey -in a.key -out b.key.',
    },
    zh: {
      what: '文件 {file}（{field}）不是可用的 PEM 文件。',
      why: '文件损坏、是别的格式（DER、PFX），或者私钥带密码。',
      cure: '请用 openssl 转换，例如 openssl x509 -inform der -in a.cer -out a.pem；私钥用 openssl pkey -in a.key -out b.key 去掉密码。',
    },
  },
  EC20_TLS_PAIR: {
    en: {
      what: 'The device’s certificate and its key do not go together: see {field} and {other}.',
      why: 'One of the two is missing, or the key belongs to another certificate.',
      cure: 'Enter certFile and keyFile of the same device, or leave both empty where the broker wants none.',
    },
    zh: {
      what: '设备证书和私钥不配套：请检查 {field} 和 {other}。',
      why: '缺了其中一个，或者私钥属于另一张证书。',
      cure: '请填写同一台设备的“设备证书”和“设备私钥”；服务器不要求设备证书时，两项都留空。',
    },
  },
  EC20_TLS_FIRMWARE: {
    en: {
      what: 'The module’s firmware cannot set up TLS: it refuses AT+QSSLCFG "{option}".',
      why: 'The firmware is old, or was built without TLS.',
      cure: 'Ask your supplier for a newer firmware; or set TLS to off where the server still takes plain TCP.',
    },
    zh: {
      what: '模块固件不支持这项 TLS 设置：AT+QSSLCFG "{option}" 被拒绝。',
      why: '固件太旧，或者编译时没带 TLS。',
      cure: '请向供应商要新固件；如果服务器还允许普通 TCP，也可以把“TLS加密”设为“不启用”。',
    },
  },
  EC20_CLOCK_UNSET: {
    en: {
      what: 'The module does not know the date, so no certificate can be checked; {server} did not tell it.',
      why: 'The network tells no time, the time server does not answer, and this computer’s clock is not set either.',
      cure: 'Set this computer’s clock, or let the SIM card’s whitelist (定向流量) include the time server; it is tried again.',
    },
    zh: {
      what: '模块不知道日期，无法检查证书；{server} 也没有告诉它。',
      why: '网络没有下发时间，时间服务器没有应答，本机时钟也没校准。',
      cure: '请校准本机时钟，或者把时间服务器加入 SIM 卡的定向流量白名单；会自动重试。',
    },
  },
  EC20_FILE_FULL: {
    en: {
      what: 'The module’s file system is full: {file} ({bytes} bytes) finds no room.',
      why: 'Files of other programs or old certificates fill it.',
      cure: 'List the files with AT+QFLST="*" in an ec20 command node and delete what is not needed with AT+QFDEL; it is tried again.',
    },
    zh: {
      what: '模块的文件空间已满，放不下 {file}（{bytes} 字节）。',
      why: '被其他程序的文件或旧证书占满了。',
      cure: '请用 ec20 command 节点发 AT+QFLST="*" 查看文件，用 AT+QFDEL 删掉不需要的；会自动重试。',
    },
  },
  EC20_FILE_UPLOAD: {
    en: {
      what: 'The certificate {file} could not be loaded into the module.',
      why: 'The upload broke off: a disturbed line, or a firmware without AT+QFUPL.',
      cure: 'Check cable and power supply; it is tried again. If it stays, the firmware may need an update.',
    },
    zh: {
      what: '证书 {file} 没能写进模块。',
      why: '上传中断：串口受干扰，或者固件没有 AT+QFUPL。',
      cure: '请检查数据线和供电；会自动重试。如果一直这样，可能需要升级固件。',
    },
  },
  EC20_FILE_CHECKSUM: {
    en: {
      what: 'The module has stored {file} wrongly: twice its checksum was another.',
      why: 'Bytes were changed on the line or in the module’s flash.',
      cure: 'Check cable and power supply, on a UART the baud rate and flow control too; it is tried again.',
    },
    zh: {
      what: '模块里存下的 {file} 有误：两次上传校验和都不一致。',
      why: '数据在串口上或模块闪存里出错。',
      cure: '请检查数据线和供电，用 UART 时还要检查波特率和流控；会自动重试。',
    },
  },
  EC20_TLS_FILE_GONE: {
    en: {
      what: 'The certificate {file} is no longer in the module, or is another one.',
      why: 'Another program has deleted or replaced it, or the flash has lost it.',
      cure: 'You need do nothing: it is loaded again at the next attempt. If this returns, look for a second program on the module.',
    },
    zh: {
      what: '模块里的证书 {file} 不见了，或者被换掉了。',
      why: '被别的程序删除或覆盖，或者闪存丢失了文件。',
      cure: '不用处理：下次重试会重新写入。如果反复出现，请检查是否有别的程序也在用这个模块。',
    },
  },
  EC20_TLS_UNREACHABLE: {
    en: {
      what: 'No TCP connection to {host}, port {port}: it is not about certificates.',
      why: 'The port is wrong or closed, a firewall is in between, or the SIM card reaches chosen servers only (定向流量).',
      cure: 'Compare host and port with the console, and ask the card’s provider for its whitelist; it is tried again.',
    },
    zh: {
      what: '{host} 的 {port} 端口连 TCP 都连不上，与证书无关。',
      why: '端口不对或没开放、被防火墙挡住，或者 SIM 卡是定向流量卡。',
      cure: '请对照控制台核对域名和端口，并向卡商确认白名单；会自动重试。',
    },
  },
  EC20_TLS_DATE: {
    en: {
      what: 'The certificate of {host} is not valid on the module’s date, {time}.',
      why: 'The module’s clock is wrong, or the server’s certificate has expired. Without its dates it would be accepted.',
      cure: 'Compare the date: is it wrong, let the module fetch the time (signal, whitelist of ntp.aliyun.com); is it right, the server’s operator has to renew the certificate.',
    },
    zh: {
      what: '按模块的日期 {time}，{host} 的证书不在有效期内。',
      why: '模块时钟不对，或者服务器证书已经过期；不看日期的话，证书是可信的。',
      cure: '请核对日期：日期不对，就让模块能对时（信号、ntp.aliyun.com 白名单）；日期正确，要由服务器一方更换证书。',
    },
  },
  EC20_TLS_SERVER: {
    en: {
      what: 'The certificate of {host} is not trusted: it is signed by another CA, or made for another host name.',
      why: 'The CA file is not that of this server, or the host is entered in another form than in its certificate.',
      cure: 'Enter the CA file that the server’s operator gives out, and the host exactly as in the certificate; for Aliyun leave the CA file empty.',
    },
    zh: {
      what: '{host} 的证书不可信：签发的 CA 不对，或者证书是给别的域名的。',
      why: 'CA 证书不是这台服务器的，或者填写的域名与证书里的不一致。',
      cure: '请填写服务器一方提供的 CA 证书，域名要和证书里的完全一致；连接阿里云时 CA 证书留空即可。',
    },
  },
  EC20_TLS_MUTUAL: {
    en: {
      what: '{host} and the module do not accept each other’s certificates.',
      why: 'The broker does not know the CA of this device’s certificate, or the certificate has expired; or the CA file is not that of the broker, or its certificate names another host.',
      cure: 'Compare both with what the broker’s operator gives out: CA file and host first, then certFile and keyFile.',
    },
    zh: {
      what: '{host} 和模块互不认可对方的证书。',
      why: '服务器不认可设备证书的 CA，或者设备证书已过期；也可能是 CA 证书不是这台服务器的，或者服务器证书里的域名不一致。',
      cure: '请对照服务器一方给的资料逐项核对：先看 CA 证书和域名，再看设备证书和设备私钥。',
    },
  },
  EC20_TLS_SNI: {
    en: {
      what: '{host} ends the TLS handshake, and this firmware cannot tell it the host name (SNI).',
      why: 'A server that shares its address with others needs the name to choose its certificate; AT+QSSLCFG has no "sni" here.',
      cure: 'Ask your supplier for a firmware with SNI, or use a host with an address of its own.',
    },
    zh: {
      what: '{host} 中断了 TLS 握手，而这个固件无法把域名告诉它（SNI）。',
      why: '多个域名共用地址的服务器要靠域名选择证书，但本固件的 AT+QSSLCFG 没有 "sni"。',
      cure: '请向供应商要支持 SNI 的固件，或者改用独占地址的服务器。',
    },
  },
  EC20_TLS_HANDSHAKE: {
    en: {
      what: '{host}, port {port} takes the TCP connection, but no TLS comes about.',
      why: 'The port speaks no TLS (1883 often does not, 8883 does), the server knows no TLS 1.2, or it wants a certificate of the device.',
      cure: 'Check the port; where the broker wants client certificates, enter certFile and keyFile.',
    },
    zh: {
      what: '{host} 的 {port} 端口能连上 TCP，但 TLS 握手失败。',
      why: '该端口没有 TLS（1883 往往没有，8883 才有）、服务器不支持 TLS 1.2，或者它要求设备证书。',
      cure: '请核对端口；服务器要求设备证书时，请填写“设备证书”和“设备私钥”。',
    },
  },
  // What a message asks for

  EC20_TOPIC_MISSING: {
    en: {
      what: 'The message has no topic.',
      why: 'The node’s topic is empty and msg.topic is absent, empty or not a string.',
      cure: 'Enter a topic in the publish node, or set msg.topic before it.',
    },
    zh: {
      what: '消息没有 Topic。',
      why: '节点的 Topic 留空，而 msg.topic 不存在、为空或不是字符串。',
      cure: '请在发布节点里填 Topic，或者在它前面设置 msg.topic。',
    },
  },
  EC20_TOPIC_CHARACTER: {
    en: {
      what: 'The topic “{topic}” holds a character that is not allowed: {character}.',
      why: 'Quotation marks, line breaks and control characters would break the AT line; Aliyun allows only letters, digits, _ and / in custom topics, and the characters of a device name.',
      cure: 'Compare it with 设备管理 → 产品 → 查看 → Topic类列表 in the console, and type it anew.',
    },
    zh: {
      what: 'Topic“{topic}”里有不允许的字符：{character}。',
      why: '引号、换行和控制字符会破坏 AT 指令；阿里云自定义 Topic 只能用字母、数字、_ 和 /，以及设备名称里的字符。',
      cure: '请对照控制台“设备管理 → 产品 → 查看 → Topic类列表”，重新输入。',
    },
  },
  EC20_TOPIC_WILDCARD: {
    en: {
      what: 'A message cannot be published to “{topic}”: + and # are for subscribing only.',
      why: 'Wildcards stand for many topics; a message goes to exactly one.',
      cure: 'Write out the whole topic.',
    },
    zh: {
      what: '不能向“{topic}”发布消息：+ 和 # 只能用于订阅。',
      why: '通配符代表许多 Topic，而一条消息只能发到一个。',
      cure: '请写出完整的 Topic。',
    },
  },
  EC20_PAYLOAD_CONTROL: {
    en: {
      what: 'The payload holds the byte 0x1A or 0x1B at position {place}, which this module’s firmware cannot send.',
      why: 'The firmware has no AT+QMTPUBEX; its AT+QMTPUB takes Ctrl-Z (0x1A) for the end of the payload and ESC (0x1B) for a cancel. Text and JSON never hold them.',
      cure: 'Send it as text (base64 or hex), or update the module’s firmware.',
    },
    zh: {
      what: '消息内容的第 {place} 个字节是 0x1A 或 0x1B，这款模块的固件发不出去。',
      why: '固件没有 AT+QMTPUBEX，只有 AT+QMTPUB，它把 Ctrl-Z（0x1A）当作结束、把 ESC（0x1B）当作取消。文本和 JSON 里不会有这两个字节。',
      cure: '改成文本再发（base64 或十六进制），或者升级模块固件。',
    },
  },
  EC20_TOPIC_LONG: {
    en: {
      what: 'The topic is {bytes} bytes long; at most {limit} are possible.',
      why: 'Aliyun takes 128 bytes and 7 slashes. A Chinese character counts three bytes.',
      cure: 'Shorten the topic.',
    },
    zh: {
      what: 'Topic 长 {bytes} 字节，最多只能 {limit} 字节。',
      why: '阿里云规定不超过 128 字节、7 个斜杠。一个汉字算三个字节。',
      cure: '请缩短 Topic。',
    },
  },
  EC20_TOPIC_PLACEHOLDER: {
    en: {
      what: 'The topic “{topic}” holds a placeholder that is unknown: {placeholder}.',
      why: 'Only names of the device can be filled in; a typing error or an Alink name such as tsl.event.identifier stays as it is.',
      cure: 'Between ${ and } write productKey, deviceName, YourProductKey or YourDeviceName, or put the value itself into the topic.',
    },
    zh: {
      what: 'Topic“{topic}”里有不认识的占位符：{placeholder}。',
      why: '只能代入设备自己的名字；拼错的，或 tsl.event.identifier 这类 Alink 名称无法代入。',
      cure: '占位符 ${ } 里只能写 productKey、deviceName（或 YourProductKey、YourDeviceName），其余请直接写实际的值。',
    },
  },
  EC20_FILTER_MISSING: {
    en: {
      what: 'The subscribe node has no topic.',
      why: 'Its topic is empty, or a message with the action subscribe brought none.',
      cure: 'Enter a topic in the subscribe node, or send it as msg.topic.',
    },
    zh: {
      what: '订阅节点没有 Topic。',
      why: '节点的 Topic 为空，或者 subscribe 动作的消息没有带 Topic。',
      cure: '请在订阅节点里填 Topic，或者用 msg.topic 送进来。',
    },
  },
  EC20_FILTER_INVALID: {
    en: {
      what: '“{filter}” is not a valid topic to subscribe to.',
      why: 'Either a wildcard stands beside other characters, as in a+ or b#, or # is not at the end.',
      cure: 'Let + stand for one whole level (a/+/c), and # only at the very end (a/#).',
    },
    zh: {
      what: '“{filter}”不是有效的订阅 Topic。',
      why: '通配符和别的字符写在了一起（如 a+、b#），或者 # 不在末尾。',
      cure: '+ 必须独占一级（如 a/+/c），# 只能放在最后（如 a/#）。',
    },
  },
  EC20_PAYLOAD_EMPTY: {
    en: {
      what: 'The payload is empty, and the module cannot send an empty message.',
      why: 'The module announces the length of each message, and that is at least one byte. An empty text, an empty Buffer and null have none.',
      cure: 'Put something into msg.payload, such as a blank or {}; without a payload at all nothing is sent.',
    },
    zh: {
      what: '消息内容为空，模块发不了空消息。',
      why: '模块发送时要先报长度，最少一个字节；空字符串、空 Buffer 和 null 都是零字节。',
      cure: '请在 msg.payload 里放入内容，例如一个空格或 {}；完全没有 payload 的消息不会发送。',
    },
  },
  EC20_PAYLOAD_LONG: {
    en: {
      what: 'The payload has {bytes} bytes; at most {limit} can be sent at once.',
      why: 'The length is counted in bytes: a Chinese character has three. Objects are sent as JSON, which is longer than it looks.',
      cure: 'Send fewer values in one message, or split it in a function node.',
    },
    zh: {
      what: '消息内容有 {bytes} 字节，一次最多发 {limit} 字节。',
      why: '长度按字节计算，一个汉字三个字节；对象会转成 JSON，比看上去长。',
      cure: '请减少一条消息里的数据，或者用 function 节点拆成几条。',
    },
  },
  EC20_PAYLOAD_JSON: {
    en: {
      what: 'msg.payload cannot be written as JSON: {detail}.',
      why: 'The object refers to itself (msg.req or a node inside it, say), or holds a BigInt.',
      cure: 'Build a plain object with just the values to send, in a change or function node.',
    },
    zh: {
      what: 'msg.payload 无法转成 JSON：{detail}。',
      why: '对象引用了自己（例如里面带着 msg.req 或节点对象），或者含有 BigInt。',
      cure: '请用 change 或 function 节点另建一个只含要发送数据的普通对象。',
    },
  },
  EC20_QUOTES: {
    en: {
      what: 'This firmware cannot send the double quotes that {key} needs.',
      why: 'The modem node is set to send JSON without quotes, but this key or text holds a character that only works within quotes.',
      cure: 'Use letters, digits and _ in it, or set quotes in the modem node to keep or single.',
    },
    zh: {
      what: '{key} 需要双引号，而这个固件发不了双引号。',
      why: '模块节点设成了不带引号的 JSON，但这个键或字符串里有离不开引号的字符。',
      cure: '请只用字母、数字和 _，或者在模块节点里把“双引号处理”改为 keep 或 single。',
    },
  },
  EC20_QOS: {
    en: {
      what: 'The QoS “{value}” does not exist.',
      why: 'msg.qos or the node’s setting is something else than 0, 1 or 2.',
      cure: 'Set it to 0, 1 or 2, or delete msg.qos.',
    },
    zh: {
      what: '没有“{value}”这种 QoS。',
      why: 'msg.qos 或节点设置不是 0、1、2。',
      cure: '请改成 0、1 或 2，或者删掉 msg.qos。',
    },
  },
  EC20_QOS_UNSUPPORTED: {
    en: {
      what: 'This platform does not take QoS {value}.',
      why: 'Alibaba Cloud, Tencent Cloud, OneNET and Huawei Cloud know QoS 0 and 1 only.',
      cure: 'Use QoS 1 for messages that must arrive, QoS 0 for others.',
    },
    zh: {
      what: '该平台不支持 QoS {value}。',
      why: '阿里云、腾讯云、OneNET、华为云都只有 QoS 0 和 QoS 1。',
      cure: '必须送达的消息用 QoS 1，其余用 QoS 0。',
    },
  },
  EC20_RETAIN: {
    en: {
      what: '“{value}” is not a value for retain.',
      why: 'msg.retain or the node’s setting is neither true nor false.',
      cure: 'Set it to true or false, or delete msg.retain.',
    },
    zh: {
      what: 'retain（保留）不能是“{value}”。',
      why: 'msg.retain 或节点设置既不是 true 也不是 false。',
      cure: '请改成 true 或 false，或者删掉 msg.retain。',
    },
  },
  EC20_RETAIN_UNSUPPORTED: {
    en: {
      what: 'This platform keeps no retained messages.',
      why: 'The platform has them with MQTT 5.0 only, which the module does not speak.',
      cure: 'Set retain to false, and delete msg.retain; the last value of a property stays visible in the console anyway.',
    },
    zh: {
      what: '阿里云不支持保留消息（retain）。',
      why: '平台只在 MQTT 5.0 下支持，而模块不支持 5.0。',
      cure: '请把 retain 设为 false，并删掉 msg.retain；属性的最新值在控制台本来就能看到。',
    },
  },
  EC20_WILL_UNSUPPORTED: {
    en: {
      what: 'This platform takes no will message.',
      why: 'The platform notes by itself when a device goes offline, and refuses a will with MQTT 3.1.1.',
      cure: 'Empty the will’s topic in the modem node; follow the device’s 上线/下线 in the console instead.',
    },
    zh: {
      what: '该平台不支持遗嘱消息。',
      why: '设备掉线由平台自己记录；MQTT 3.1.1 下平台不接受遗嘱。',
      cure: '请清空模块节点里的遗嘱 Topic；设备的上线、下线可在控制台查看。',
    },
  },

  // The queue and the fate of a message

  EC20_OFFLINE: {
    en: {
      what: 'The message was dropped because the device is offline.',
      why: 'This publish node is set to drop messages while there is no connection.',
      cure: 'Set it to queue, if such messages are to wait for the connection.',
    },
    zh: {
      what: '设备不在线，消息已丢弃。',
      why: '这个发布节点设成了离线时丢弃消息。',
      cure: '如果希望消息等到上线后再发，请把发布节点的“离线时”改为“放入队列”。',
    },
  },
  EC20_QUEUE_FULL: {
    en: {
      what: 'The message was dropped because the queue already holds {limit} messages.',
      why: 'The device was offline for long, or more comes in than the connection carries.',
      cure: 'Raise the queue limit in the modem node, send less often, or find out why the device is offline.',
    },
    zh: {
      what: '队列里已有 {limit} 条消息，这条被丢弃。',
      why: '设备离线太久，或者产生的消息多于网络能发的。',
      cure: '请在模块节点里调大队列上限、降低发送频率，或者先查清设备为什么离线。',
    },
  },
  EC20_EXPIRED: {
    en: {
      what: 'The message was dropped: it waited longer than {seconds} s.',
      why: 'The queue’s time to live ran out before the device came online.',
      cure: 'Raise the time to live in the modem node; 0 keeps messages for ever.',
    },
    zh: {
      what: '消息等待超过 {seconds} 秒，已过期丢弃。',
      why: '设备上线之前，消息在队列里的有效期就到了。',
      cure: '请在模块节点里调大有效期，填 0 表示永不过期。',
    },
  },
  EC20_CLOSED: {
    en: {
      what: 'The message was not delivered before the modem node closed.',
      why: 'The flow was deployed or Node-RED stopped while the message waited in a queue in memory.',
      cure: 'Set the queue to disk, so that waiting messages outlive a deploy or restart.',
    },
    zh: {
      what: '消息还没送达，模块节点就关闭了。',
      why: '消息在内存队列里等待时，流程重新部署或 Node-RED 停止了。',
      cure: '请把模块节点的“消息队列”改为“存盘”，这样部署或重启后消息还在。',
    },
  },
  EC20_PUBLISH_MISSING: {
    en: {
      what: 'This module’s firmware has no command to publish with: {result}.',
      why: 'It knows neither AT+QMTPUBEX nor another form of it, and has refused each publish of this connection. The messages keep waiting.',
      cure: 'Update the firmware (Quectel gives it to buyers; AT+CGMR shows the version), or use another module of the family.',
    },
    zh: {
      what: '模块的固件没有发布消息的指令：{result}。',
      why: '固件既没有 AT+QMTPUBEX，也没有别的发布指令，这次连接里的每次发布都被拒绝。消息会继续排队等待。',
      cure: '请升级固件（可向移远或卖家索取，AT+CGMR 可查看版本），或者换用同系列的其他模块。',
    },
  },
  EC20_MQTT_OPTIONS: {
    en: {
      what: 'The module’s firmware does not take these MQTT settings: {options}; it goes on with its own.',
      why: 'Old or cut-down firmware lacks AT+QMTCFG or some of its options. Keep-alive, clean session and protocol version are then the module’s: mostly 120 s, 1 and 3.1.',
      cure: 'If the broker refuses the connection or closes it, update the firmware (AT+CGMR shows the version).',
    },
    zh: {
      what: '模块固件不接受这些 MQTT 设置：{options}，将按模块自己的默认值继续运行。',
      why: '较旧或精简的固件没有 AT+QMTCFG，或者缺少其中一些选项。此时保活时间、clean session 和协议版本都用模块默认值，一般是 120 秒、1 和 3.1。',
      cure: '如果服务器拒绝或断开连接，请升级固件（AT+CGMR 可查看版本）。',
    },
  },
  EC20_PUBLISH_REFUSED: {
    en: {
      what: 'The module refuses to publish this message: {result}.',
      why: 'It says ERROR again and again though it is connected: mostly a topic or length that its firmware does not take.',
      cure: 'Shorten topic and payload and try again; look for unusual characters in the topic.',
    },
    zh: {
      what: '模块拒绝发布这条消息：{result}。',
      why: '模块在线却反复应答 ERROR，多半是固件不接受这个 Topic 或长度。',
      cure: '请缩短 Topic 和内容后再试，并检查 Topic 里有没有特殊字符。',
    },
  },
  EC20_PUBLISH_POISON: {
    en: {
      what: 'The message to “{topic}” was given up: the connection broke three times while it was being sent.',
      why: 'Brokers hang up on a publish without rights: another product’s topic, a custom topic without 发布 permission, or a payload that is too large.',
      cure: 'See in 设备管理 → 产品 → Topic类列表 that this device may publish (发布) to the topic.',
    },
    zh: {
      what: '发往“{topic}”的消息已放弃：连续三次一发它连接就断。',
      why: '没有权限的发布会被服务器断开：用了别的产品的 Topic、自定义 Topic 没有“发布”权限，或者内容太大。',
      cure: '请到控制台“设备管理 → 产品 → Topic类列表”确认设备对这个 Topic 有发布权限。',
    },
  },
  EC20_PUBLISH_UNKNOWN: {
    en: {
      what: 'Nobody knows whether this QoS 0 message arrived.',
      why: 'The connection broke after the module had taken it. QoS 0 is not repeated, as it could then arrive twice.',
      cure: 'Use QoS 1 for messages that must arrive.',
    },
    zh: {
      what: '无法确定这条 QoS 0 消息是否送达。',
      why: '模块接收消息后连接断了。QoS 0 不重发，否则可能送达两次。',
      cure: '不能丢的消息请用 QoS 1。',
    },
  },
  EC20_PUBLISH_FAILED: {
    en: {
      what: 'The module could not deliver the message to the broker (result {result}).',
      why: 'No acknowledgement came from the broker in spite of repeats: a weak signal, or a connection that is about to break.',
      cure: 'Check the signal; a QoS 1 message waits in the queue and is sent again.',
    },
    zh: {
      what: '模块没能把消息送到服务器（结果 {result}）。',
      why: '多次重发仍没有收到服务器的确认：信号弱，或者连接快断了。',
      cure: '请检查信号；QoS 1 的消息会留在队列里重发。',
    },
  },
  EC20_QUEUE_OTHER_DEVICE: {
    en: {
      what: 'The stored queue belongs to another device and was set aside as {file}.',
      why: 'The SD card was copied, or ProductKey and DeviceName were changed while messages waited. They are not sent under the new name.',
      cure: 'Delete this file if you no longer need its messages, or restore the old device to send them.',
    },
    zh: {
      what: '磁盘上的队列属于另一个设备，已另存为 {file}。',
      why: '复制了 SD 卡，或者还有消息等待时改了 ProductKey、DeviceName。这些消息不会以新设备的名义发出。',
      cure: '不再需要那些消息就删掉这个文件；要发出去，请改回原来的设备。',
    },
  },
  EC20_QUEUE_DAMAGED: {
    en: {
      what: 'The stored queue was damaged and was set aside as {file}; a new one was begun.',
      why: 'Power failed while the SD card was writing, or the card is wearing out.',
      cure: 'Check the SD card, and shut the Raspberry Pi down before you switch it off.',
    },
    zh: {
      what: '磁盘上的队列已损坏，另存为 {file}，并新建了一个。',
      why: '写 SD 卡时断电，或者 SD 卡快坏了。',
      cure: '请检查 SD 卡；断电前先让树莓派正常关机。',
    },
  },
  EC20_QUEUE_MEMORY: {
    en: {
      what: 'Waiting messages are kept in memory only: Node.js {version} cannot keep the queue on disk.',
      why: 'The queue on disk uses node:sqlite, which Node.js has since 22.13. Without it a restart loses what waits.',
      cure: 'Install Node.js 22.13 or newer, or set the queue to memory to end this warning.',
    },
    zh: {
      what: '等待的消息只存在内存里：Node.js {version} 不支持把队列存盘。',
      why: '存盘队列用到 node:sqlite，Node.js 22.13 起才有。没有它，重启会丢失等待中的消息。',
      cure: '请安装 Node.js 22.13 或更高版本；或者把“消息队列”设为“仅存内存”，就不再提示。',
    },
  },
  EC20_QUEUE_DISK: {
    en: {
      what: 'The queue cannot be written to disk: {detail}.',
      why: 'The disk is full, has become read-only (a worn SD card), or the folder belongs to another user.',
      cure: 'Check free space with df -h, and that the user who runs Node-RED may write to ~/.node-red.',
    },
    zh: {
      what: '队列写盘失败：{detail}。',
      why: '磁盘满了、变成只读（SD 卡老化），或者目录属于别的用户。',
      cure: '请用 df -h 看剩余空间，并确认运行 Node-RED 的用户可以写 ~/.node-red 目录。',
    },
  },
  EC20_QUEUE_DROPPED: {
    en: {
      what: 'The queue is full; messages dropped: {count} ({policy}).',
      why: 'The device was offline for long, or more comes in than the connection carries. It is told once, and again after ten minutes without a drop.',
      cure: 'Raise the queue limit in the modem node or send less often; ec20-status counts on in queue.dropped.',
    },
    zh: {
      what: '队列已满，丢弃了 {count} 条消息（{policy}）。',
      why: '设备离线较久，或者产生的消息多于网络能发的。只提示一次，连续十分钟没有丢弃后再发生才会再提示。',
      cure: '请在模块节点里调大队列上限，或者降低发送频率；之后的丢弃数看 ec20-status 的 queue.dropped。',
    },
  },

  // The thing model

  EC20_KIND_PAYLOAD: {
    en: {
      what: 'A message of the kind {kind} cannot be made from this payload; it takes {example}.',
      why: 'Each kind takes msg.payload in its own form. A number from an inject node, or JSON that is still text, are the usual slips.',
      cure: 'Build msg.payload in that form, in a change or function node before this one.',
    },
    zh: {
      what: '这个 payload 不能作为 {kind} 类消息发送，应为 {example}。',
      why: '每种消息类型都要求 msg.payload 是特定的格式。常见的错误是 inject 节点默认发出的数字，或者还没有转成对象的 JSON 文本。',
      cure: '请在本节点之前用 change 或 function 节点把 msg.payload 整理成这种格式。',
    },
  },
  EC20_PROPERTY_PAYLOAD: {
    en: {
      what: 'A property post takes an object, and msg.payload is a {type}.',
      why: 'Properties are reported by identifier. A bare reading, a text or a list does not say which property it is.',
      cure: 'Name the property: msg.payload = { Temperature: 21.5 }, with the identifier (标识符) of the thing model; a JSON node makes an object of JSON text.',
    },
    zh: {
      what: '属性上报需要对象，而 msg.payload 是 {type}。',
      why: '上报属性时要写明标识符。只有一个读数、一段文本或一个列表，平台不知道是哪个属性。',
      cure: '请写明属性，例如 msg.payload = { Temperature: 21.5 }，其中的键是物模型里的标识符；JSON 文本可先用 json 节点转成对象。',
    },
  },
  EC20_PROPERTY_NONE: {
    en: {
      what: 'This message reports no property.',
      why: 'The object is empty: a filter before this node let nothing through, or each reading was undefined. The platform answers such a post with code 460.',
      cure: 'Put at least one property in, such as { Temperature: 21.5 }, or send no message when there is nothing to report.',
    },
    zh: {
      what: '这条消息里没有任何属性。',
      why: '对象是空的：前面的节点把内容都过滤掉了，或者没有读到值。平台会对这样的上报返回 460。',
      cure: '请至少放入一个属性，例如 { Temperature: 21.5 }；没有数据时就不要发消息。',
    },
  },
  EC20_PROPERTY_COUNT: {
    en: {
      what: '{count} entries in one message; the platform takes at most {limit}.',
      why: 'A post may hold 200 properties (code 6106), a question for desired values or a change of tags 200 likewise.',
      cure: 'Split them into several messages.',
    },
    zh: {
      what: '一条消息里有 {count} 项，平台最多接受 {limit} 项。',
      why: '一次属性上报最多 200 个属性（结果码 6106），查询期望属性值、修改设备标签也各以 200 项为限。',
      cure: '请拆成几条消息发送。',
    },
  },
  EC20_PROPERTY_VALUE: {
    en: {
      what: '{identifier} has no value.',
      why: 'The value is null or NaN: a sensor that could not be read, or a calculation with a text that is no number.',
      cure: 'Leave it out of msg.payload until there is a reading, or check the sensor and the calculation before this node.',
    },
    zh: {
      what: '{identifier} 没有值。',
      why: '值是 null 或 NaN：传感器没读到数据，或者拿不是数字的文本去做了计算。',
      cure: '没有读数时请不要把它放进 msg.payload；并检查传感器和前面的计算。',
    },
  },
  EC20_IDENTIFIER: {
    en: {
      what: '“{identifier}” cannot be an identifier of a thing model.',
      why: 'Identifiers (标识符) have at most 50 letters, digits and _. The words set, get, post, time and value are reserved. The name shown in the console is not the identifier.',
      cure: 'Copy the identifier from 功能定义 in the console; for a custom module write moduleId:identifier.',
    },
    zh: {
      what: '“{identifier}”不能用作物模型的标识符。',
      why: '标识符只能由字母、数字和 _ 组成，最多 50 个字符；set、get、post、time、value 是保留字。控制台里显示的功能名称不是标识符。',
      cure: '请从控制台的“功能定义”里复制标识符；自定义模块里的功能写成 moduleId:identifier 的形式。',
    },
  },
  EC20_EVENT_MISSING: {
    en: {
      what: 'It is not said which event this is.',
      why: 'An event is reported by its identifier (标识符), and neither the node nor the message names one.',
      cure: 'Enter the identifier in the node, or set msg.event.',
    },
    zh: {
      what: '没有指明是哪个事件。',
      why: '上报事件要用它的标识符，而节点和消息里都没有写。',
      cure: '请在节点里填写事件的标识符，或者设置 msg.event。',
    },
  },
  EC20_HISTORY_DEVICE: {
    en: {
      what: 'These readings belong to the device {device}, and this connection is another’s.',
      why: 'The identity in msg.payload names another device. A directly connected device (直连设备) may report its own history only.',
      cure: 'Leave identity out, or send them through the modem node of that device.',
    },
    zh: {
      what: '这些历史数据属于设备 {device}，不是当前连接的设备。',
      why: 'msg.payload 里的 identity 写的是另一个设备，而直连设备只能上报自己的历史数据。',
      cure: '请去掉 identity，或者改用那个设备的模块节点来发送。',
    },
  },
  EC20_TIME_MISSING: {
    en: {
      what: 'The reading of {identifier} has no time.',
      why: 'History is readings of the past, so each must say when it was taken.',
      cure: 'Give each entry a time in ms: { time: Date.now(), Temperature: 21.5 }.',
    },
    zh: {
      what: '{identifier} 的历史读数没有时间。',
      why: '历史数据是过去的读数，每一条都要写明采集时间。',
      cure: '请给每一条加上毫秒时间，例如 { time: Date.now(), Temperature: 21.5 }。',
    },
  },
  EC20_TIME_INVALID: {
    en: {
      what: 'The time of {identifier} cannot be used: {value}.',
      why: 'A time is the number of ms since 1970 in UTC. Seconds instead of ms are the usual slip; a text is read only as ISO 8601 with its time zone.',
      cure: 'Use Date.now() or a Date; multiply seconds by 1000.',
    },
    zh: {
      what: '{identifier} 的时间无法使用：{value}。',
      why: '时间应为 1970 年以来的 UTC 毫秒数。最常见的错误是用了秒；文本只接受带时区的 ISO 8601 格式。',
      cure: '请用 Date.now() 或 Date 对象；如果是秒，请乘以 1000。',
    },
  },
  EC20_TIME_AHEAD: {
    en: {
      what: 'The time of {identifier} is {hours} hours ahead; the platform takes at most 24.',
      why: 'A clock that runs wrong, microseconds taken for ms, or a time zone added twice. The platform would refuse the whole post (code 6326).',
      cure: 'Correct the time, or leave it out: the time of sending then counts.',
    },
    zh: {
      what: '{identifier} 的时间超前了 {hours} 小时，平台最多允许 24 小时。',
      why: '时钟不准、把微秒当成了毫秒，或者时区加了两次。平台会拒绝整条上报（结果码 6326）。',
      cure: '请改正时间，或者不写时间，以发送时刻为准。',
    },
  },
  EC20_TAG_KEY: {
    en: {
      what: '“{key}” cannot be the key of a device tag.',
      why: 'Keys of tags (设备标签) have letters, digits and _, at most 64, and begin with no digit.',
      cure: 'Choose another key, such as room_1.',
    },
    zh: {
      what: '“{key}”不能用作设备标签的键。',
      why: '设备标签的键只能由字母、数字和 _ 组成，最多 64 个字符，且不能以数字开头。',
      cure: '请换一个键，例如 room_1。',
    },
  },
  EC20_TSL: {
    en: {
      what: 'The thing model has a fault at {place}: {problem}.',
      why: 'The text is not what the console exports, was cut short when it was copied, or was changed by hand.',
      cure: 'Export it anew: 产品 → 功能定义 → 物模型TSL → 完整物模型, and paste the whole of it.',
    },
    zh: {
      what: '物模型在 {place} 处有误：{problem}。',
      why: '内容不是控制台导出的物模型，复制时没有复制完整，或者手工改动过。',
      cure: '请在控制台“产品 → 功能定义 → 物模型TSL → 完整物模型”重新导出，并完整粘贴。',
    },
  },
  EC20_TSL_UNKNOWN: {
    en: {
      what: '{identifier} is not in the thing model.',
      why: 'The identifier is mistyped (upper and lower case differ), belongs to another product, or was added in the console after the model was exported. The platform would drop the value and still answer 200.',
      cure: 'Compare it with 功能定义 in the console; after a change there, publish (发布上线) and paste the model anew.',
    },
    zh: {
      what: '物模型里没有 {identifier}。',
      why: '标识符拼写有误（区分大小写）、属于别的产品，或者是导出物模型之后才在控制台添加的。平台会丢弃这个值，却仍然返回 200。',
      cure: '请与控制台的“功能定义”核对；如果在那里改过，请先发布上线，再重新粘贴物模型。',
    },
  },
  EC20_TSL_VALUE: {
    en: {
      what: '{identifier} must be {expected}, and is {value}.',
      why: 'The thing model defines type and range of each value. A wrong type is refused by the platform; range, step and length are checked by it in some products only.',
      cure: 'Convert the value before this node, or change the definition in the console and paste the thing model anew.',
    },
    zh: {
      what: '{identifier} 应为{expected}，实际是 {value}。',
      why: '物模型规定了每个值的类型和取值范围。类型不对平台会拒绝；取值范围、步长和长度只有部分产品会校验。',
      cure: '请在本节点之前转换这个值；或者在控制台修改功能定义，再重新粘贴物模型。',
    },
  },
  EC20_PROPERTY_REJECTED: {
    en: {
      what: 'The platform accepted the message and yet dropped {identifier}: {text}.',
      why: 'The code is 200, but the reply names what was not stored: an identifier that the published thing model does not have, or a value that is not of its type.',
      cure: 'Check identifier and type under 功能定义 in the console, and that the model is published (发布上线).',
    },
    zh: {
      what: '平台收下了消息，但丢弃了 {identifier}：{text}。',
      why: '结果码虽然是 200，但应答里写明了没有入库的内容：已发布的物模型里没有这个标识符，或者值的类型不符。',
      cure: '请在控制台“功能定义”里核对标识符和数据类型，并确认物模型已发布上线。',
    },
  },
  EC20_CLOUD_REFUSED: {
    en: {
      what: 'The platform refused the message with code {code} ({message}): {meaning}.',
      why: 'The platform has received the message and says no. Its code and its own words are shown with what they mean.',
      cure: 'Correct what is named; 监控运维 → 日志服务 in the console shows the message as it arrived.',
    },
    zh: {
      what: '平台拒绝了这条消息，结果码 {code}（{message}）：{meaning}。',
      why: '消息已经到达平台，但平台不接受。这里给出平台的结果码、原话和它的含义。',
      cure: '请按提示修改；在控制台“监控运维 → 日志服务”可以看到平台收到的内容。',
    },
  },
  EC20_REPLY_CODE: {
    en: {
      what: 'A device cannot answer with the code {value}.',
      why: 'Replies to the platform carry 200, or 400, 429, 460 for an error, or a code of your own from 100000 to 110000.',
      cure: 'Set msg.code to one of these, or leave it out for 200.',
    },
    zh: {
      what: '设备不能用 {value} 作为应答的结果码。',
      why: '给平台的应答可以用 200；出错时用 400、429、460，或者 100000–110000 之间自定义的结果码。',
      cure: '请把 msg.code 改成其中之一；不设置则为 200。',
    },
  },
  EC20_REPLY_TOPIC: {
    en: {
      what: 'This is no request that can be answered: {topic}.',
      why: 'msg.ec20.request was changed on the way, or comes from another device: it says where the answer goes.',
      cure: 'Pass msg on as it came from ec20-subscribe, and change only msg.payload and msg.code.',
    },
    zh: {
      what: '无法应答这个请求：{topic}。',
      why: 'msg.ec20.request 在途中被改动，或者来自别的设备；应答发到哪里由它决定。',
      cure: '请原样传递 ec20-subscribe 发出的 msg，只修改 msg.payload 和 msg.code。',
    },
  },

  // Subscribing and commands

  EC20_SUBSCRIBE_REFUSED: {
    en: {
      what: 'The broker refused the subscription to “{filter}”.',
      why: 'The device may not read this topic, it belongs to another device, or the limit of 100 subscriptions is reached (SUBACK 128).',
      cure: 'See in 设备管理 → 产品 → Topic类列表 that the topic exists with 订阅 permission, and that the names in it are right.',
    },
    zh: {
      what: '服务器拒绝订阅“{filter}”。',
      why: '设备没有权限读这个 Topic、它属于别的设备，或者订阅数达到上限 100 个（SUBACK 128）。',
      cure: '请到控制台“设备管理 → 产品 → Topic类列表”确认这个 Topic 存在并有订阅权限，其中的名称也没写错。',
    },
  },
  EC20_SUBSCRIBE_FAILED: {
    en: {
      what: 'The subscription to “{filter}” failed: {reason}.',
      why: 'This filter is more than the module or the broker takes, for its length, its wildcards or its QoS, or packets got lost on a weak signal.',
      cure: 'Everything else goes on, and it is tried again by itself. If it never succeeds, correct the filter; if others fail too, check the signal.',
    },
    zh: {
      what: '订阅“{filter}”失败：{reason}。',
      why: '模块或服务器不接受这个 Topic（过长、通配符或 QoS 不支持），或者信号弱而丢包。',
      cure: '其他订阅和消息不受影响，这一项会自动重试。如果一直失败，请更正这个 Topic；如果别的订阅也失败，请检查信号。',
    },
  },
  EC20_SUBSCRIBE_HANGUP: {
    en: {
      what: 'The broker closes the connection when “{filter}” is subscribed.',
      why: 'Some brokers, AWS and OneNET among them, answer a filter for which the device has no rights, or which is malformed, by hanging up.',
      cure: 'Everything else goes on without it, and it is tried again at growing intervals. Give the device the right to subscribe it, or correct the filter and deploy.',
    },
    zh: {
      what: '每次订阅“{filter}”，服务器都会断开连接。',
      why: '设备没有权限订阅这个 Topic，或者它的格式不对时，有些服务器（如 AWS、OneNET）会直接断开连接。',
      cure: '其他订阅和消息不受影响，这一项会以越来越长的间隔重试。请在平台上授予该设备订阅权限，或者更正这个 Topic 后重新部署。',
    },
  },
  EC20_UNSUBSCRIBE_FAILED: {
    en: {
      what: 'The subscription to “{filter}” could not be ended at the broker: {reason}.',
      why: 'Lost packets on a weak signal, or a module that no longer knows the filter.',
      cure: 'Its messages reach no node any more, and the next connection is made without it. Without a clean session the broker keeps it: unsubscribe once more.',
    },
    zh: {
      what: '取消订阅“{filter}”失败：{reason}。',
      why: '信号弱而丢包，或者模块里已经没有这个订阅。',
      cure: '相关消息不会再送到任何节点，下次连接时也不再订阅它。如果没有启用清除会话，服务器会保留这个订阅，请再取消一次。',
    },
  },
  EC20_ACTION: {
    en: {
      what: 'The action “{action}” is unknown to this node.',
      why: 'msg.action is mistyped or meant for another node.',
      cure: 'The subscribe node knows subscribe, unsubscribe, getSubscriptions, connect and disconnect; the status node release and acquire.',
    },
    zh: {
      what: '这个节点不认识动作“{action}”。',
      why: 'msg.action 拼写有误，或者本该发给别的节点。',
      cure: '订阅节点可用 subscribe、unsubscribe、getSubscriptions、connect、disconnect；状态节点可用 release、acquire。',
    },
  },
  EC20_JSON: {
    en: {
      what: 'A message on “{topic}” is not JSON.',
      why: 'The subscribe node is set to JSON or to a kind that the platform sends as JSON, but plain text, binary data or broken JSON came.',
      cure: 'Set its output to auto-detect, utf8 or buffer, or correct the sender.',
    },
    zh: {
      what: '从“{topic}”收到的消息不是 JSON。',
      why: '订阅节点的输出设成了 JSON，或者选了平台用 JSON 下发的消息类型，而收到的是普通文本、二进制数据或残缺的 JSON。',
      cure: '请把订阅节点的“输出”改为自动检测、字符串或 Buffer，或者让发送方改正。',
    },
  },
  EC20_RESERVED: {
    en: {
      what: '{command} would disturb the running connection and was not sent.',
      why: 'The package itself uses QMT commands, ATE, ATV, IPR, CMEE, QURCCFG, CFUN and QPOWD to keep the connection.',
      cure: 'If you do want it, send an object with force: true in msg.payload.',
    },
    zh: {
      what: '{command} 会打断正在使用的连接，没有发送。',
      why: 'QMT 系列、ATE、ATV、IPR、CMEE、QURCCFG、CFUN、QPOWD 由本软件包自己用来维持连接。',
      cure: '如果确实要发，请在 msg.payload 里用对象形式并加上 force: true。',
    },
  },
  EC20_COMMAND_INVALID: {
    en: {
      what: 'This is not an AT command that can be sent: {detail}.',
      why: 'It is empty, does not begin with AT, holds a line break, or one of its options has a wrong type or range.',
      cure: 'Put one command without line breaks into msg.payload, such as "AT+CSQ".',
    },
    zh: {
      what: '这不是可以发送的 AT 指令：{detail}。',
      why: '指令为空、不以 AT 开头、带有换行，或者某个选项的类型或范围不对。',
      cure: '请在 msg.payload 里放一条不带换行的指令，例如 "AT+CSQ"。',
    },
  },

  // Questions and answers between device and cloud

  EC20_REPLY_TIMEOUT: {
    en: {
      what: 'The cloud did not reply on {topic} within {seconds} s, {times} times running.',
      why: 'The broker had the message each time. The platform drops what exceeds its rate without a word, and is silent when the device is not subscribed to the reply.',
      cure: 'Post less often, or join readings (history, “Join a backlog”). See 云端运行日志 in the console. Whether the message was processed is not known.',
    },
    zh: {
      what: '云端连续 {times} 次在 {seconds} 秒内没有回复（{topic}）。',
      why: '消息每次都已到达服务器。超过限流的消息会被平台直接丢弃而不通知；没有订阅应答 Topic 时也收不到。',
      cure: '请降低上报频率，或者把积压的属性上报合并为历史数据上报。可在控制台的云端运行日志中查看。消息是否已被处理无法确定。',
    },
  },
  EC20_REPLY_REQUEST: {
    en: {
      what: 'There is no request of the cloud in this message to answer.',
      why: 'ec20-reply needs msg.ec20.request, which ec20-subscribe (property set, service, RRPC) puts there; a node in between has made a new message.',
      cure: 'Change msg instead of making a new one, or copy msg.ec20 into it.',
    },
    zh: {
      what: '这条消息里没有可以回复的云端请求。',
      why: 'ec20-reply 需要 ec20-subscribe（属性设置、服务调用、RRPC）放入的 msg.ec20.request；中间某个节点新建了消息。',
      cure: '请在原来的 msg 上修改，或者把 msg.ec20 复制到新消息里。',
    },
  },
  EC20_REPLY_LATE: {
    en: {
      what: 'The answer came {ms} ms after the request, when the cloud had stopped waiting.',
      why: 'A synchronous call (RRPC) has to be answered within seconds.',
      cure: 'Answer within {limit} ms: at once and do the work afterwards, or define the service as asynchronous.',
    },
    zh: {
      what: '收到请求 {ms} 毫秒后才回复，云端已经不再等待。',
      why: '同步调用（RRPC）必须在几秒内回复。',
      cure: '请在 {limit} 毫秒内回复：先回复再处理，或者把服务的调用方式改为异步。',
    },
  },
  EC20_REPLY_TWICE: {
    en: {
      what: 'This request of the cloud has been answered already.',
      why: 'Two ec20-reply nodes are behind the same request, or the automatic answer was quicker.',
      cure: 'Keep one ec20-reply for each request; give the automatic answer of ec20-subscribe more time, or switch it off.',
    },
    zh: {
      what: '云端的这个请求已经回复过了。',
      why: '同一个请求后面接了两个 ec20-reply，或者自动回复已经先发出。',
      cure: '每个请求只用一个 ec20-reply；也可以把 ec20-subscribe 的自动回复时间调长，或关闭自动回复。',
    },
  },
  EC20_KIND_SERVER: {
    en: {
      what: 'The kind “{kind}” exists on Alibaba Cloud only.',
      why: 'The config node’s server is another one, which knows no properties, events and services.',
      cure: 'Choose the kind “topic” and give the topic of your broker, or the server Alibaba Cloud IoT.',
    },
    zh: {
      what: '类型“{kind}”只适用于阿里云。',
      why: '模块节点里选的是别的服务器，它没有属性、事件和服务。',
      cure: '请把“发送内容”或“接收内容”改为指定 Topic，并填写该服务器的 Topic；或者在模块节点里选择阿里云物联网平台。',
    },
  },
  EC20_TSL_FILE: {
    en: {
      what: 'The file of the thing model, {file}, cannot be read: {detail}.',
      why: 'The path is wrong or means no ordinary file, the user who runs Node-RED may not read it, it is far larger than a thing model, it was changed while it was read, or its drive does not answer.',
      cure: 'Give the path of the JSON that the console exports (物模型TSL), absolute or from ~/.node-red.',
    },
    zh: {
      what: '无法读取物模型文件 {file}：{detail}。',
      why: '路径写错了或不是普通文件，运行 Node-RED 的用户没有读取权限，文件远大于物模型应有的大小，读取时文件被改动，或者所在磁盘没有响应。',
      cure: '请填写控制台导出的物模型 TSL（JSON）文件的路径，可用绝对路径或相对 ~/.node-red 的路径。',
    },
  },
  EC20_RRPC_SIGN: {
    en: {
      what: 'RRPC on a topic of your own needs a login that we sign.',
      why: 'It must be asked for in the client id (ext=1), which the module’s own aliauth does not do.',
      cure: 'Set the sign-in of the config node to “sign”, or leave the topic empty for the system’s RRPC.',
    },
    zh: {
      what: '自定义 Topic 的 RRPC 需要由本节点计算签名登录。',
      why: '它要在客户端 ID 里带 ext=1 申请，而模块自带的 aliauth 不会带。',
      cure: '请把模块节点的“签名方式”改为 sign，或者把 Topic 留空，使用系统 Topic 的 RRPC。',
    },
  },

  // The check of a setup

  EC20_CHECK_CANCELLED: {
    en: {
      what: 'The check was cancelled.',
      why: 'Somebody pressed Cancel, closed the dialog, or deployed the flow, which needs the port.',
      cure: 'Start it again whenever you like; it leaves nothing open behind it.',
    },
    zh: {
      what: '检查已取消。',
      why: '有人点了“取消”、关闭了对话框，或者部署了流程（部署要用串口）。',
      cure: '随时可以重新检查；取消后不会有任何东西还开着。',
    },
  },
  EC20_CHECK_ENDED: {
    en: {
      what: 'The check took longer than {minutes} minutes and has ended itself.',
      why: 'The module or the network answers each question at the last moment, usually on a very weak signal.',
      cure: 'Look at the line where it stood, improve the antenna’s place or the supply, and check once more.',
    },
    zh: {
      what: '检查超过 {minutes} 分钟，已自动结束。',
      why: '模块或网络每一步都拖到最后才应答，多半是信号很弱。',
      cure: '请看它停在哪一项，换个天线位置或改善供电，然后再检查一次。',
    },
  },
  EC20_CHECK_SILENT: {
    en: {
      what: 'The message to the platform left, but its answer did not come back within {seconds} s.',
      why: 'The way up works and the way down does not: the platform throttles the device, or the connection is breaking off.',
      cure: 'Check once more after a minute; if it stays, look into the console’s log (监控运维 → 日志服务) for this device.',
    },
    zh: {
      what: '发给平台的消息已送出，但 {seconds} 秒内没有收到应答。',
      why: '上行通、下行不通：平台对设备限流，或者连接正在断开。',
      cure: '过一分钟再检查一次；如果还是这样，请到控制台“监控运维 → 日志服务”查看这个设备的日志。',
    },
  },
  EC20_CHECK_TOPIC: {
    en: {
      what: 'The login is fine, but a test message on the topic {topic} did not come back.',
      why: 'Many brokers give a user rights for certain topics only, and drop what is sent to others without a word.',
      cure: 'If your own topics work, nothing is wrong; else give the user the right to publish and subscribe in the broker’s rules (ACL).',
    },
    zh: {
      what: '登录正常，但发到 Topic {topic} 的测试消息没有收回来。',
      why: '很多服务器只给用户开放部分 Topic 的权限，其余的直接丢弃，也不提示。',
      cure: '如果您自己的 Topic 收发正常，就没有问题；否则请在服务器的权限规则（ACL）里给该用户开放发布和订阅。',
    },
  },
  EC20_CHECK_SECRET_AGAIN: {
    en: {
      what: 'Settings have changed since the last deploy ({changed}), so this check does not use what is stored: {secrets}.',
      why: 'A stored secret goes only where the deployed settings send it; otherwise a check could be used to send it anywhere.',
      cure: 'Type it again in its field, which is marked below, or deploy first and check then.',
    },
    zh: {
      what: '有配置改动后尚未部署（{changed}），所以这次检查不会使用已保存的：{secrets}。',
      why: '已保存的密钥和密码只会发往已部署的配置所指的地方，否则别人可以借检查把它们发到任意地方。',
      cure: '请在下面标出的输入框里重新输入，或者先部署再检查。',
    },
  },
  EC20_CHECK_ENV: {
    en: {
      what: 'The check does not read the environment variable {name} for {field}.',
      why: 'A value of the environment is used only where it is deployed, with all settings that decide where it goes; what was changed since may send it elsewhere.',
      cure: 'Deploy first and check then, or enter the value itself for the check.',
    },
    zh: {
      what: '检查不会为“{field}”读取环境变量 {name}。',
      why: '环境变量的值只用于已部署的位置，而且决定其去向的配置都不能改动；未部署的改动可能把它发到别处。',
      cure: '请先部署再检查，或者为这次检查直接填写它的值。',
    },
  },
  EC20_CHECK_FILE: {
    en: {
      what: 'The check does not read the file {file} ({field}) before it is deployed.',
      why: 'A check may be started by somebody who may not see files; a key leaves only with the deployed settings, and a thing model only if the deployed flow names it.',
      cure: 'Deploy first and check then.',
    },
    zh: {
      what: '文件 {file}（{field}）尚未随配置部署，检查不会读取它。',
      why: '发起检查的人不一定有权查看文件：私钥只随已部署的配置使用，物模型文件也只读取已部署的流程所指的那一个。',
      cure: '请先部署再检查。',
    },
  },
  EC20_REQUEST_TYPE: {
    en: {
      what: 'This request has to be sent as application/json, not as {type}.',
      why: 'Any web page can send forms and plain text to a Node-RED in the same network without the browser asking first; JSON it can not.',
      cure: 'Set the header Content-Type: application/json.',
    },
    zh: {
      what: '请求必须以 application/json 发送，而不是 {type}。',
      why: '任何网页都能向同一网络里的 Node-RED 提交表单或纯文本而不受浏览器限制，JSON 则不行。',
      cure: '请设置请求头 Content-Type: application/json。',
    },
  },
  EC20_REQUEST_FOREIGN: {
    en: {
      what: 'A page of another site ({origin}) asked for this, so it was not done.',
      why: 'Only the editor’s own page may send commands and start checks. Behind a proxy that changes the Host header the editor looks like another site.',
      cure: 'Use the editor under its own address; let a proxy pass the header on (nginx: proxy_set_header Host $http_host).',
    },
    zh: {
      what: '这个请求来自别的网站（{origin}），没有执行。',
      why: '只有编辑器自己的页面可以发送命令和发起检查。如果前面的反向代理改写了 Host 请求头，编辑器看起来也像别的网站。',
      cure: '请用编辑器自己的地址访问；反向代理要原样传递 Host（nginx：proxy_set_header Host $http_host）。',
    },
  },
  EC20_CHECK_UNTRIED: {
    en: {
      what: 'This was not checked: {reason}.',
      why: 'Trying it would disturb a device that runs, or there is nothing that could be asked without doing harm.',
      cure: 'Nothing needs to be done.',
    },
    zh: {
      what: '这一项没有检查：{reason}。',
      why: '检查它会干扰正在运行的设备，或者没有可以安全询问的对象。',
      cure: '无需处理。',
    },
  },
  EC20_SIGNAL_WEAK: {
    en: {
      what: 'The signal is weak: {dbm} dBm.',
      why: 'The antenna stands badly, is loose or of a wrong kind, a metal box surrounds it, or the next base station is far.',
      cure: 'Screw the 4G antenna tightly to the socket MAIN and move it to a window or outside; better than -95 dBm is comfortable.',
    },
    zh: {
      what: '信号偏弱：{dbm} dBm。',
      why: '天线位置不好、没拧紧或型号不对，装在金属盒里，或者离基站太远。',
      cure: '把 4G 天线在 MAIN 座上拧紧，移到窗边或室外；高于 -95 dBm 比较稳妥。',
    },
  },

  // The doctor's traces

  EC20_TRACE_FORMAT: {
    en: {
      what: 'This is no trace of ec20-doctor: line {line}, {detail}.',
      why: 'The file is another one (the report, say), was cut short on its way, or an editor has changed it.',
      cure: 'Name the file that ends in .trace.jsonl, as ec20-doctor has written it.',
    },
    zh: {
      what: '这不是 ec20-doctor 的跟踪文件：第 {line} 行，{detail}。',
      why: '选错了文件（例如选成了报告），文件传输时被截断，或者被编辑器改过。',
      cure: '请指定 ec20-doctor 生成的、以 .trace.jsonl 结尾的原文件。',
    },
  },
  EC20_TRACE_DEVIATES: {
    en: {
      what: 'The replay leaves the trace at its line {line}: {expected} was sent then, {got} now.',
      why: 'The trace was made by another version of ec20-doctor, or its way of asking has been changed since.',
      cure: 'Replay it with the version that its report names; if you changed the doctor, look whether the change is meant to be seen here.',
    },
    zh: {
      what: '回放到跟踪文件第 {line} 行时对不上：当时发的是 {expected}，现在发的是 {got}。',
      why: '跟踪文件是用另一个版本的 ec20-doctor 记录的，或者之后改过它的检测步骤。',
      cure: '请用报告里写的那个版本回放；如果改过检测步骤，请确认这处差异是否符合预期。',
    },
  },

  // Our own faults

  EC20_INTERNAL: {
    en: {
      what: 'Something went wrong inside this package: {detail}.',
      why: 'A fault of ours that no other code describes.',
      cure: 'Please report it with Node-RED’s log and the versions of Node-RED and of this package; a restart of Node-RED usually helps meanwhile.',
    },
    zh: {
      what: '本软件包内部出错：{detail}。',
      why: '是我们自己的缺陷，没有别的错误码可以说明。',
      cure: '请把 Node-RED 日志以及 Node-RED 和本软件包的版本反馈给我们；一般重启 Node-RED 可暂时恢复。',
    },
  },
} as const satisfies Record<`EC20_${string}`, ErrorEntry>;

/** The stable name of an error; docs/errors.md has them all. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;
