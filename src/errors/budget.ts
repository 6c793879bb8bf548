import { A_WARNING, OF_A_MESSAGE, errorRows } from './row';

/** What a month's data or messages may cost. */
export const BUDGET_ERRORS = errorRows({
  EC20_BUDGET_NEAR: {
    fact: {
      en: '{percent} % of the month’s budget is used: {used} of {limit} {unit}. It begins anew on {reset}.',
      zh: '本月额度已用 {percent}%：{used}/{limit} {unit}，{reset} 重新计算。',
    },
    why: {
      en: 'The device moves more than the budget was made for, or reconnects often: each connection with TLS costs about 6 kB.',
      zh: '设备收发的比预算多，或者频繁重连：每次 TLS 连接大约要 6 kB。',
    },
    cures: {
      node: {
        en: 'Send less often, join readings (“Gather” in the node “ec20 publish”), or raise the budget in the modem node.',
        zh: '请降低发送频率、合并数据（“ec20 发布”节点的“合并时间”），或者在模块节点里调大月额度。',
      },
      console: 'node',
      terminal: {
        en: 'Send less often, or raise the budget.',
        zh: '请降低发送频率，或者调大月额度。',
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
  EC20_BUDGET_SPENT: {
    fact: {
      en: 'The month’s budget of {limit} {unit} is spent: until {reset}, {consequence}.',
      zh: '本月额度 {limit} {unit} 已用完：{reset} 之前{consequence}。',
    },
    why: {
      en: 'The device has moved as much as its budget allows in a month.',
      zh: '设备本月的收发量已达到设置的额度。',
    },
    cures: {
      node: {
        en: 'Raise the budget in the modem node, or choose there what happens when it is spent; waiting messages leave by themselves on the day of the reset.',
        zh: '请在模块节点里调大月额度，或者改“用完之后”；到重置日，等待的消息会自动发送。',
      },
      console: 'node',
      terminal: {
        en: 'Raise the budget, or choose what happens when it is spent; waiting messages leave by themselves on the day of the reset.',
        zh: '请调大月额度，或者改变用完之后的做法；到重置日，等待的消息会自动发送。',
      },
      library: 'terminal',
    },
    short: { en: 'budget spent', zh: '月额度用完' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_BUDGET_HELD: {
    fact: {
      en: 'The message was dropped: the month’s budget is spent, and messages wait until {reset}.',
      zh: '本月额度已用完，消息要等到 {reset}，这条消息已丢弃。',
    },
    why: {
      en: 'It was not to wait in the queue, for example because it answers a request that ends within seconds.',
      zh: '这条消息不允许在队列里等待，例如它应答的请求几秒后就超时。',
    },
    cures: {
      node: {
        en: 'Set the publish node to queue, so that such messages wait; or raise the budget in the modem node.',
        zh: '请把发布节点的“离线时”改为“放入队列”，让消息等待；或者在模块节点里调大月额度。',
      },
      console: 'node',
      terminal: {
        en: 'Publish it with offline set to queue, so that it waits; or raise the budget.',
        zh: '请在发布时把 offline 设为 queue，让消息等待；或者调大月额度。',
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
});
