import { errorRows, type NeverInStatus } from './row';

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
      zh: '设备在线时历史记录突然中断，程序不是正常停止的。中断前最多十分钟的记录可能缺失。',
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
      zh: '历史记录只存在内存里，保留一天：Node.js {version} 不支持存盘。',
    },
    why: {
      en: 'The history on disk uses node:sqlite, which Node.js has since 22.13. Without it a restart begins a new one.',
      zh: '存盘用到 node:sqlite，Node.js 22.13 起才有。没有它，重启后历史记录从头开始。',
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
});
