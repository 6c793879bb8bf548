import { errorRows, OF_THE_TRIPLET } from './row';

/** What is set for a device: its identity, its server, values out of range. */
export const SETTINGS_ERRORS = errorRows({
  EC20_NO_MODEM: {
    fact: { en: 'There is no modem to use: {reason}.', zh: '没有可用的模块：{reason}。' },
    why: {
      en: 'None was chosen, or the chosen one was deleted, is disabled, or can’t be used from this place.',
      zh: '还没有选择，或者所选的模块已被删除、被禁用，或者在这个位置用不了。',
    },
    cures: {
      node: {
        en: '{todo}, and deploy.',
        zh: '{todo}，然后部署。',
      },
      console: {
        en: 'Choose another modem in the list above.',
        zh: '请在上面的列表里换一个模块节点。',
      },
      terminal: { en: 'Choose a modem.', zh: '请选择一个模块。' },
      library: 'terminal',
    },
    short: { en: 'no config', zh: '未选择模块配置' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_NO_SECRET: {
    fact: { en: 'The DeviceSecret is missing.', zh: '没有填写 DeviceSecret。' },
    why: {
      en: 'Secrets are not part of a configuration that is exported, so an imported one has none.',
      zh: '导出的配置不含密钥，所以导入的配置里是空的。',
    },
    cures: {
      node: {
        en: 'Copy it from the Aliyun console (设备管理 → 设备 → 查看 → DeviceSecret) into the modem node, and deploy. It is also lost when Node-RED’s credentialSecret changes.',
        zh: '请到阿里云控制台“设备管理 → 设备 → 查看”复制 DeviceSecret，填进模块节点后部署。Node-RED 的 credentialSecret 改变后它也会丢失。',
      },
      console: {
        en: 'Copy it from the Aliyun console (设备管理 → 设备 → 查看 → DeviceSecret) into the modem node. It is also lost when Node-RED’s credentialSecret changes.',
        zh: '请到阿里云控制台“设备管理 → 设备 → 查看”复制 DeviceSecret，填进模块节点。Node-RED 的 credentialSecret 改变后它也会丢失。',
      },
      terminal: {
        en: 'Copy it from the Aliyun console (设备管理 → 设备 → 查看 → DeviceSecret).',
        zh: '请到阿里云控制台“设备管理 → 设备 → 查看”复制 DeviceSecret。',
      },
      library: 'terminal',
    },
    elsewhere: {
      fact: { en: 'The {theSecret} is missing.', zh: '没有填写{theSecret}。' },
      cures: {
        node: {
          en: 'Copy it from {theConsole} into the modem node, and deploy. It is also lost when Node-RED’s credentialSecret changes.',
          zh: '请到{theConsole}复制，填进模块节点后部署。Node-RED 的 credentialSecret 改变后它也会丢失。',
        },
        console: 'node',
        terminal: { en: 'Copy it from {theConsole}.', zh: '请到{theConsole}复制。' },
        library: 'terminal',
      },
      short: { en: 'no secret', zh: '缺设备密钥' },
    },
    short: { en: 'no secret', zh: '缺 DeviceSecret' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PRODUCT_KEY: {
    fact: { en: '“{value}” does not look like a ProductKey.', zh: '“{value}”不像是 ProductKey。' },
    why: {
      en: 'A ProductKey is a short word of letters and digits, mostly eleven. The product’s name or the DeviceName was entered instead, or a blank came along.',
      zh: 'ProductKey 由字母和数字组成，一般 11 位。可能填成了产品名称或 DeviceName，或者带进了空格。',
    },
    cures: {
      everywhere: {
        en: 'Copy the ProductKey from 设备管理 → 设备 → 查看 in the Aliyun console.',
        zh: '请到阿里云控制台“设备管理 → 设备 → 查看”复制 ProductKey。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'ProductKey?', zh: 'ProductKey 有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_DEVICE_NAME: {
    fact: { en: '“{value}” cannot be a DeviceName.', zh: '“{value}”不能作为 DeviceName。' },
    why: {
      en: 'A DeviceName has 4 to 32 characters: letters, digits and - _ @ . : only. The alias (备注名称) is something else.',
      zh: 'DeviceName 为 4～32 个字符，只能含字母、数字和 - _ @ . :；备注名称不是 DeviceName。',
    },
    cures: {
      everywhere: {
        en: 'Copy the DeviceName, not the alias (备注名称), from 设备管理 → 设备 in the Aliyun console.',
        zh: '请到阿里云控制台“设备管理 → 设备”复制 DeviceName，注意不是备注名称。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'DeviceName?', zh: 'DeviceName 有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_DEVICE_SECRET: {
    fact: {
      en: 'The DeviceSecret, {length} characters long, does not look like one.',
      zh: 'DeviceSecret 的内容不对，目前长度为 {length}。',
    },
    why: {
      en: 'A DeviceSecret is mostly 32 letters and digits. The ProductSecret was taken, or the copy is cut off or holds a blank.',
      zh: 'DeviceSecret 一般是 32 位字母和数字。可能填成了 ProductSecret，或者复制不全、带了空格。',
    },
    cures: {
      everywhere: {
        en: 'Copy it again with the console’s copy button (设备管理 → 设备 → 查看 → DeviceSecret), not the ProductSecret.',
        zh: '请用控制台的复制按钮重新复制（设备管理 → 设备 → 查看 → DeviceSecret），不要用 ProductSecret。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'DeviceSecret?', zh: '设备密钥不对' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_DEVICE_KEY: {
    fact: {
      en: 'The device key, {length} characters long, is no base64 text.',
      zh: '设备密钥不是 base64 文本，目前长度为 {length}。',
    },
    why: {
      en: 'Tencent Cloud and OneNET give out keys as base64: letters, digits, + / and = at the end. Another value was taken, or the copy is cut off or holds a blank.',
      zh: '腾讯云和 OneNET 的密钥是 base64：字母、数字、+ /，末尾可能有 =。可能填成了别的内容，或者复制不全、带了空格。',
    },
    cures: {
      everywhere: {
        en: 'Copy the whole key again from the platform’s console.',
        zh: '请到平台控制台重新复制完整的密钥。',
      },
    },
    elsewhere: {
      fact: {
        en: 'The {theSecret}, {length} characters long, is no base64 text.',
        zh: '{theSecret}不是 base64 文本，目前长度为 {length}。',
      },
      cures: {
        everywhere: {
          en: 'Copy the whole key again from {theConsole}.',
          zh: '请到{theConsole}重新复制完整的密钥。',
        },
      },
    },
    short: { en: 'device key?', zh: '设备密钥有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_ENV_MISSING: {
    fact: {
      en: 'The setting {field} refers to the environment variable {name}, which does not exist.',
      zh: '“{field}”引用的环境变量 {name} 不存在。',
    },
    why: {
      en: 'It is not set where this program starts, or where this setting can see it, or its name is written differently. A service does not read the variables of your shell.',
      zh: '启动本程序的地方没有设置它，或者设置的位置对这一项不可见，或者名字写得不一样。作为服务运行时，不会读取你终端里的变量。',
    },
    cures: {
      node: {
        en: 'Define it in global-config or ~/.node-red/environment (restart Node-RED). A flow’s variables reach its own nodes, and a modem node only if its scope is that flow.',
        zh: '请在全局配置（global-config）里定义，或写进 ~/.node-red/environment 文件并重启 Node-RED。流程的环境变量只对该流程里的节点有效；模块节点要把作用域设为该流程才能用到。',
      },
      console: 'node',
      terminal: { en: 'Set it where this program is started.', zh: '请在启动本程序的环境里设置它。' },
      library: 'terminal',
    },
    short: { en: 'env missing', zh: '环境变量未设置' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_FULL_WIDTH: {
    fact: {
      en: 'The setting {field} holds a full-width or invisible character: {character}.',
      zh: '“{field}”里有全角或不可见字符：{character}。',
    },
    why: {
      en: 'It was typed with a Chinese input method in full-width mode, or copied from a web page or chat together with an invisible character.',
      zh: '用中文输入法的全角状态输入，或者从网页、聊天窗口复制时带进了看不见的字符。',
    },
    cures: {
      everywhere: {
        en: 'Switch the keyboard to English (half-width) and type this setting again.',
        zh: '请切换到英文半角状态，把这一项重新输入一遍。',
      },
    },
    short: { en: 'odd character', zh: '含全角字符' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_SETTING: {
    fact: { en: 'The setting {field} cannot be “{value}”.', zh: '“{field}”不能是“{value}”。' },
    why: {
      en: 'A configuration that was imported or edited by hand, or an environment variable, gives a value outside the allowed ones.',
      zh: '导入或手动修改的配置，或者环境变量给出的值超出了允许范围。',
    },
    cures: {
      node: { en: 'Correct it in the node; expected is {allowed}.', zh: '请在节点里改正，应为：{allowed}。' },
      console: 'node',
      terminal: { en: 'Expected is {allowed}.', zh: '应为：{allowed}。' },
      library: 'terminal',
    },
    short: { en: 'bad setting', zh: '设置有误' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_KEEPALIVE: {
    fact: { en: 'The keep-alive of {value} s is out of range.', zh: '保活时间 {value} 秒超出范围。' },
    why: {
      en: 'Aliyun refuses a login with a keep-alive outside 30 to 1200 s; the module itself takes 0 to 3600 s.',
      zh: '阿里云拒绝保活时间不在 30～1200 秒的登录；模块本身支持 0～3600 秒。',
    },
    cures: {
      everywhere: {
        en: 'Set 30 to 1200 s for Aliyun (300 or more saves data), at most 3600 s for another broker.',
        zh: '接入阿里云请填 30～1200 秒（300 秒以上省流量），其他服务器最多 3600 秒。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'bad keep-alive', zh: '保活时间有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_HOST_MISSING: {
    fact: { en: 'No broker address is set.', zh: '没有填写服务器地址。' },
    why: {
      en: 'With the server set to mqtt there is nothing from which the address could follow.',
      zh: '除阿里云等少数平台外，接入域名无法推算出来。',
    },
    cures: {
      node: {
        en: 'Enter the broker’s host name in the modem node.',
        zh: '请在模块节点里填写“接入域名”。',
      },
      console: 'node',
      terminal: {
        en: 'Set the broker’s host name.',
        zh: '请填写服务器的域名。',
      },
      library: 'terminal',
    },
    short: { en: 'no host', zh: '缺服务器地址' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REGION: {
    fact: { en: '“{value}” is not a region of Aliyun IoT.', zh: '“{value}”不是阿里云物联网平台的地域。' },
    why: {
      en: 'The region is written as an id, such as cn-shanghai, not as a name.',
      zh: '地域要写代号，例如 cn-shanghai，不能写“上海”。',
    },
    cures: {
      everywhere: {
        en: 'Use the id of the region shown at the top of the console, such as cn-shanghai, or enter the instance ID.',
        zh: '请看控制台顶部的地域，填它的代号，例如华东2（上海）是 cn-shanghai；也可以改填实例 ID。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'bad region', zh: '地域有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
