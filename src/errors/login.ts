import { A_WARNING, errorRows, OF_THE_TRIPLET } from './row';

/** The login to the broker, and what the module needs for it. */
export const LOGIN_ERRORS = errorRows({
  EC20_CONNECT_PROTOCOL: {
    fact: {
      en: 'The broker does not speak the module’s version of MQTT.',
      zh: '服务器不支持模块使用的 MQTT 版本。',
    },
    why: {
      en: 'The module speaks MQTT 3.1.1 here; a broker that only knows 5.0 refuses it (CONNACK 1).',
      zh: '这里模块使用 MQTT 3.1.1；只支持 5.0 的服务器会拒绝（CONNACK 1）。',
    },
    cures: {
      everywhere: {
        en: 'Allow MQTT 3.1.1 on the broker, and check that host and port lead to an MQTT broker.',
        zh: '请在服务器上允许 MQTT 3.1.1，并确认域名和端口指向的是 MQTT 服务器。',
      },
    },
    short: { en: 'MQTT version', zh: 'MQTT 版本不符' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_ID: {
    fact: {
      en: 'The broker rejected the client ID “{clientId}” or the keep-alive.',
      zh: '服务器不接受客户端 ID“{clientId}”或保活时间。',
    },
    why: {
      en: 'Aliyun answers so (CONNACK 2) for a client ID in a wrong form and for a keep-alive outside 30–1200 s.',
      zh: '客户端 ID 格式不对，或者保活时间不在 30～1200 秒，阿里云都这样应答（CONNACK 2）。',
    },
    cures: {
      everywhere: {
        en: 'For Aliyun leave the client ID empty and set the keep-alive to 30–1200 s; for other brokers try a shorter client ID.',
        zh: '接入阿里云时，客户端 ID 请留空，保活时间填 30～1200 秒；其他服务器请换短一点的客户端 ID。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Try another client ID, a shorter one or an empty one, and the default keep-alive.',
          zh: '请换一个客户端 ID（短一点，或者留空），保活时间用默认值。',
        },
      },
      computed: {
        cures: {
          everywhere: {
            en: 'The client ID is computed: compare {theLogin} with {theConsole}, and leave the keep-alive at its default.',
            zh: '客户端 ID 是自动算出来的：请对照{theConsole}核对{theLogin}，保活时间用默认值。',
          },
        },
      },
    },
    short: { en: 'bad client id', zh: '客户端 ID 错误' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_UNAVAILABLE: {
    fact: {
      en: 'The broker says that its service is unavailable at the moment.',
      zh: '服务器答复：暂时无法提供服务。',
    },
    why: {
      en: 'CONNACK 3: overload, maintenance, a frozen or expired instance, or too many connects.',
      zh: 'CONNACK 3：过载、维护、实例被冻结或到期，或者连接太频繁。',
    },
    cures: {
      everywhere: {
        en: 'It is tried again with growing pauses; meanwhile see in the console (物联网平台 → 实例概览) whether the instance runs.',
        zh: '会以逐渐加长的间隔自动重试；请到控制台“物联网平台 → 实例概览”看实例是否正常运行。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'It is tried again with growing pauses; meanwhile see in {theConsole} whether the service runs.',
          zh: '会以逐渐加长的间隔自动重试；请到{theConsole}看服务是否正常。',
        },
      },
    },
    short: { en: 'server busy', zh: '服务器不可用' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_CREDENTIALS: {
    fact: {
      en: '{host} refused the login: user name or password is wrong.',
      zh: '{host} 拒绝登录：用户名或密码不对。',
    },
    why: {
      en: 'CONNACK 4. For Aliyun: one of the triplet is mistyped, belongs to another device, or the region or instance is a different one.',
      zh: 'CONNACK 4。接入阿里云时，多半是三元组有一项抄错、用了别的设备的，或者地域、实例不对。',
    },
    cures: {
      everywhere: {
        en: 'Copy ProductKey, DeviceName and DeviceSecret anew from 设备管理 → 设备 → 查看, and check region and instance ID.',
        zh: '请到控制台“设备管理 → 设备 → 查看”重新复制 ProductKey、DeviceName、DeviceSecret，并核对地域和实例 ID。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Compare {theLogin} with {theConsole}, and enter them anew.',
          zh: '请对照{theConsole}核对{theLogin}，并重新填写。',
        },
      },
    },
    short: { en: 'wrong secret', zh: '密钥或密码错误' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_NOT_AUTHORISED: {
    fact: { en: '{host} does not let this device in.', zh: '{host} 不允许这个设备接入。' },
    why: {
      en: 'CONNACK 5. For Aliyun: a wrong triplet, a deleted or disabled (已禁用) device, or another region or instance; for other brokers: no rights for this user.',
      zh: 'CONNACK 5。阿里云：三元组不对、设备已删除或已禁用，或者地域、实例不对；其他服务器：该用户没有权限。',
    },
    cures: {
      everywhere: {
        en: 'See in 设备管理 → 设备 that the device is there and enabled, and compare ProductKey, DeviceName, DeviceSecret, region and instance ID.',
        zh: '请到控制台“设备管理 → 设备”确认设备存在且已启用，并核对 ProductKey、DeviceName、DeviceSecret、地域和实例 ID。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'See in {theConsole} that this device exists and is enabled, and compare {theLogin}.',
          zh: '请到{theConsole}确认设备存在且已启用，并核对{theLogin}。',
        },
      },
    },
    short: { en: 'not authorised', zh: '认证被拒' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_FAILED: {
    fact: {
      en: 'The module could not log in: its CONNECT got no answer (result {result}).',
      zh: '模块登录失败：CONNECT 没有得到应答（结果 {result}）。',
    },
    why: {
      en: 'The connection broke between opening and login, or packets are lost on a weak signal. An Aliyun instance that takes TLS only may be silent too.',
      zh: '打开连接之后、登录之前断线，或者信号弱而丢包。只接受 TLS 的阿里云实例也可能不应答。',
    },
    cures: {
      everywhere: {
        en: 'It is tried again; if this stays, check the signal, and with an instance ID set TLS to auto or on.',
        zh: '会自动重试；如果一直这样，请检查信号，填了实例 ID 时请把“TLS 加密”设为 auto 或“启用”。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'It is tried again; if this stays, check the signal, and whether this port takes TLS or plain connections.',
          zh: '会自动重试；如果一直这样，请检查信号，并确认这个端口要不要加密（TLS）。',
        },
      },
    },
    short: { en: 'connect failed', zh: '登录失败' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: ['plain-login'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_TIMEOUT: {
    fact: { en: 'The broker did not answer the login in time.', zh: '服务器没有及时应答登录。' },
    why: {
      en: 'A weak signal, an overloaded network, or a server that is no MQTT broker.',
      zh: '信号弱、网络拥塞，或者对方根本不是 MQTT 服务器。',
    },
    cures: {
      everywhere: {
        en: 'It is tried again; check the signal, and that the port belongs to MQTT (mostly 1883).',
        zh: '会自动重试；请检查信号，并确认端口是 MQTT 端口（一般为 1883）。',
      },
    },
    short: { en: 'no CONNACK', zh: '登录无应答' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_CONNECT_LIMIT: {
    fact: {
      en: 'Waiting {seconds} s before the next login: the cloud allows a device five a minute.',
      zh: '等待 {seconds} 秒后再登录：云端规定每个设备每分钟最多连接五次。',
    },
    why: {
      en: 'Many logins in a short time: a poor signal, many restarts, or two programs that throw each other out with the same triplet.',
      zh: '短时间内登录太多：信号不好、频繁重启，或者两个程序用同一个三元组互相踢下线。',
    },
    cures: {
      everywhere: {
        en: 'You need do nothing; if this returns often, search for a second program or Pi with the same triplet.',
        zh: '不需要处理；如果经常出现，请查是否还有别的程序或树莓派用着同一个三元组。',
      },
    },
    elsewhere: {
      fact: {
        en: 'Waiting {seconds} s before the next login: the server limits the logins of a device.',
        zh: '等待 {seconds} 秒后再登录：服务器限制每个设备的登录频率。',
      },
      cures: {
        everywhere: {
          en: 'You need do nothing; if this returns often, search for a second program or Pi with the same login.',
          zh: '不需要处理；如果经常出现，请查是否还有别的程序或树莓派用同样的登录信息。',
        },
      },
    },
    short: { en: 'connect limit', zh: '登录太频繁' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_ALIAUTH_MISSING: {
    fact: {
      en: 'This module’s firmware cannot sign for Aliyun (it has no aliauth).',
      zh: '这个模块的固件不支持阿里云签名（没有 aliauth）。',
    },
    why: {
      en: 'The option aliauth of AT+QMTCFG is missing in some firmware.',
      zh: '有些固件的 AT+QMTCFG 没有 aliauth 选项。',
    },
    cures: {
      node: {
        en: 'Set Signing in the modem node to auto or sign: then this package signs.',
        zh: '请在模块节点里把“签名方式”设为 auto 或 sign，由本节点来签名。',
      },
      console: 'node',
      terminal: {
        en: 'Set the authentication to auto or sign: then this package signs.',
        zh: '请把签名方式设为 auto 或 sign，由本软件包来签名。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'no aliauth', zh: '不支持 aliauth' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_ALIAUTH_OLD: {
    fact: {
      en: 'The module still holds another triplet that it would sign with (aliauth), and it cannot be cleared.',
      zh: '模块里还留着以前的三元组（aliauth），会用它来签名，而且清不掉。',
    },
    why: {
      en: 'An earlier program has set aliauth, and this firmware does not take empty values.',
      zh: '以前的程序设置过 aliauth，而这个固件不接受空值。',
    },
    cures: {
      everywhere: {
        en: 'The module is restarted, which clears it; if this stays, take its power away for a moment.',
        zh: '本软件包会重启模块来清除它；如果一直这样，请给模块断电片刻。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'old triplet', zh: '旧三元组未清' },
    failure: { state: 'failed', floorMs: 0, evidence: 'restart', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_MQTT_OPTIONS: {
    fact: {
      en: 'The module’s firmware does not take these MQTT settings: {options}; it goes on with its own.',
      zh: '模块固件不接受这些 MQTT 设置：{options}，将按模块自己的默认值继续运行。',
    },
    why: {
      en: 'Old or cut-down firmware lacks AT+QMTCFG or some of its options. Keep-alive, clean session and protocol version are then the module’s: mostly 120 s, 1 and 3.1.',
      zh: '较旧或精简的固件没有 AT+QMTCFG，或者缺少其中一些选项。此时保活时间、clean session 和协议版本都用模块默认值，一般是 120 秒、1 和 3.1。',
    },
    cures: {
      everywhere: {
        en: 'If the broker refuses the connection or closes it, update the firmware (AT+CGMR shows the version).',
        zh: '如果服务器拒绝或断开连接，请升级固件（AT+CGMR 可查看版本）。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
});
