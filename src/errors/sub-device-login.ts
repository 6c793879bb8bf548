import { errorRows, OF_THINGS } from './row';

/** Devices behind a gateway (网关子设备): what the platform answers to topology, registration and login. */
export const SUB_DEVICE_LOGIN_ERRORS = errorRows({
  EC20_SUB_SIGNATURE: {
    fact: {
      en: 'The platform refused the DeviceSecret of sub-device {device} (code {code}).',
      zh: '平台不接受子设备 {device} 的 DeviceSecret（结果码 {code}）。',
    },
    why: {
      en: 'The secret belongs to another device, was copied in part, or was reset in the console.',
      zh: '密钥是另一个设备的、没有复制完整，或者已在控制台重置。',
    },
    cures: {
      everywhere: {
        en: 'Copy the DeviceSecret of this sub-device from the console again: Devices, this device, View beside DeviceSecret.',
        zh: '请在控制台重新复制这个子设备的 DeviceSecret：设备管理 → 设备 → 该设备 → DeviceSecret 旁的“查看”。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'wrong secret', zh: '密钥错误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_TOPOLOGY: {
    fact: {
      en: 'Sub-device {device} is not in this gateway’s topology, and could not be added (code {code}).',
      zh: '子设备 {device} 不在本网关的拓扑关系里，也没能添加进去（结果码 {code}）。',
    },
    why: {
      en: 'The gateway’s product is no gateway product, the sub-device’s product is no sub-device product, or the two are of different accounts or instances.',
      zh: '网关所属产品的类型不是“网关设备”，或子设备所属产品的类型不是“网关子设备”，或两者不在同一账号、同一实例。',
    },
    cures: {
      everywhere: {
        en: 'Compare the types of both products in the console (fixed when a product is created), or add it by hand: the gateway, tab Sub-devices.',
        zh: '请在控制台核对两个产品的类型（创建产品时选定，之后不能改）；也可以手动添加：网关设备 → 子设备管理 → 添加子设备。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'not in topology', zh: '无拓扑关系' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_SESSION: {
    fact: {
      en: 'The platform has ended the session of sub-device {device} (code {code}).',
      zh: '平台已结束子设备 {device} 的会话（结果码 {code}）。',
    },
    why: {
      en: 'The gateway has reconnected, or the platform lost the session; the sub-device has to log in again.',
      zh: '网关重新连接过，或者平台丢失了会话；子设备需要重新登录。',
    },
    cures: {
      everywhere: {
        en: 'Nothing to do: it is logged in again by itself, and its messages wait meanwhile.',
        zh: '不用处理：会自动重新登录，期间它的消息排队等待。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'logging in again', zh: '重新登录' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_ELSEWHERE: {
    fact: {
      en: 'Sub-device {device} has logged in somewhere else (code {code}).',
      zh: '子设备 {device} 在别处登录了（结果码 {code}）。',
    },
    why: {
      en: 'Another gateway or program uses the same ProductKey and DeviceName; the newer login ends the older one.',
      zh: '另一个网关或程序在用同一组 ProductKey 和 DeviceName；后登录的会把先登录的挤下线。',
    },
    cures: {
      everywhere: {
        en: 'Let one gateway alone use this device; a copied program needs devices of its own.',
        zh: '请只让一个网关使用这个设备；复制出来的程序要换用自己的设备。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'used elsewhere', zh: '在别处登录' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_BOUND: {
    fact: {
      en: 'Sub-device {device} is bound to another gateway (code {code}).',
      zh: '子设备 {device} 已绑定到另一个网关（结果码 {code}）。',
    },
    why: {
      en: 'A sub-device belongs to one gateway at a time, and the platform does not move it by itself here.',
      zh: '一个子设备同一时间只能属于一个网关，平台在这种情况下不会自动改绑。',
    },
    cures: {
      everywhere: {
        en: 'In the console, open the other gateway, tab Sub-devices, and delete the device there; it is then added here by itself.',
        zh: '请在控制台打开另一个网关 → 子设备管理，从中删除该设备；之后会自动添加到本网关。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'other gateway', zh: '已绑定他网关' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_DISABLED: {
    fact: {
      en: 'Sub-device {device} is disabled in the console.',
      zh: '子设备 {device} 在控制台已被禁用。',
    },
    why: {
      en: 'Somebody has disabled the device; it can neither log in nor send until it is enabled.',
      zh: '有人禁用了该设备；启用之前它不能登录，也不能发消息。',
    },
    cures: {
      everywhere: {
        en: 'Enable it in the console (Devices). Its messages wait, those of the other devices go on.',
        zh: '请在控制台“设备”页启用它。期间它的消息排队等待，其他设备照常收发。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'disabled', zh: '已禁用' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_UNKNOWN: {
    fact: {
      en: 'The platform knows no sub-device {device} (code {code}).',
      zh: '平台上没有子设备 {device}（结果码 {code}）。',
    },
    why: {
      en: 'ProductKey or DeviceName is misspelt, the device was deleted, or it is in another instance or region than the gateway.',
      zh: 'ProductKey 或 DeviceName 写错、设备已被删除，或者它与网关不在同一实例或地域。',
    },
    cures: {
      everywhere: {
        en: 'Compare ProductKey and DeviceName with the console, letter by letter, in the instance of the gateway.',
        zh: '请在网关所在的实例里，逐字核对 ProductKey 和 DeviceName。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'unknown device', zh: '无此设备' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_LIMIT: {
    fact: {
      en: 'No room for sub-device {device}: the platform’s limit of devices is reached (code {code}).',
      zh: '子设备 {device} 无法上线：已达到平台的设备数量上限（结果码 {code}）。',
    },
    why: {
      en: 'A free public instance keeps 50 devices online at a time, a gateway at most 2,000 sub-devices.',
      zh: '免费的公共实例最多同时在线 50 台设备，一个网关最多 2000 个子设备。',
    },
    cures: {
      everywhere: {
        en: 'Remove devices that are not needed, or take a larger instance; the login is tried again every few minutes.',
        zh: '请移除不用的设备，或者升级实例规格；每隔几分钟会再次尝试登录。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'too many devices', zh: '设备数超限' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_REGISTER_OFF: {
    fact: {
      en: 'Sub-device {device} can’t register: dynamic registration is off for its product (code {code}).',
      zh: '子设备 {device} 注册失败：它的产品没有打开动态注册（结果码 {code}）。',
    },
    why: {
      en: 'A sub-device without a DeviceSecret gets one through the gateway, if its product allows that.',
      zh: '没有填 DeviceSecret 的子设备要通过网关获取密钥，前提是它的产品允许动态注册。',
    },
    cures: {
      everywhere: {
        en: 'Switch Dynamic Registration on at the sub-device’s product in the console, or enter its DeviceSecret.',
        zh: '请在控制台打开该产品的“动态注册”开关，或者填写这个子设备的 DeviceSecret。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'registration off', zh: '未开动态注册' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_ACTIVATED: {
    fact: {
      en: 'Sub-device {device} can’t register: it has been activated before (code {code}).',
      zh: '子设备 {device} 注册失败：它之前已经激活过（结果码 {code}）。',
    },
    why: {
      en: 'The secret is given out once. It was given to another gateway, or what was kept here is lost.',
      zh: '密钥只发放一次：可能已发给另一个网关，或者本机保存的密钥丢了。',
    },
    cures: {
      everywhere: {
        en: 'Enter its DeviceSecret from the console, or delete the device there and create it anew.',
        zh: '请从控制台复制它的 DeviceSecret 填入，或者在控制台删除该设备后重新创建。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'activated before', zh: '已激活过' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_REFUSED: {
    fact: {
      en: 'The platform refused sub-device {device} with code {code}: “{message}”.',
      zh: '平台拒绝了子设备 {device}，结果码 {code}：“{message}”。',
    },
    why: {
      en: 'A code that has no sentence of its own here; with 6401 and similar ones the gateway’s product may not be a gateway at all.',
      zh: '这个结果码没有专门的说明；也可能是网关所属的产品根本不是“网关设备”。',
    },
    cures: {
      everywhere: {
        en: 'Look the code up in the platform’s list of device codes, and compare the types of both products; it is tried again every few minutes.',
        zh: '请在平台的“设备端错误码”文档里查这个结果码，并核对两个产品的类型；每隔几分钟会再试一次。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'refused', zh: '被拒绝' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
  EC20_SUB_SILENT: {
    fact: {
      en: 'The platform did not answer the login of sub-device {device} within {seconds} s.',
      zh: '平台在 {seconds} 秒内没有应答子设备 {device} 的登录。',
    },
    why: {
      en: 'The answer was lost on a poor link, the platform limits the rate, or this device’s product is no gateway product: then it has no such topics.',
      zh: '信号差时应答丢失、平台限流，或者本设备的产品不是“网关设备”，因而没有这些 Topic。',
    },
    cures: {
      node: {
        en: 'It is tried again by itself. If it stays, check in the console that the product of the modem node’s device is a gateway product (网关设备).',
        zh: '会自动重试。如果一直这样，请在控制台确认模块节点所填的产品是“网关设备”。',
      },
      console: 'terminal',
      terminal: {
        en: 'It is tried again by itself. If it stays, check in the console that this device’s product is a gateway product (网关设备).',
        zh: '会自动重试。如果一直这样，请在控制台确认本设备所属的产品是“网关设备”。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: { en: 'no answer', zh: '登录无应答' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'devices', deaf: false },
  },
});
