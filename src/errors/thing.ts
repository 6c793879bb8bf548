import { OF_A_MESSAGE, errorRows, OF_THINGS } from './row';

/** What a thing reports: properties, events, history, tags. */
export const THING_ERRORS = errorRows({
  EC20_PROPERTY_PAYLOAD: {
    fact: {
      en: 'A property post takes an object, and this payload is a {type}.',
      zh: '属性上报需要对象，而消息内容是 {type}。',
    },
    why: {
      en: 'Properties are reported by identifier. A bare reading, a text or a list does not say which property it is.',
      zh: '上报属性时要写明标识符。只有一个读数、一段文本或一个列表，平台不知道是哪个属性。',
    },
    cures: {
      node: {
        en: 'Name the property: msg.payload = { Temperature: 21.5 }, with the identifier (标识符) of the thing model; a JSON node makes an object of JSON text.',
        zh: '请写明属性，例如 msg.payload = { Temperature: 21.5 }，其中的键是物模型里的标识符；JSON 文本可先用 json 节点转成对象。',
      },
      console: 'node',
      terminal: {
        en: 'Name the property: { Temperature: 21.5 }, with the identifier (标识符) of the thing model; parse JSON text first.',
        zh: '请写明属性，例如 { Temperature: 21.5 }，其中的键是物模型里的标识符；JSON 文本要先解析成对象。',
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
  EC20_PROPERTY_NONE: {
    fact: { en: 'This message reports no property.', zh: '这条消息里没有任何属性。' },
    why: {
      en: 'The object is empty: nothing was let through, or each reading was undefined. The platform answers such a post with code 460.',
      zh: '对象是空的：内容都被过滤掉了，或者没有读到值。平台会对这样的上报返回 460。',
    },
    cures: {
      everywhere: {
        en: 'Put at least one property in, such as { Temperature: 21.5 }, or send no message when there is nothing to report.',
        zh: '请至少放入一个属性，例如 { Temperature: 21.5 }；没有数据时就不要发消息。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PROPERTY_COUNT: {
    fact: {
      en: '{count} entries in one message; the platform takes at most {limit}.',
      zh: '一条消息里有 {count} 项，平台最多接受 {limit} 项。',
    },
    why: {
      en: 'A post may hold 200 properties (code 6106), a question for desired values or a change of tags 200 likewise.',
      zh: '一次属性上报最多 200 个属性（结果码 6106），查询期望属性值、修改设备标签也各以 200 项为限。',
    },
    cures: { everywhere: { en: 'Split them into several messages.', zh: '请拆成几条消息发送。' } },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PROPERTY_VALUE: {
    fact: { en: '{identifier} has no value.', zh: '{identifier} 没有值。' },
    why: {
      en: 'The value is null or NaN: a sensor that could not be read, or a calculation with a text that is no number.',
      zh: '值是 null 或 NaN：传感器没读到数据，或者拿不是数字的文本去做了计算。',
    },
    cures: {
      node: {
        en: 'Leave it out of msg.payload until there is a reading, or check the sensor and the calculation before this node.',
        zh: '没有读数时请不要把它放进 msg.payload；并检查传感器和前面的计算。',
      },
      console: 'node',
      terminal: {
        en: 'Leave it out until there is a reading, or check the sensor and the calculation.',
        zh: '没有读数时请不要把它放进消息；并检查传感器和计算过程。',
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
  EC20_EVENT_MISSING: {
    fact: { en: 'It is not said which event this is.', zh: '没有指明是哪个事件。' },
    why: {
      en: 'An event is reported by its identifier (标识符), and none was given.',
      zh: '上报事件要用它的标识符，而消息里没有给出。',
    },
    cures: {
      node: {
        en: 'Enter the identifier in the node, or set msg.event.',
        zh: '请在节点里填写事件的标识符，或者设置 msg.event。',
      },
      console: 'node',
      terminal: { en: 'Give the event’s identifier.', zh: '请给出事件的标识符。' },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_HISTORY_DEVICE: {
    fact: {
      en: 'These readings belong to the device {device}, and this connection is another’s.',
      zh: '这些历史数据属于设备 {device}，不是当前连接的设备。',
    },
    why: {
      en: 'The identity in the payload names another device. A directly connected device (直连设备) may report its own history only.',
      zh: '消息里的 identity 写的是另一个设备，而直连设备只能上报自己的历史数据。',
    },
    cures: {
      node: {
        en: 'Leave identity out, or send them through the modem node of that device.',
        zh: '请去掉 identity，或者改用那个设备的模块节点来发送。',
      },
      console: 'node',
      terminal: {
        en: 'Leave identity out, or send them over that device’s own connection.',
        zh: '请去掉 identity，或者通过那个设备自己的连接发送。',
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
  EC20_TIME_MISSING: {
    fact: { en: 'The reading of {identifier} has no time.', zh: '{identifier} 的历史读数没有时间。' },
    why: {
      en: 'History is readings of the past, so each must say when it was taken.',
      zh: '历史数据是过去的读数，每一条都要写明采集时间。',
    },
    cures: {
      everywhere: {
        en: 'Give each entry a time in ms: { time: Date.now(), Temperature: 21.5 }.',
        zh: '请给每一条加上毫秒时间，例如 { time: Date.now(), Temperature: 21.5 }。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TIME_INVALID: {
    fact: {
      en: 'The time of {identifier} cannot be used: {value}.',
      zh: '{identifier} 的时间无法使用：{value}。',
    },
    why: {
      en: 'A time is the number of ms since 1970 in UTC. Seconds instead of ms are the usual slip; a text is read only as ISO 8601 with its time zone.',
      zh: '时间应为 1970 年以来的 UTC 毫秒数。最常见的错误是用了秒；文本只接受带时区的 ISO 8601 格式。',
    },
    cures: {
      everywhere: {
        en: 'Use Date.now() or a Date; multiply seconds by 1000.',
        zh: '请用 Date.now() 或 Date 对象；如果是秒，请乘以 1000。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TIME_AHEAD: {
    fact: {
      en: 'The time of {identifier} is {hours} hours ahead; the platform takes at most 24.',
      zh: '{identifier} 的时间超前了 {hours} 小时，平台最多允许 24 小时。',
    },
    why: {
      en: 'A clock that runs wrong, microseconds taken for ms, or a time zone added twice. The platform would refuse the whole post (code 6326).',
      zh: '时钟不准、把微秒当成了毫秒，或者时区加了两次。平台会拒绝整条上报（结果码 6326）。',
    },
    cures: {
      everywhere: {
        en: 'Correct the time, or leave it out: the time of sending then counts.',
        zh: '请改正时间，或者不写时间，以发送时刻为准。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TAG_KEY: {
    fact: { en: '“{key}” cannot be the key of a device tag.', zh: '“{key}”不能用作设备标签的键。' },
    why: {
      en: 'Keys of tags (设备标签) have letters, digits and _, at most 64, and begin with no digit.',
      zh: '设备标签的键只能由字母、数字和 _ 组成，最多 64 个字符，且不能以数字开头。',
    },
    cures: { everywhere: { en: 'Choose another key, such as room_1.', zh: '请换一个键，例如 room_1。' } },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_PROPERTY_REJECTED: {
    fact: {
      en: 'The platform accepted the message and yet dropped {identifier}: {text}.',
      zh: '平台收下了消息，但丢弃了 {identifier}：{text}。',
    },
    why: {
      en: 'The code is 200, but the reply names what was not stored: an identifier that the published thing model does not have, or a value that is not of its type.',
      zh: '结果码虽然是 200，但应答里写明了没有入库的内容：已发布的物模型里没有这个标识符，或者值的类型不符。',
    },
    cures: {
      everywhere: {
        en: 'Check identifier and type under 功能定义 in the console, and that the model is published (发布上线).',
        zh: '请在控制台“功能定义”里核对标识符和数据类型，并确认物模型已发布上线。',
      },
    },
    elsewhere: OF_THINGS,
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
