import { OF_A_MESSAGE, errorRows } from './row';

/** What a message holds and asks for, besides its topic. */
export const PAYLOAD_ERRORS = errorRows({
  EC20_GATHER_FORM: {
    fact: {
      en: 'The payload cannot be gathered with others as {form}.',
      zh: '消息内容不能按 {form} 的格式与其他消息合并。',
    },
    why: {
      en: 'Several messages leave as one. As “lines” each has to be one line of text, without line breaks; as “array” each has to be JSON, with double quotes where it is text already.',
      zh: '多条消息要合成一条发送：格式为“每行一条”（lines）时，内容里不能有换行；格式为“JSON 数组”（array）时，内容必须是 JSON，已经是字符串的要用双引号写法。',
    },
    cures: {
      node: {
        en: 'Send objects instead of text, choose the other form, or set Gather to 0 in the ec20 publish node.',
        zh: '请改为发送对象，或者在“ec20 发布”节点里换一种格式，或者把合并时间设为 0。',
      },
      console: 'node',
      terminal: {
        en: 'Send objects instead of text, choose the other form, or do not gather.',
        zh: '请改为发送对象，或者换一种格式，或者不合并。',
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
  EC20_PAYLOAD_CONTROL: {
    fact: {
      en: 'The payload holds the byte 0x1A or 0x1B at position {place}, which this module’s firmware cannot send.',
      zh: '消息内容的第 {place} 个字节是 0x1A 或 0x1B，这款模块的固件发不出去。',
    },
    why: {
      en: 'The firmware has no AT+QMTPUBEX; its AT+QMTPUB takes Ctrl-Z (0x1A) for the end of the payload and ESC (0x1B) for a cancel. Text and JSON never hold them.',
      zh: '固件没有 AT+QMTPUBEX，只有 AT+QMTPUB，它把 Ctrl-Z（0x1A）当作结束、把 ESC（0x1B）当作取消。文本和 JSON 里不会有这两个字节。',
    },
    cures: {
      everywhere: {
        en: 'Send it as text (base64 or hex), or update the module’s firmware.',
        zh: '改成文本再发（base64 或十六进制），或者升级模块固件。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PAYLOAD_EMPTY: {
    fact: {
      en: 'The payload is empty, and the module cannot send an empty message.',
      zh: '消息内容为空，模块发不了空消息。',
    },
    why: {
      en: 'The module announces the length of each message, and that is at least one byte. An empty text, an empty Buffer and null have none.',
      zh: '模块发送时要先报长度，最少一个字节；空字符串、空 Buffer 和 null 都是零字节。',
    },
    cures: {
      node: {
        en: 'Put something into msg.payload, such as a blank or {}; without a payload at all nothing is sent.',
        zh: '请在 msg.payload 里放入内容，例如一个空格或 {}；完全没有 payload 的消息不会发送。',
      },
      console: {
        en: 'Let the flow send some content, such as a blank or {}.',
        zh: '请让流程发送一点内容，例如一个空格或 {}。',
      },
      terminal: {
        en: 'Put something into the payload, such as a blank or {}.',
        zh: '请给消息放入内容，例如一个空格或 {}。',
      },
      library: 'terminal',
    },
    short: { en: 'empty payload', zh: '消息内容为空' },
    failure: 'none',
    publish: 'unsendable',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PAYLOAD_LONG: {
    fact: {
      en: 'The payload has {bytes} bytes; at most {limit} can be sent at once.',
      zh: '消息内容有 {bytes} 字节，一次最多发 {limit} 字节。',
    },
    why: {
      en: 'The length is counted in bytes: a Chinese character has three. Objects are sent as JSON, which is longer than it looks.',
      zh: '长度按字节计算，一个汉字三个字节；对象会转成 JSON，比看上去长。',
    },
    cures: {
      node: {
        en: 'Send fewer values in one message, or split it in a function node.',
        zh: '请减少一条消息里的数据，或者用 function 节点拆成几条。',
      },
      console: {
        en: 'Let the flow send fewer values in one message, or split it.',
        zh: '请让流程减少一条消息里的数据，或者拆成几条。',
      },
      terminal: {
        en: 'Send fewer values in one message, or split it.',
        zh: '请减少一条消息里的数据，或者拆成几条。',
      },
      library: 'terminal',
    },
    short: { en: 'payload: long', zh: '消息内容过长' },
    failure: 'none',
    publish: 'unsendable',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PAYLOAD_JSON: {
    fact: { en: 'The payload cannot be written as JSON: {detail}.', zh: '消息内容无法转成 JSON：{detail}。' },
    why: {
      en: 'JSON has no form for what the object holds: itself, a function, a symbol, a BigInt, NaN or Infinity, bytes, a Map, Set, Error, RegExp or Promise. Or a getter in it throws.',
      zh: '对象里有 JSON 表达不了的东西：它自己、函数、Symbol、BigInt、NaN 或 Infinity、字节数据、Map、Set、Error、RegExp、Promise；也可能是其中的 getter 抛出了异常。',
    },
    cures: {
      node: {
        en: 'Build a plain object with just the values to send, in a change or function node (Object.fromEntries for a Map, Array.from for a Set or typed array).',
        zh: '请用 change 或 function 节点另建一个只含要发送数据的普通对象（Map 可用 Object.fromEntries，Set 和类型化数组可用 Array.from）。',
      },
      console: 'node',
      terminal: {
        en: 'Build a plain object with just the values to send.',
        zh: '请另建一个只含要发送数据的普通对象。',
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
  EC20_QOS: {
    fact: { en: 'The QoS “{value}” does not exist.', zh: '没有“{value}”这种 QoS。' },
    why: {
      en: 'The QoS of a message or a setting is something else than 0, 1 or 2.',
      zh: '消息或设置里的 QoS 不是 0、1、2。',
    },
    cures: {
      node: { en: 'Set it to 0, 1 or 2, or delete msg.qos.', zh: '请改成 0、1 或 2，或者删掉 msg.qos。' },
      console: {
        en: 'Set the QoS in the flow to 0, 1 or 2.',
        zh: '请在流程里把 QoS 改成 0、1 或 2。',
      },
      terminal: { en: 'Use 0, 1 or 2.', zh: '请用 0、1 或 2。' },
      library: 'terminal',
    },
    short: { en: 'bad QoS', zh: 'QoS 有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_QOS_UNSUPPORTED: {
    fact: { en: 'This platform does not take QoS {value}.', zh: '该平台不支持 QoS {value}。' },
    why: {
      en: 'Alibaba Cloud, Tencent Cloud, OneNET and Huawei Cloud know QoS 0 and 1 only.',
      zh: '阿里云、腾讯云、OneNET、华为云都只有 QoS 0 和 QoS 1。',
    },
    cures: {
      everywhere: {
        en: 'Use QoS 1 for messages that must arrive, QoS 0 for others.',
        zh: '必须送达的消息用 QoS 1，其余用 QoS 0。',
      },
    },
    short: { en: 'no such QoS', zh: '不支持该 QoS' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_RETAIN: {
    fact: { en: '“{value}” is not a value for retain.', zh: 'retain（保留）不能是“{value}”。' },
    why: {
      en: 'The value of a message or a setting is neither true nor false.',
      zh: '消息或设置里的值既不是 true 也不是 false。',
    },
    cures: {
      node: {
        en: 'Set it to true or false, or delete msg.retain.',
        zh: '请改成 true 或 false，或者删掉 msg.retain。',
      },
      console: {
        en: 'Set it in the flow to true or false.',
        zh: '请在流程里改成 true 或 false。',
      },
      terminal: { en: 'Use true or false.', zh: '请用 true 或 false。' },
      library: 'terminal',
    },
    short: { en: 'bad retain', zh: 'retain 有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_RETAIN_UNSUPPORTED: {
    fact: { en: 'This platform keeps no retained messages.', zh: '该平台不支持保留消息（retain）。' },
    why: {
      en: 'The platform has them with MQTT 5.0 only, which the module does not speak.',
      zh: '平台只在 MQTT 5.0 下支持，而模块不支持 5.0。',
    },
    cures: {
      node: {
        en: 'Set retain to false, and delete msg.retain; the last value of a property stays visible in the console anyway.',
        zh: '请把 retain 设为 false，并删掉 msg.retain；属性的最新值在控制台本来就能看到。',
      },
      console: {
        en: 'Set retain to false in the flow; the cloud shows the last value of a property anyway.',
        zh: '请在流程里把 retain 设为 false；属性的最新值在云平台上本来就能看到。',
      },
      terminal: {
        en: 'Set retain to false; the last value of a property stays visible in the platform’s console anyway.',
        zh: '请把 retain 设为 false；属性的最新值在平台控制台本来就能看到。',
      },
      library: 'terminal',
    },
    short: { en: 'no retain here', zh: '不支持 retain' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_WILL_UNSUPPORTED: {
    fact: { en: 'This platform takes no will message.', zh: '该平台不支持遗嘱消息。' },
    why: {
      en: 'The platform notes on its own when a device goes offline, and refuses a will with MQTT 3.1.1.',
      zh: '设备掉线由平台自己记录；MQTT 3.1.1 下平台不接受遗嘱。',
    },
    cures: {
      node: {
        en: 'Empty the will’s topic in the modem node; follow the device’s 上线/下线 in the console instead.',
        zh: '请清空模块节点里的遗嘱 Topic；设备的上线、下线可在控制台查看。',
      },
      console: 'node',
      terminal: {
        en: 'Give no will; follow the device’s 上线/下线 in the platform’s console instead.',
        zh: '请不要设置遗嘱；设备的上线、下线可在平台控制台查看。',
      },
      library: 'terminal',
    },
    short: { en: 'no will here', zh: '不支持遗嘱' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_JSON: {
    fact: { en: 'A message on “{topic}” is not JSON.', zh: '从“{topic}”收到的消息不是 JSON。' },
    why: {
      en: 'JSON is expected, by the setting or because the platform sends this kind as JSON, but plain text, binary data or broken JSON came.',
      zh: '按设置或按平台下发的消息类型，这里应当是 JSON，而收到的是普通文本、二进制数据或残缺的 JSON。',
    },
    cures: {
      node: {
        en: 'Set the subscribe node’s Output to auto-detect, text or a Buffer, or correct the sender.',
        zh: '请把订阅节点的“输出”改为自动检测、字符串或 Buffer，或者让发送方改正。',
      },
      console: 'node',
      terminal: {
        en: 'Correct the sender, or read the message as text or bytes.',
        zh: '请让发送方改正，或者按文本或字节读取这条消息。',
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
  EC20_MESSAGE_UNREADABLE: {
    fact: { en: 'The message cannot be read: {detail}.', zh: '读取消息时出错：{detail}。' },
    why: {
      en: 'One of its properties is a getter that throws, or an object that cannot be copied.',
      zh: '消息的某个属性是会抛出异常的 getter，或者是无法复制的对象。',
    },
    cures: {
      node: {
        en: 'Build a new message with plain values in a change or function node before this one.',
        zh: '请在本节点之前用 change 或 function 节点另建一条只含普通值的消息。',
      },
      console: 'node',
      terminal: { en: 'Give plain values.', zh: '请只给普通的值。' },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
