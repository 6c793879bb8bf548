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
        en: 'Raise Keep for in the modem node; 0 keeps messages for ever.',
        zh: '请在模块节点里调大“消息有效期”，填 0 表示永不过期。',
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
        en: 'Keep the queue on disk, so that waiting messages outlive a deploy or a restart of Node-RED: it takes Node.js 22.13 or newer, and the modem node’s queue set to disk.',
        zh: '请让队列存盘，这样重新部署或重启 Node-RED 后消息还在：需要 Node.js 22.13 或更高版本，并把模块节点的“消息队列”设为“存盘”。',
      },
      console: {
        en: 'Set the modem node’s queue to disk, so that waiting messages outlive a restart of Node-RED.',
        zh: '请把模块节点的“消息队列”改为“存盘”，这样重启 Node-RED 后消息还在。',
      },
      terminal: {
        en: 'Keep the queue on disk, which takes Node.js 22.13 or newer, so that waiting messages outlive a restart.',
        zh: '请把队列存到磁盘（需要 Node.js 22.13 或更高版本），这样重启后消息还在。',
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
  EC20_QUEUE_LOST: {
    fact: {
      en: '{count} messages waited in memory only and are lost.',
      zh: '{count} 条消息只在内存里等待，现已丢失。',
    },
    why: {
      en: 'The device was closed, by a restart for example, while its queue was in memory.',
      zh: '队列在内存里时设备被关闭，例如重启。',
    },
    cures: {
      node: {
        en: 'Keep the queue on disk, so that waiting messages outlive this: it takes Node.js 22.13 or newer, and the modem node’s queue set to disk.',
        zh: '请让队列存盘，这样等待的消息就不会丢：需要 Node.js 22.13 或更高版本，并把模块节点的“消息队列”设为“存盘”。',
      },
      console: 'node',
      terminal: {
        en: 'Keep the queue on disk, which takes Node.js 22.13 or newer.',
        zh: '请把队列存到磁盘，需要 Node.js 22.13 或更高版本。',
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
  EC20_UNCLAIMED: {
    fact: {
      en: '{count} messages failed with {code}, and their sender is gone.',
      zh: '{count} 条消息失败（{code}），而它们的发送方已经不在了。',
    },
    why: {
      en: 'They waited while their sender was deleted, disabled or given another device. Messages that fail alike are counted together.',
      zh: '消息还在等待时，它们的发送方被删除、停用，或换了设备。同样原因失败的消息合计一次。',
    },
    cures: {
      node: {
        en: 'Look up {code} for the cause; deliver what waits before you delete a publish node or move it to another modem node.',
        zh: '原因请查 {code}；删除发布节点或改换模块节点之前，请先让等待的消息发完。',
      },
      console: 'node',
      terminal: {
        en: 'Look up {code} for the cause; claim the sender’s stored messages to receive their results.',
        zh: '原因请查 {code}；要收到结果，请认领（claim）该发送方存盘的消息。',
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
  EC20_QUEUE_LEFT: {
    fact: {
      en: '{count} messages wait in {file}, but their device is not in use here.',
      zh: '{file} 里还有 {count} 条消息在等待，但它们所属的设备已不在这里使用。',
    },
    why: {
      en: 'The device was deleted, or its login changed: ProductKey, DeviceName, host, client id, user name or certificate.',
      zh: '设备被删除了，或者改了登录信息：ProductKey、DeviceName、服务器地址、客户端 ID、用户名或证书。',
    },
    cures: {
      node: {
        en: 'To send them, deploy a modem node with the same device and its queue on disk, used by a publish node. Delete the file if you no longer need them.',
        zh: '要发出去，请部署一个设备相同、队列存盘的模块节点，并让发布节点使用它；不再需要就删掉这个文件。',
      },
      console: 'node',
      terminal: {
        en: 'To send them, start the same device with this file as its queue; delete the file if you no longer need them.',
        zh: '要发出去，请用这个文件作队列启动同一个设备；不再需要就删掉它。',
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
  EC20_QUEUE_UNUSED: {
    fact: {
      en: '{count} messages of this device wait in {file}, and nothing sends them.',
      zh: '{file} 里还有 {count} 条这个设备的消息在等待，目前不会发出。',
    },
    why: {
      en: 'Nothing uses the device now, its queue was changed to memory, or it was configured twice and one of the two was removed.',
      zh: '现在没有什么使用这个设备，或它的队列改到了内存里，或同一设备配置过两次，其中一个被删除了。',
    },
    cures: {
      node: {
        en: 'Let a node use this modem node, with its queue on disk, and restart the flows: they are sent then. Delete the file if you no longer need them.',
        zh: '请让某个节点使用这个模块节点，队列设为“存盘”，再重启流程，这些消息就会发出；不再需要就删掉这个文件。',
      },
      console: 'node',
      terminal: {
        en: 'Start the device with this file as its queue to send them, or delete the file.',
        zh: '请用这个文件作队列启动这个设备来发送；不需要就删掉这个文件。',
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
  EC20_QUEUE_OTHER_DEVICE: {
    fact: {
      en: '{count} messages of another device wait in {file}; they are not sent as this device.',
      zh: '{file} 里还有 {count} 条属于另一个设备的消息，不会以这个设备的名义发出。',
    },
    why: {
      en: 'The SD card was copied, or the device’s login was changed while messages waited: ProductKey, DeviceName, host, client id, user name or certificate.',
      zh: '复制了 SD 卡，或者还有消息等待时改了设备的登录信息：ProductKey、DeviceName、服务器地址、客户端 ID、用户名或证书。',
    },
    cures: {
      node: {
        en: 'Restore the old device, or give it a modem node of its own, to send them; delete the file if you no longer need them.',
        zh: '要发出去，请改回原来的设备，或为它另建一个模块节点；不再需要就删掉这个文件。',
      },
      console: 'node',
      terminal: {
        en: 'To send them, use a copy of this file as the queue of the old device; delete the file if you no longer need them.',
        zh: '要发出去，请把这个文件的副本作为原来设备的队列；不再需要就删掉它。',
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
        en: 'Raise the queue’s Maximum in the modem node or send less often; ec20-status counts on in queue.dropped.',
        zh: '请在模块节点里调大“队列上限”，或者降低发送频率；之后的丢弃数看“ec20 状态”节点的 queue.dropped。',
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
