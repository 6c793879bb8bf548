import { A_WARNING, OF_A_MESSAGE, errorRows } from './row';

/** Publishes and subscriptions that the module or the broker does not carry out. */
export const DELIVERY_ERRORS = errorRows({
  EC20_PUBLISH_MISSING: {
    fact: {
      en: 'This module’s firmware has no command to publish with: {result}.',
      zh: '模块的固件没有发布消息的指令：{result}。',
    },
    why: {
      en: 'It knows neither AT+QMTPUBEX nor another form of it, and has refused each publish of this connection. The messages keep waiting.',
      zh: '固件既没有 AT+QMTPUBEX，也没有别的发布指令，这次连接里的每次发布都被拒绝。消息会继续排队等待。',
    },
    cures: {
      everywhere: {
        en: 'Update the firmware (Quectel gives it to buyers; AT+CGMR shows the version), or use another module of the family.',
        zh: '请升级固件（可向移远或卖家索取，AT+CGMR 可查看版本），或者换用同系列的其他模块。',
      },
    },
    short: { en: 'cannot publish', zh: '固件不能发布' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'message', deaf: false },
  },
  EC20_PUBLISH_REFUSED: {
    fact: {
      en: 'The module refuses to publish this message: {result}.',
      zh: '模块拒绝发布这条消息：{result}。',
    },
    why: {
      en: 'It says ERROR again and again though it is connected: mostly a topic or length that its firmware does not take.',
      zh: '模块在线却反复应答 ERROR，多半是固件不接受这个 Topic 或长度。',
    },
    cures: {
      everywhere: {
        en: 'Shorten topic and payload and try again; look for unusual characters in the topic.',
        zh: '请缩短 Topic 和内容后再试，并检查 Topic 里有没有特殊字符。',
      },
    },
    short: OF_A_MESSAGE,
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'message', deaf: false },
  },
  EC20_PUBLISH_POISON: {
    fact: {
      en: 'The message to “{topic}” was given up: the connection broke three times while it was being sent.',
      zh: '发往“{topic}”的消息已放弃：连续三次，一发送它连接就断开。',
    },
    why: {
      en: 'Some brokers hang up on a publish without rights (whether Alibaba Cloud does is not confirmed): another product’s topic, a custom topic without 发布 permission, or a payload that is too large.',
      zh: '有的服务器会断开没有权限的发布（阿里云是否如此尚未证实）：用了别的产品的 Topic、自定义 Topic 没有“发布”权限，或者内容太大。',
    },
    cures: {
      everywhere: {
        en: 'See in 设备管理 → 产品 → Topic 类列表 that this device may publish (发布) to the topic.',
        zh: '请到控制台“设备管理 → 产品 → Topic 类列表”确认设备对这个 Topic 有发布权限。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'See in {theConsole} that this device may publish to the topic, and how large a message may be.',
          zh: '请到{theConsole}确认设备对这个 Topic 有发布权限，以及允许的消息大小。',
        },
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'message', deaf: false },
  },
  EC20_PUBLISH_UNKNOWN: {
    fact: {
      en: 'It is unknown whether this QoS 0 message arrived.',
      zh: '无法确定这条 QoS 0 消息是否送达。',
    },
    why: {
      en: 'The connection broke after the module had taken it. QoS 0 is not repeated, as it could then arrive twice.',
      zh: '模块接收消息后连接断了。QoS 0 不重发，否则可能送达两次。',
    },
    cures: { everywhere: { en: 'Use QoS 1 for messages that must arrive.', zh: '不能丢的消息请用 QoS 1。' } },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'message', deaf: false },
  },
  EC20_PUBLISH_FAILED: {
    fact: {
      en: 'The module could not deliver the message to the broker (result {result}).',
      zh: '模块没能把消息送到服务器（结果 {result}）。',
    },
    why: {
      en: 'No acknowledgement came from the broker in spite of repeats: a weak signal, or a connection that is about to break.',
      zh: '多次重发仍没有收到服务器的确认：信号弱，或者连接快断了。',
    },
    cures: {
      everywhere: {
        en: 'Check the signal; a QoS 1 message waits in the queue and is sent again.',
        zh: '请检查信号；QoS 1 的消息会留在队列里重发。',
      },
    },
    short: { en: 'publish failed', zh: '消息发送失败' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'message', deaf: false },
  },
  EC20_SUBSCRIBE_REFUSED: {
    fact: { en: 'The broker refused the subscription to “{filter}”.', zh: '服务器拒绝订阅“{filter}”。' },
    why: {
      en: 'The device may not read this topic, it belongs to another device, or the limit of 100 subscriptions is reached (SUBACK 128).',
      zh: '设备没有权限读这个 Topic、它属于别的设备，或者订阅数达到上限 100 个（SUBACK 128）。',
    },
    cures: {
      everywhere: {
        en: 'See in 设备管理 → 产品 → Topic 类列表 that the topic exists with 订阅 permission, and that the names in it are right.',
        zh: '请到控制台“设备管理 → 产品 → Topic 类列表”确认这个 Topic 存在并有订阅权限，其中的名称也没写错。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'See in {theConsole} that this device may subscribe to the topic, and that the names in it are right.',
          zh: '请到{theConsole}确认设备有权订阅这个 Topic，其中的名称也没写错。',
        },
      },
    },
    short: { en: 'topic refused', zh: '订阅被拒' },
    failure: 'none',
    publish: 'again',
    subscribe: 'own',
    refused: 'subscription',
    check: { line: 'message', deaf: false },
  },
  EC20_SUBSCRIBE_FAILED: {
    fact: { en: 'The subscription to “{filter}” failed: {reason}.', zh: '订阅“{filter}”失败：{reason}。' },
    why: {
      en: 'This filter is more than the module or the broker takes, for its length, its wildcards or its QoS, or packets got lost on a weak signal.',
      zh: '模块或服务器不接受这个 Topic（过长、通配符或 QoS 不支持），或者信号弱而丢包。',
    },
    cures: {
      everywhere: {
        en: 'Everything else goes on, and it is tried again automatically. If it never succeeds, correct the filter; if others fail too, check the signal.',
        zh: '其他订阅和消息不受影响，这一项会自动重试。如果一直失败，请更正这个 Topic；如果别的订阅也失败，请检查信号。',
      },
    },
    short: { en: 'not subscribed', zh: '订阅失败' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'unclear',
    refused: 'subscription',
    check: { line: 'message', deaf: false },
  },
  EC20_SUBSCRIBE_HANGUP: {
    fact: {
      en: 'The broker closes the connection when “{filter}” is subscribed.',
      zh: '每次订阅“{filter}”，服务器都会断开连接。',
    },
    why: {
      en: 'Some brokers, AWS and OneNET among them, answer a filter for which the device has no rights, or which is malformed, by hanging up.',
      zh: '设备没有权限订阅这个 Topic，或者它的格式不对时，有些服务器（如 AWS、OneNET）会直接断开连接。',
    },
    cures: {
      node: {
        en: 'Everything else goes on without it, and it is tried again at growing intervals. Give the device the right to subscribe it, or correct the filter and deploy.',
        zh: '其他订阅和消息不受影响，这一项会以越来越长的间隔重试。请在平台上授予该设备订阅权限，或者更正这个 Topic 后重新部署。',
      },
      console: {
        en: 'Everything else goes on without it, and it is tried again at growing intervals. Give the device the right to subscribe it, or correct the filter in its node.',
        zh: '其他订阅和消息不受影响，这一项会以越来越长的间隔重试。请在平台上授予该设备订阅权限，或者在订阅节点里更正这个 Topic。',
      },
      terminal: {
        en: 'Everything else goes on without it, and it is tried again at growing intervals. Give the device the right to subscribe it, or correct the filter.',
        zh: '其他订阅和消息不受影响，这一项会以越来越长的间隔重试。请在平台上授予该设备订阅权限，或者更正这个 Topic。',
      },
      library: 'terminal',
    },
    short: { en: 'topic: hung up', zh: '订阅后被断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'subscription',
    check: { line: 'message', deaf: false },
  },
  EC20_UNSUBSCRIBE_FAILED: {
    fact: {
      en: 'The subscription to “{filter}” could not be ended at the broker: {reason}.',
      zh: '取消订阅“{filter}”失败：{reason}。',
    },
    why: {
      en: 'Lost packets on a weak signal, or a module that no longer knows the filter.',
      zh: '信号弱而丢包，或者模块里已经没有这个订阅。',
    },
    cures: {
      node: {
        en: 'Its messages reach no node any more, and the next connection is made without it. Without a clean session the broker keeps it: unsubscribe once more.',
        zh: '相关消息不会再送到任何节点，下次连接时也不再订阅它。如果没有勾选“清除会话”，服务器会保留这个订阅，请再取消一次。',
      },
      console: 'node',
      terminal: {
        en: 'Its messages are dropped, and the next connection is made without it. Without a clean session the broker keeps it: unsubscribe once more.',
        zh: '收到的相关消息会被丢弃，下次连接时也不再订阅它。如果没有启用清除会话，服务器会保留这个订阅，请再取消一次。',
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
});
