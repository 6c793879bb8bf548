import { A_WARNING, OF_A_MESSAGE, errorRows } from './row';

/** Messages that wait. */
export const QUEUE_ERRORS = errorRows({
  EC20_OFFLINE: {
    fact: { en: 'The message was dropped because the device is offline.', zh: '设备不在线，消息已丢弃。' },
    why: { en: 'It was to be dropped while there is no connection.', zh: '这条消息设成了离线时丢弃。' },
    cures: {
      node: {
        en: 'Set the publish node to queue, if such messages are to wait for the connection.',
        zh: '如果希望消息等到上线后再发，请把发布节点的“离线时”改为“放入队列”。',
      },
      console: 'node',
      terminal: {
        en: 'Publish it with offline set to queue, if such messages are to wait for the connection.',
        zh: '如果希望消息等到上线后再发，请在发布时把 offline 设为 queue。',
      },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_QUEUE_FULL: {
    fact: {
      en: 'The message was dropped because the queue already holds {limit} messages.',
      zh: '队列里已有 {limit} 条消息，这条被丢弃。',
    },
    why: {
      en: 'The device was offline for long, or more comes in than the connection carries.',
      zh: '设备离线太久，或者产生的消息多于网络能发的。',
    },
    cures: {
      node: {
        en: 'Raise the queue limit in the modem node, send less often, or find out why the device is offline.',
        zh: '请在模块节点里调大队列上限、降低发送频率，或者先查清设备为什么离线。',
      },
      console: 'node',
      terminal: {
        en: 'Raise the queue limit, send less often, or find out why the device is offline.',
        zh: '请调大队列上限、降低发送频率，或者先查清设备为什么离线。',
      },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_EXPIRED: {
    fact: {
      en: 'The message was dropped: it waited longer than {seconds} s.',
      zh: '消息等待超过 {seconds} 秒，已过期丢弃。',
    },
    why: {
      en: 'The queue’s time to live ran out before the device came online.',
      zh: '设备上线之前，消息在队列里的有效期就到了。',
    },
    cures: {
      node: {
        en: 'Raise the time to live in the modem node; 0 keeps messages for ever.',
        zh: '请在模块节点里调大有效期，填 0 表示永不过期。',
      },
      console: 'node',
      terminal: {
        en: 'Raise the time to live; 0 keeps messages for ever.',
        zh: '请调大有效期，填 0 表示永不过期。',
      },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CLOSED: {
    fact: {
      en: 'The message was not delivered before the device was closed.',
      zh: '消息还没送达，设备就关闭了。',
    },
    why: {
      en: 'The device was closed while the message waited in a queue in memory.',
      zh: '消息在内存队列里等待时，设备被关闭了。',
    },
    cures: {
      node: {
        en: 'Set the modem node’s queue to disk, so that waiting messages outlive a deploy or a restart of Node-RED.',
        zh: '请把模块节点的“消息队列”改为“存盘”，这样重新部署或重启 Node-RED 后消息还在。',
      },
      console: {
        en: 'Set the modem node’s queue to disk, so that waiting messages outlive a restart of Node-RED.',
        zh: '请把模块节点的“消息队列”改为“存盘”，这样重启 Node-RED 后消息还在。',
      },
      terminal: {
        en: 'Keep the queue on disk, so that waiting messages outlive a restart.',
        zh: '请把队列存到磁盘，这样重启后消息还在。',
      },
      library: 'terminal',
    },
    short: { en: 'closed', zh: '已关闭' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_QUEUE_OTHER_DEVICE: {
    fact: {
      en: 'The stored queue belongs to another device and was set aside as {file}.',
      zh: '磁盘上的队列属于另一个设备，已另存为 {file}。',
    },
    why: {
      en: 'The SD card was copied, or ProductKey and DeviceName were changed while messages waited. They are not sent under the new name.',
      zh: '复制了 SD 卡，或者还有消息等待时改了 ProductKey、DeviceName。这些消息不会以新设备的名义发出。',
    },
    cures: {
      everywhere: {
        en: 'Delete this file if you no longer need its messages, or restore the old device to send them.',
        zh: '不再需要那些消息就删掉这个文件；要发出去，请改回原来的设备。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_QUEUE_DAMAGED: {
    fact: {
      en: 'The stored queue was damaged and was set aside as {file}; a new one was begun.',
      zh: '磁盘上的队列已损坏，另存为 {file}，并新建了一个。',
    },
    why: {
      en: 'Power failed while the SD card was writing, or the card is wearing out.',
      zh: '写 SD 卡时断电，或者 SD 卡快坏了。',
    },
    cures: {
      everywhere: {
        en: 'Check the SD card, and shut the Raspberry Pi down before you switch it off.',
        zh: '请检查 SD 卡；断电前先让树莓派正常关机。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_QUEUE_MEMORY: {
    fact: {
      en: 'Waiting messages are kept in memory only: Node.js {version} cannot keep the queue on disk.',
      zh: '等待的消息只存在内存里：Node.js {version} 不支持把队列存盘。',
    },
    why: {
      en: 'The queue on disk uses node:sqlite, which Node.js has since 22.13. Without it a restart loses what waits.',
      zh: '存盘队列用到 node:sqlite，Node.js 22.13 起才有。没有它，重启会丢失等待中的消息。',
    },
    cures: {
      node: {
        en: 'Install Node.js 22.13 or newer, or set the queue to memory to end this warning.',
        zh: '请安装 Node.js 22.13 或更高版本；或者把“消息队列”设为“仅存内存”，就不再提示。',
      },
      console: 'node',
      terminal: {
        en: 'Install Node.js 22.13 or newer, or choose a queue in memory.',
        zh: '请安装 Node.js 22.13 或更高版本，或者改用内存队列。',
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
  EC20_QUEUE_DISK: {
    fact: { en: 'The queue cannot be written to disk: {detail}.', zh: '队列写盘失败：{detail}。' },
    why: {
      en: 'The disk is full, has become read-only (a worn SD card), or the folder belongs to another user.',
      zh: '磁盘满了、变成只读（SD 卡老化），或者目录属于别的用户。',
    },
    cures: {
      node: {
        en: 'Check free space with df -h, and that the user who runs Node-RED may write to ~/.node-red.',
        zh: '请用 df -h 看剩余空间，并确认运行 Node-RED 的用户可以写 ~/.node-red 目录。',
      },
      console: 'node',
      terminal: {
        en: 'Check free space with df -h, and that the user who runs this program may write to the folder.',
        zh: '请用 df -h 看剩余空间，并确认运行本程序的用户可以写这个目录。',
      },
      library: 'terminal',
    },
    short: { en: 'queue disk', zh: '队列写盘失败' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_QUEUE_DROPPED: {
    fact: {
      en: 'The queue is full; messages dropped: {count} ({policy}).',
      zh: '队列已满，丢弃了 {count} 条消息（{policy}）。',
    },
    why: {
      en: 'The device was offline for long, or more comes in than the connection carries. It is reported once, and again after ten minutes without a drop.',
      zh: '设备离线较久，或者产生的消息多于网络能发的。只提示一次，连续十分钟没有丢弃后再发生才会再提示。',
    },
    cures: {
      node: {
        en: 'Raise the queue limit in the modem node or send less often; ec20-status counts on in queue.dropped.',
        zh: '请在模块节点里调大队列上限，或者降低发送频率；之后的丢弃数看 ec20-status 的 queue.dropped。',
      },
      console: 'node',
      terminal: { en: 'Raise the queue limit or send less often.', zh: '请调大队列上限，或者降低发送频率。' },
      library: 'terminal',
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
