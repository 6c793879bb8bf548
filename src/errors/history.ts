import { A_WARNING, errorRows, type NeverInStatus, OF_A_REQUEST } from './row';

const OF_HISTORY: NeverInStatus = { never: 'it stands where history is read, and the device works' };

/** What is kept of what happened to a device. */
export const HISTORY_ERRORS = errorRows({
  EC20_NOT_RUNNING: {
    fact: {
      en: 'Nothing ran during this time: the power failed, or the program was killed.',
      zh: '这段时间没有运行：断电了，或者程序被强行结束。',
    },
    why: {
      en: 'The history of the device breaks off while it was online, without an orderly end. Its last ten minutes may be missing.',
      zh: '设备在线时，运行历史突然中断，程序不是正常停止的。中断前最多十分钟的记录可能缺失。',
    },
    cures: {
      node: {
        en: 'Check power supply and cable of the Raspberry Pi, and look into the system’s log (journalctl --list-boots).',
        zh: '请检查树莓派的电源和电源线，并查看系统日志（journalctl --list-boots）。',
      },
      console: 'node',
      terminal: {
        en: 'Check the power supply of the computer, and look into the system’s log (journalctl --list-boots).',
        zh: '请检查这台电脑的供电，并查看系统日志（journalctl --list-boots）。',
      },
      library: 'terminal',
    },
    short: OF_HISTORY,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_HISTORY_MEMORY: {
    fact: {
      en: 'The history is kept in memory only, for a day: Node.js {version} cannot keep it on disk.',
      zh: '运行历史只存在内存里，保留一天：Node.js {version} 不支持存盘。',
    },
    why: {
      en: 'The history on disk uses node:sqlite, which Node.js has since 22.13. Without it a restart begins a new one.',
      zh: '存盘用到 node:sqlite，Node.js 22.13 起才有。没有它，重启后运行历史从头开始。',
    },
    cures: {
      everywhere: {
        en: 'Install Node.js 22.13 or newer.',
        zh: '请安装 Node.js 22.13 或更高版本。',
      },
    },
    short: OF_HISTORY,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_HISTORY_DISK: {
    fact: {
      en: 'The history cannot be kept on disk and goes on in memory: {detail}.',
      zh: '运行历史无法存盘，暂存在内存里：{detail}。',
    },
    why: {
      en: 'The disk is full, has become read-only (a worn SD card), or the folder belongs to another user. The disk is tried again every ten minutes.',
      zh: '磁盘满了、变成只读（SD 卡老化），或者目录属于别的用户。每十分钟会再试一次。',
    },
    cures: {
      node: {
        en: 'Make room on the disk (df -h shows how much there is), and let the user who runs Node-RED write to ~/.node-red/ec20.',
        zh: '请腾出磁盘空间（用 df -h 查看），并确认运行 Node-RED 的用户可以写 ~/.node-red/ec20 目录。',
      },
      console: 'node',
      terminal: {
        en: 'Make room on the disk (df -h shows how much there is), and let the user who runs this program write to the folder of the history.',
        zh: '请腾出磁盘空间（用 df -h 查看），并确认运行本程序的用户可以写运行历史所在的目录。',
      },
      library: 'terminal',
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_HISTORY_REQUEST: {
    fact: {
      en: 'The history cannot be read like this: {reason}.',
      zh: '这样查不到运行历史：{reason}。',
    },
    why: {
      en: 'The subject is missing or mistyped, a time cannot be read, the times are in the wrong order, or the resolution is out of range.',
      zh: '没有写要查什么或拼写有误，时间的写法不对，起止时间颠倒，或者分辨率超出范围。',
    },
    cures: {
      node: {
        en: 'msg.what is signal, roundTrip, queue, messages, data, online, outages, events or usage; msg.from and msg.to are milliseconds, a Date, ISO text, or as "-24h"; msg.resolution is in seconds.',
        zh: 'msg.what 可用 signal、roundTrip、queue、messages、data、online、outages、events、usage；msg.from 和 msg.to 用毫秒数、Date、ISO 文本，或 "-24h" 这样的写法；msg.resolution 的单位是秒。',
      },
      console: 'terminal',
      terminal: {
        en: 'Ask for a known subject, with a beginning before its end.',
        zh: '请查询已有的内容，并让开始时间早于结束时间。',
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
  EC20_HISTORY_DAMAGED: {
    fact: {
      en: 'The stored history was damaged and was set aside as {file}; a new one was begun.',
      zh: '磁盘上的运行历史已损坏，另存为 {file}，并新建了一个。',
    },
    why: {
      en: 'The SD card lost power in the middle of a write, or is at the end of its life; or a newer version of this package has written the file. Messages are not affected: their queue is another file.',
      zh: '写运行历史时 SD 卡断电，或者卡已接近寿命；也可能是更新版本的软件包写的文件。消息不受影响：队列是另一个文件。',
    },
    cures: {
      everywhere: {
        en: 'Nothing has to be done at the first time; if it comes back, replace the SD card.',
        zh: '第一次出现可以不管；再次出现时，请更换 SD 卡。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_HISTORY_OFF: {
    fact: {
      en: 'Nothing of this device is recorded, so there is no history.',
      zh: '这个设备没有记录运行历史，查不到内容。',
    },
    why: {
      en: 'The recording of what happens to the device was switched off in its settings.',
      zh: '设备的设置里关闭了运行历史。',
    },
    cures: {
      node: {
        en: 'Set Device history in the modem node to on, and deploy.',
        zh: '请在模块节点里把“运行历史”设为“记录”，然后部署。',
      },
      console: 'node',
      terminal: { en: 'Switch the history on.', zh: '请开启运行历史。' },
      library: 'terminal',
    },
    short: OF_A_REQUEST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
