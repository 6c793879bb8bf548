import { OF_A_MESSAGE, errorRows, OF_THINGS } from './row';

/** Questions and answers between device and cloud. */
export const REPLY_ERRORS = errorRows({
  EC20_CLOUD_REFUSED: {
    fact: {
      en: 'The platform refused the message with code {code} ({message}): {meaning}.',
      zh: '平台拒绝了这条消息，结果码 {code}（{message}）：{meaning}。',
    },
    why: {
      en: 'The platform has received the message and says no. Its code and its own words are shown with what they mean.',
      zh: '消息已经到达平台，但平台不接受。这里给出平台的结果码、原话和它的含义。',
    },
    cures: {
      everywhere: {
        en: 'Correct what is named; 监控运维 → 日志服务 in the console shows the message as it arrived.',
        zh: '请按提示修改；在控制台“监控运维 → 日志服务”可以看到平台收到的内容。',
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
  EC20_REPLY_CODE: {
    fact: {
      en: 'A device cannot answer with the code {value}.',
      zh: '设备不能用 {value} 作为应答的结果码。',
    },
    why: {
      en: 'Replies to the platform carry 200, or 400, 429, 460 for an error, or a code of your own from 100000 to 110000.',
      zh: '给平台的应答可以用 200；出错时用 400、429、460，或者 100000–110000 之间自定义的结果码。',
    },
    cures: {
      node: {
        en: 'Set msg.code to one of these, or leave it out for 200.',
        zh: '请把 msg.code 改成其中之一；不设置则为 200。',
      },
      console: 'node',
      terminal: {
        en: 'Use 200, or 400, 429, 460 for an error, or a code of your own from 100000 to 110000.',
        zh: '成功用 200，出错用 400、429、460，也可以用 100000–110000 之间自定义的结果码。',
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
  EC20_REPLY_TOPIC: {
    fact: { en: 'This is no request that can be answered: {topic}.', zh: '无法应答这个请求：{topic}。' },
    why: {
      en: 'The request was changed on the way, or comes from another device: it says where the answer goes.',
      zh: '请求在途中被改动，或者来自别的设备；应答发到哪里由它决定。',
    },
    cures: {
      node: {
        en: 'Pass msg on as it came from ec20-subscribe, and change only msg.payload and msg.code.',
        zh: '请原样传递“ec20 订阅”节点发出的 msg，只修改 msg.payload 和 msg.code。',
      },
      console: 'node',
      terminal: { en: 'Answer with the request as it was received.', zh: '请用收到时的原请求来应答。' },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REPLY_TIMEOUT: {
    fact: {
      en: 'The cloud did not reply on {topic} within {seconds} s, {times} times running.',
      zh: '云端连续 {times} 次在 {seconds} 秒内没有应答（{topic}）。',
    },
    why: {
      en: 'The broker had the message each time. The platform drops what exceeds its rate without a word, and is silent when the device is not subscribed to the reply.',
      zh: '消息每次都已到达服务器。超过限流的消息会被平台直接丢弃而不通知；没有订阅应答 Topic 时也收不到。',
    },
    cures: {
      everywhere: {
        en: 'Post less often, or join readings (“Send a backlog of property posts as history posts”). See 云端运行日志 in the console. Whether the message was processed is not known.',
        zh: '请降低上报频率，或者把积压的属性上报合并为历史数据上报。可在控制台的云端运行日志中查看。消息是否已被处理无法确定。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REPLY_REQUEST: {
    fact: {
      en: 'There is no request of the cloud in this message to answer.',
      zh: '这条消息里没有可以应答的云端请求。',
    },
    why: {
      en: 'The message does not carry a request that was received (property set, service, RRPC); a new one was made on the way.',
      zh: '消息里没有带着收到的请求（属性设置、服务调用、RRPC）；可能中途新建了消息。',
    },
    cures: {
      node: {
        en: 'ec20-reply needs msg.ec20.request, which ec20-subscribe puts there: change msg instead of making a new one, or copy msg.ec20 into it.',
        zh: '“ec20 应答”节点需要“ec20 订阅”节点放入的 msg.ec20.request：请在原来的 msg 上修改，或者把 msg.ec20 复制到新消息里。',
      },
      console: 'node',
      terminal: {
        en: 'Answer with the request as it came from the cloud.',
        zh: '请带上云端发来的原请求再应答。',
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
  EC20_REPLY_LATE: {
    fact: {
      en: 'The answer came {ms} ms after the request, when the cloud had stopped waiting.',
      zh: '收到请求 {ms} 毫秒后才应答，云端已经不再等待。',
    },
    why: {
      en: 'A synchronous call (RRPC) has to be answered within seconds.',
      zh: '同步调用（RRPC）必须在几秒内应答。',
    },
    cures: {
      everywhere: {
        en: 'Answer within {limit} ms: at once and do the work afterwards, or define the service as asynchronous.',
        zh: '请在 {limit} 毫秒内应答：先应答再处理，或者把服务的调用方式改为异步。',
      },
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REPLY_TWICE: {
    fact: { en: 'This request of the cloud has been answered already.', zh: '云端的这个请求已经应答过了。' },
    why: {
      en: 'The same request is answered in two places, or the automatic answer was quicker.',
      zh: '同一个请求在两处被应答，或者自动应答已经先发出。',
    },
    cures: {
      node: {
        en: 'Keep one ec20-reply for each request; give the automatic answer of ec20-subscribe more time, or switch it off.',
        zh: '每个请求只用一个“ec20 应答”节点；也可以把“ec20 订阅”节点的自动应答时间调长，或关闭自动应答。',
      },
      console: 'node',
      terminal: { en: 'Answer each request once.', zh: '每个请求只应答一次。' },
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
