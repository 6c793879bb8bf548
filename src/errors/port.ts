import { errorRows } from './row';

/** The port and its permissions: what keeps the line to the module shut. */
export const PORT_ERRORS = errorRows({
  EC20_PORT_NOT_FOUND: {
    fact: { en: 'There is no serial port {port}.', zh: '找不到串口 {port}。' },
    why: {
      en: 'The module is unplugged, still starting (up to 20 s after power-on), or the system gave its port another number: ttyUSB numbers move after every reset.',
      zh: '模块没插好，或者还在启动（上电后最长约 20 秒），或者系统换了编号：每次复位后 ttyUSB 的编号都可能变。',
    },
    cures: {
      everywhere: {
        en: 'Check cable and power with lsusb (the module shows as 2c7c:0125), and set the port to auto, or choose a name below /dev/serial/by-id: those stay the same.',
        zh: '用 lsusb 看模块在不在（应有 2c7c:0125），检查 USB 线和供电；串口填 auto，或者选 /dev/serial/by-id 下的名字，它不会变。',
      },
    },
    short: { en: 'no such port', zh: '串口不存在' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_BUSY: {
    fact: { en: 'Another program is using the serial port {port}.', zh: '串口 {port} 正被别的程序占用。' },
    why: {
      en: 'Usually ModemManager, which opens every modem it finds; else minicom, a PPP dial-up, or a second copy of this program.',
      zh: '最常见的是 ModemManager，它会打开找到的每一个模块；也可能是 minicom、PPP 拨号程序，或者本程序又启动了一份。',
    },
    cures: {
      node: {
        en: 'Close it (sudo fuser -v {port} shows which); if it is ModemManager: sudo systemctl disable --now ModemManager.',
        zh: '用 sudo fuser -v {port} 查出并关掉它；若是 ModemManager，请执行 sudo systemctl disable --now ModemManager。',
      },
      console: 'node',
      terminal: {
        en: 'Close that program, or choose another port; on a serial port it is mostly ModemManager: sudo systemctl disable --now ModemManager.',
        zh: '请关掉那个程序，或者换一个串口；占用串口的多半是 ModemManager：sudo systemctl disable --now ModemManager。',
      },
      library: 'node',
    },
    short: { en: 'port busy', zh: '串口被占用' },
    failure: { state: 'failed', floorMs: 2000, evidence: 'none', trouble: 'none', suspects: ['holder'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_DENIED: {
    fact: { en: 'There is no permission to open the serial port {port}.', zh: '没有权限打开串口 {port}。' },
    why: {
      en: 'On Linux serial ports belong to the group dialout, and the user that runs this program is not in it. In Docker the device must also be handed to the container.',
      zh: 'Linux 的串口属于 dialout 组，而运行本程序的用户不在这个组里。用 Docker 时，还要把设备映射进容器。',
    },
    cures: {
      node: {
        en: 'Run sudo usermod -aG dialout $USER as the user that runs Node-RED, then restart the Raspberry Pi.',
        zh: '用运行 Node-RED 的用户执行 sudo usermod -aG dialout $USER，然后重启树莓派。',
      },
      console: 'node',
      terminal: {
        en: 'For a serial port run sudo usermod -aG dialout $USER and log in anew; for another path choose one that you may write.',
        zh: '如果是串口，请执行 sudo usermod -aG dialout $USER 后重新登录；如果是别的路径，请换一个有写权限的。',
      },
      library: {
        en: 'Run sudo usermod -aG dialout $USER as the user that runs this program, then log in anew.',
        zh: '用运行本程序的用户执行 sudo usermod -aG dialout $USER，然后重新登录。',
      },
    },
    short: { en: 'port: no right', zh: '无串口权限' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'none', suspects: ['holder'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_FAILED: {
    fact: {
      en: 'The serial port {port} could not be opened: {detail}.',
      zh: '串口 {port} 打不开：{detail}。',
    },
    why: {
      en: 'The driver refused the port or its settings: a path that is no serial port, a baud rate it does not know, or a serial server that does not answer.',
      zh: '驱动拒绝了这个串口或它的参数：路径不是串口、波特率不支持，或者串口服务器没有应答。',
    },
    cures: {
      node: {
        en: 'Check the port and the baud rate in the modem node (115200 unless you changed it in the module), then unplug the module and plug it in again.',
        zh: '检查模块节点里的串口和波特率（没改过模块就是 115200），再把模块重新插拔一次。',
      },
      console: 'node',
      terminal: {
        en: 'Check the path or the address, on a UART the baud rate too, and try again.',
        zh: '请检查路径或地址，UART 还要检查波特率，然后再试。',
      },
      library: {
        en: 'Check the port and the baud rate (115200 unless you changed it in the module), then unplug the module and plug it in again.',
        zh: '检查串口和波特率（没改过模块就是 115200），再把模块重新插拔一次。',
      },
    },
    short: { en: 'port error', zh: '串口错误' },
    failure: { state: 'failed', floorMs: 2000, evidence: 'none', trouble: 'none', suspects: ['holder'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_FILE: {
    fact: { en: '{port} is an ordinary file, no serial port.', zh: '{port} 是一个普通文件，不是串口。' },
    why: {
      en: 'A shell redirect (echo AT > …) or a copy made it while the module was restarting and its port was away. As long as it lies there, the system can’t put the port in its place.',
      zh: '模块重启、串口暂时消失的时候，有人用重定向（echo AT > …）或复制命令写了这个路径，系统就建了个同名文件。只要它还在，真正的串口就建不出来。',
    },
    cures: {
      everywhere: {
        en: 'Remove it with sudo rm {port}, then unplug the module and plug it in again.',
        zh: '用 sudo rm {port} 删掉它，再把模块重新插拔一次。',
      },
    },
    short: { en: 'port is a file', zh: '串口是普通文件' },
    failure: { state: 'failed', floorMs: 2000, evidence: 'none', trouble: 'none', suspects: ['holder'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_LINK: {
    fact: {
      en: '{port} is a link to {target}, and nothing is there.',
      zh: '{port} 是一个链接，指向的 {target} 不存在。',
    },
    why: {
      en: 'The link was made for a module that is away now, or whose ports have other numbers since.',
      zh: '这个链接是为某个模块建的，模块现在不在，或者重新枚举后串口编号变了。',
    },
    cures: {
      everywhere: {
        en: 'Plug the module in; if it is, remove the link with sudo rm {port} and set the port to auto.',
        zh: '插上模块；如果已经插着，用 sudo rm {port} 删掉链接，串口改填 auto。',
      },
    },
    short: { en: 'port: dead link', zh: '串口链接失效' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_NO_TTY: {
    fact: { en: '{port} is {thing}, no serial port.', zh: '{port} 是{thing}，不是串口。' },
    why: {
      en: 'Another path was meant: serial ports are called /dev/ttyUSB2, /dev/ttyAMA0 or /dev/serial0, or have a name below /dev/serial/by-id.',
      zh: '路径填错了：串口的名字类似 /dev/ttyUSB2、/dev/ttyAMA0、/dev/serial0，或者在 /dev/serial/by-id 下面。',
    },
    cures: {
      node: {
        en: 'Choose a port from the list in the modem node, or set it to auto.',
        zh: '在模块节点的串口列表里选一个，或者填 auto。',
      },
      console: 'node',
      terminal: {
        en: 'Name a serial port of the module, or set the port to auto.',
        zh: '请填写模块的串口，或者填 auto。',
      },
      library: 'terminal',
    },
    short: { en: 'no serial port', zh: '不是串口' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'none', suspects: ['holder'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_LOST: {
    fact: { en: 'The serial port {port} has gone while it was in use.', zh: '串口 {port} 在使用中消失了。' },
    why: {
      en: 'The module was unplugged or has reset. Most often its supply gave way: it draws up to 2 A for moments while it sends, more than a USB port of a Pi gives.',
      zh: '模块被拔掉或者复位了。多半是供电不足：模块发射瞬间电流可达 2 A，树莓派的 USB 口供不起。',
    },
    cures: {
      everywhere: {
        en: 'It is opened again as soon as it is back; if this repeats, give the module its own 5 V 2 A supply and a short USB cable, and look at dmesg.',
        zh: '串口恢复后会自动重新打开；如果反复出现，请给模块单独接 5 V 2 A 电源、换短的 USB 线，并用 dmesg 查看原因。',
      },
    },
    short: { en: 'unplugged', zh: '串口断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_AMBIGUOUS: {
    fact: { en: 'More than one module is plugged in: {ports}.', zh: '插了不止一个模块：{ports}。' },
    why: {
      en: 'The port is set to auto, which takes the one Quectel module on USB and does not guess between two.',
      zh: '串口设成 auto 时只认 USB 上唯一的移远模块；有两个时不会替你猜。',
    },
    cures: {
      node: {
        en: 'Choose one of these ports in the modem node, and give each module a modem node of its own.',
        zh: '在模块节点里选定其中一个串口；每个模块各用一个模块节点。',
      },
      console: 'node',
      terminal: {
        en: 'Name one of these ports instead of auto.',
        zh: '请不要填 auto，写明用其中哪一个串口。',
      },
      library: 'terminal',
    },
    short: { en: 'which module?', zh: '有多个模块' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_NONE: {
    fact: { en: 'No Quectel module was found on USB.', zh: 'USB 上没有找到移远模块。' },
    why: {
      en: 'The port is set to auto, but no port of a device with the USB id 2c7c (05c6:9215 for the first EC20) is there: no power, a charge-only cable, a module that is wired by UART, or a container without the device.',
      zh: '串口设成了 auto，但没有 USB 编号为 2c7c 的设备（最早的 EC20 是 05c6:9215）的串口：没上电、线只能充电、模块接的是 UART，或者容器里没有这个设备。',
    },
    cures: {
      node: {
        en: 'Check cable, power and lsusb (2c7c:…); if the module is wired by UART, enter its port, such as /dev/serial0, in the modem node.',
        zh: '检查 USB 线和供电，用 lsusb 看有没有 2c7c 开头的编号；如果模块接的是 UART，请在模块节点里填写串口，例如 /dev/serial0。',
      },
      console: 'node',
      terminal: {
        en: 'Check cable, power and lsusb (2c7c:…); if the module is wired by UART, name its port, such as /dev/serial0.',
        zh: '检查 USB 线和供电，用 lsusb 看有没有 2c7c 开头的编号；如果模块接的是 UART，请写明串口，例如 /dev/serial0。',
      },
      library: 'terminal',
    },
    short: { en: 'no module', zh: '未找到模块' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_SHARED: {
    fact: {
      en: 'The serial port {port} is already used by “{name}”.',
      zh: '串口 {port} 已经被“{name}”使用。',
    },
    why: {
      en: 'Two configurations name the same module, often because one of them was imported a second time. One line can only speak for one device.',
      zh: '两份配置填了同一个模块，常见于同一份配置被导入了两次。一条串口只能代表一个设备。',
    },
    cures: {
      node: {
        en: 'Let all nodes use the modem node “{name}”, delete this one and deploy, or choose another port here.',
        zh: '让各节点都改用模块节点“{name}”，删掉这一个后重新部署；或者在这里换一个串口。',
      },
      console: {
        en: 'Let all nodes use the modem node “{name}” and delete this one, or choose another port here.',
        zh: '让各节点都改用模块节点“{name}”并删掉这一个，或者在这里换一个串口。',
      },
      terminal: {
        en: 'Use “{name}” for both, or name another port here.',
        zh: '请两处都使用“{name}”，或者在这里换一个串口。',
      },
      library: 'terminal',
    },
    short: { en: 'port shared', zh: '串口重复使用' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
  EC20_PORT_RELEASED: {
    fact: {
      en: 'The serial port {port} has been released for another program.',
      zh: '串口 {port} 已按要求让给别的程序。',
    },
    why: {
      en: 'It was released on request. Messages wait in the queue meanwhile.',
      zh: '有人要求释放它。这期间消息在队列里等待。',
    },
    cures: {
      node: {
        en: 'Send msg.action = "acquire" to an ec20-status node to take it back.',
        zh: '向“ec20 状态”节点发送 msg.action = "acquire" 即可收回。',
      },
      console: {
        en: 'The node “ec20 status” takes it back; its help has the words.',
        zh: '请用“ec20 状态”节点把串口收回来，写法见它的帮助。',
      },
      terminal: {
        en: 'Call acquire() on the session to take it back.',
        zh: '调用会话的 acquire() 即可收回。',
      },
      library: 'terminal',
    },
    short: { en: 'port released', zh: '串口已释放' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'port', deaf: true },
  },
});
