import { errorRows } from './row';

/** Topics that are published to, and filters that are subscribed to. */
export const TOPIC_ERRORS = errorRows({
  EC20_TOPIC_MISSING: {
    fact: { en: 'The message has no topic.', zh: '消息没有 Topic。' },
    why: {
      en: 'None was given, or it is empty or not a string.',
      zh: '没有给出 Topic，或者它为空、不是字符串。',
    },
    cures: {
      node: {
        en: 'Enter a topic in the publish node, or set msg.topic before it.',
        zh: '请在发布节点里填 Topic，或者在它前面设置 msg.topic。',
      },
      console: {
        en: 'Enter a topic in the node “ec20 publish”.',
        zh: '请在“ec20 发布”节点里填写 Topic。',
      },
      terminal: { en: 'Give the message a topic.', zh: '请给消息指定 Topic。' },
      library: 'terminal',
    },
    short: { en: 'no topic', zh: '没有 Topic' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TOPIC_CHARACTER: {
    fact: {
      en: 'The topic “{topic}” holds a character that is not allowed: {character}.',
      zh: 'Topic“{topic}”里有不允许的字符：{character}。',
    },
    why: {
      en: 'Quotation marks, line breaks and control characters would break the AT line; Aliyun allows only letters, digits, _ and / in custom topics, and the characters of a device name.',
      zh: '引号、换行和控制字符会破坏 AT 指令；阿里云自定义 Topic 只能用字母、数字、_ 和 /，以及设备名称里的字符。',
    },
    cures: {
      everywhere: {
        en: 'Compare it with 设备管理 → 产品 → 查看 → Topic 类列表 in the console, and type it anew.',
        zh: '请对照控制台“设备管理 → 产品 → 查看 → Topic 类列表”，重新输入。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Compare it with the topics in {theConsole}, and type it anew.',
          zh: '请对照{theConsole}里的 Topic 重新输入。',
        },
      },
    },
    short: { en: 'bad topic', zh: 'Topic 含非法字符' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TOPIC_WILDCARD: {
    fact: {
      en: 'A message cannot be published to “{topic}”: + and # are for subscribing only.',
      zh: '不能向“{topic}”发布消息：+ 和 # 只能用于订阅。',
    },
    why: {
      en: 'Wildcards stand for many topics; a message goes to exactly one.',
      zh: '通配符代表许多 Topic，而一条消息只能发到一个。',
    },
    cures: { everywhere: { en: 'Write out the whole topic.', zh: '请写出完整的 Topic。' } },
    short: { en: 'topic: + or #', zh: 'Topic 含通配符' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TOPIC_LONG: {
    fact: {
      en: 'The topic is {bytes} bytes long; at most {limit} are possible.',
      zh: 'Topic 长 {bytes} 字节，最多只能 {limit} 字节。',
    },
    why: {
      en: 'Aliyun takes 128 bytes and 7 slashes. A Chinese character counts three bytes.',
      zh: '阿里云规定不超过 128 字节、7 个斜杠。一个汉字算三个字节。',
    },
    cures: { everywhere: { en: 'Shorten the topic.', zh: '请缩短 Topic。' } },
    short: { en: 'topic too long', zh: 'Topic 过长' },
    failure: 'none',
    publish: 'unsendable',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TOPIC_PLACEHOLDER: {
    fact: {
      en: 'The topic “{topic}” holds a placeholder that is unknown: {placeholder}.',
      zh: 'Topic“{topic}”里有不认识的占位符：{placeholder}。',
    },
    why: {
      en: 'Only names of the device and defined environment variables can be filled in; a typing error or an Alink name such as tsl.event.identifier stays as it is.',
      zh: '只能代入设备自己的名字和已定义的环境变量；拼错的，或 tsl.event.identifier 这类 Alink 名称无法代入。',
    },
    cures: {
      everywhere: {
        en: 'Between ${ and } write productKey, deviceName, YourProductKey, YourDeviceName or the name of an environment variable that is defined, or put the value itself into the topic.',
        zh: '占位符 ${ } 里只能写 productKey、deviceName（或 YourProductKey、YourDeviceName），或者已定义的环境变量名；其余请直接写实际的值。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Between ${ and } write productKey, deviceName or the name of an environment variable that is defined, or put the value itself into the topic.',
          zh: '占位符 ${ } 里只能写 productKey、deviceName，或者已定义的环境变量名；其余请直接写实际的值。',
        },
      },
    },
    short: { en: 'placeholder?', zh: '占位符有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_FILTER_MISSING: {
    fact: { en: 'There is no topic to subscribe to.', zh: '没有指定要订阅的 Topic。' },
    why: {
      en: 'It is empty, or a request to subscribe brought none.',
      zh: 'Topic 为空，或者订阅请求里没有带 Topic。',
    },
    cures: {
      node: {
        en: 'Enter a topic in the subscribe node, or send it as msg.topic.',
        zh: '请在订阅节点里填 Topic，或者用 msg.topic 送进来。',
      },
      console: {
        en: 'Enter a topic in the node “ec20 subscribe”.',
        zh: '请在“ec20 订阅”节点里填写 Topic。',
      },
      terminal: { en: 'Name a topic.', zh: '请指定 Topic。' },
      library: 'terminal',
    },
    short: { en: 'no topic', zh: '没有 Topic' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_FILTER_INVALID: {
    fact: { en: '“{filter}” is not a valid topic to subscribe to.', zh: '“{filter}”不是有效的订阅 Topic。' },
    why: {
      en: 'Either a wildcard stands beside other characters, as in a+ or b#, or # is not at the end.',
      zh: '通配符和别的字符写在了一起（如 a+、b#），或者 # 不在末尾。',
    },
    cures: {
      everywhere: {
        en: 'Let + stand for one whole level (a/+/c), and # only at the very end (a/#).',
        zh: '+ 必须独占一级（如 a/+/c），# 只能放在最后（如 a/#）。',
      },
    },
    short: { en: 'bad topic', zh: 'Topic 有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
