import { A_WARNING, errorRows, OF_A_MESSAGE, OF_THINGS } from './row';

/** Devices behind a gateway (网关子设备): how they are set, and what names them. */
export const SUB_DEVICE_ERRORS = errorRows({
  EC20_SUB_REMOVED: {
    fact: {
      en: 'Sub-device {device} was removed from this gateway in the console.',
      zh: '子设备 {device} 已在控制台从本网关移除。',
    },
    why: {
      en: 'Somebody deleted the device, or its place in the topology. It is not added again by itself, since that was done on purpose.',
      zh: '有人删除了该设备或它的拓扑关系。这是人为操作，所以不会自动再添加。',
    },
    cures: {
      node: {
        en: 'Add it to the gateway again in the console, or remove its ec20-device node; a deploy adds it again too.',
        zh: '请在控制台重新把它添加到网关，或者删掉它的“子设备”节点（ec20-device）；重新部署也会再次添加。',
      },
      console: 'terminal',
      terminal: {
        en: 'Add it to the gateway again in the console, or stop using it here; a new start adds it again too.',
        zh: '请在控制台重新把它添加到网关，或者不再使用它；重新启动也会再次添加。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: { en: 'removed', zh: '已被移除' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_LEFT: {
    fact: {
      en: '{count} messages wait for sub-device {device}, which is not set up here any more.',
      zh: '有 {count} 条消息在等子设备 {device}，但这里已不再配置它。',
    },
    why: {
      en: 'It was taken away, disabled or refused while its messages waited. Sent without its login, the platform would drop them silently.',
      zh: '消息还在等待时，它的配置被删除、停用或有误。子设备没有登录就发送，平台会直接丢弃，也没有提示。',
    },
    cures: {
      node: {
        en: 'Set the sub-device up again, as an ec20-device node or a row of the table, and they leave in their order; otherwise they expire as the modem node’s setting says.',
        zh: '用 ec20-device 节点或子设备表重新配置它，消息就会按顺序发出；否则按模块节点里设的有效期作废。',
      },
      console: 'node',
      terminal: {
        en: 'Attach the sub-device again, and they leave in their order; otherwise they expire after queueTtlMs.',
        zh: '重新接入（attach）这个子设备，消息就会按顺序发出；否则到 queueTtlMs 后作废。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_CHOICE: {
    fact: {
      en: 'A message is for the sub-device “{device}”, and none of that name is set up.',
      zh: '消息指定了子设备“{device}”，但没有配置这个名字的子设备。',
    },
    why: {
      en: 'The name is misspelt, of another gateway, or two products have devices of that name.',
      zh: '名称写错、属于别的网关，或者两个产品里有同名的设备。',
    },
    cures: {
      node: {
        en: 'Write the DeviceName of an ec20-device node or of the modem node’s table into msg.device; where two products share a name, ProductKey/DeviceName.',
        zh: 'msg.device 请填写某个“子设备”节点（ec20-device）或模块节点子设备表里的 DeviceName；不同产品有同名设备时写成 ProductKey/DeviceName。',
      },
      console: 'terminal',
      terminal: {
        en: 'Give the DeviceName of a sub-device that is set up; where two products share a name, ProductKey/DeviceName.',
        zh: '请填写已配置子设备的 DeviceName；不同产品有同名设备时写成 ProductKey/DeviceName。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_SUB_TWICE: {
    fact: {
      en: 'Sub-device {device} is set up twice at this modem.',
      zh: '子设备 {device} 在这个模块下配置了两次。',
    },
    why: {
      en: 'The same ProductKey and DeviceName are used twice, or are those of the gateway itself.',
      zh: '同一组 ProductKey 和 DeviceName 写了两次，或者写的就是网关自己。',
    },
    cures: {
      node: {
        en: 'Keep one of the ec20-device nodes, or the row of the table, and let the other nodes choose it.',
        zh: '“子设备”节点（ec20-device）或子设备表里请只保留一处，其他节点都选用它。',
      },
      console: 'terminal',
      terminal: {
        en: 'Keep one of them.',
        zh: '请只保留一处。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: { en: 'set up twice', zh: '重复配置' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_SUB_TABLE: {
    fact: {
      en: 'The table of sub-devices can’t be read at row {row}: {detail}.',
      zh: '子设备表第 {row} 行读不了：{detail}。',
    },
    why: {
      en: 'The table is CSV with the columns productKey, deviceName, deviceSecret, or JSON with a list of such objects.',
      zh: '子设备表应为 CSV（列名 productKey、deviceName、deviceSecret），或由这样的对象组成的 JSON 列表。',
    },
    cures: {
      everywhere: {
        en: 'Correct that row; the console’s own export of devices (CSV) may be pasted as it is.',
        zh: '请改正这一行；控制台导出的设备证书（CSV）可以原样粘贴。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'table unreadable', zh: '子设备表有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_SUB_FILE: {
    fact: {
      en: 'The file with the table of sub-devices, {file}, cannot be read: {detail}.',
      zh: '无法读取子设备表文件 {file}：{detail}。',
    },
    why: {
      en: 'The path is wrong or means no ordinary file, there is no right to read it, it is far larger than such a table, or its drive does not answer.',
      zh: '路径写错了或不是普通文件，没有读取权限，文件远大于子设备表应有的大小，或者所在磁盘没有响应。',
    },
    cures: {
      node: {
        en: 'Give the path of a CSV or JSON file, absolute or from ~/.node-red.',
        zh: '请填写 CSV 或 JSON 文件的路径，可用绝对路径或相对 ~/.node-red 的路径。',
      },
      console: 'node',
      terminal: { en: 'Give the path of a CSV or JSON file.', zh: '请填写 CSV 或 JSON 文件的路径。' },
      library: 'terminal',
    },
    short: { en: 'table file?', zh: '子设备表读不了' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_NO_DEVICE: {
    fact: { en: 'The chosen sub-device can’t be used: {reason}.', zh: '所选的子设备用不了：{reason}。' },
    why: {
      en: 'It was deleted, is disabled, is behind another gateway, or its settings are wrong.',
      zh: '它已被删除、被禁用、属于另一个网关，或者它自己的设置有误。',
    },
    cures: {
      node: { en: '{todo}; then deploy.', zh: '{todo}，再部署。' },
      console: 'terminal',
      terminal: { en: 'Choose another device.', zh: '请换一个设备。' },
      library: 'terminal',
    },
    short: { en: 'no sub-device', zh: '子设备不可用' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_SUB_SERVER: {
    fact: {
      en: 'Sub-devices need the server Alibaba Cloud IoT; another one is chosen.',
      zh: '子设备只能用于阿里云物联网平台，而现在选的是别的服务器。',
    },
    why: {
      en: 'Topology and logins of sub-devices are this platform’s own; at a plain MQTT broker every topic is free anyway.',
      zh: '拓扑关系和子设备登录是阿里云特有的；普通 MQTT 服务器上本来就可以使用任意 Topic。',
    },
    cures: {
      node: {
        en: 'Choose Alibaba Cloud IoT in the modem node, or publish to the devices’ topics directly.',
        zh: '请在模块节点里选择阿里云物联网平台，或者直接向各设备的 Topic 发布。',
      },
      console: 'terminal',
      terminal: {
        en: 'Choose Alibaba Cloud IoT, or publish to the devices’ topics directly.',
        zh: '请选择阿里云物联网平台，或者直接向各设备的 Topic 发布。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: { en: 'wrong server', zh: '服务器不支持' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
});
