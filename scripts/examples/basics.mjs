// Examples 01 to 05: the first flow, custom topics, status, AT commands, power.
import {
  actionButton,
  AT_START,
  button,
  code,
  command,
  delivered,
  publish,
  publishTo,
  replied,
  routes,
  sentence,
  STATES_ZH,
  status,
  subscribe,
} from './nodes.mjs';

const USER_UPDATE = '/${productKey}/${deviceName}/user/update';
const USER_GET = '/${productKey}/${deviceName}/user/get';

/** A message on user/get, as it came. */
function fromCloud(say) {
  return sentence(
    say('from the cloud', '云端下发'),
    say("'from the cloud: ' & $string(payload)", "'云端下发：' & $string(payload)"),
  );
}

export function firstFlow(say) {
  return {
    file: say('01-publish-properties', '01-上报属性'),
    title: say('EC20: first readings', 'EC20 上报属性'),
    purpose: say(
      'A temperature every 5 s; the cloud replies, and switches the light',
      '每 5 秒上报温度，云端应答，并远程开关灯',
    ),
    press: say(
      '“every 5 s” runs by itself; its button sends a reading at once.',
      '“每 5 秒”会自动运行；按它左边的按钮，立即上报一次。',
    ),
    see: say(
      '“reply code: 200” for each reading in the debug sidebar, “the cloud sets …” every 20 s, and messages of the cloud.',
      '调试侧边栏里每次上报出现一行“云端应答 code: 200”，每 20 秒出现一行“云端设置 …”，还有云端下发的消息。',
    ),
    more: say(
      'msg.payload is { Temperature: 21.5 }: no topic and no JSON envelope. A property set of the cloud is answered automatically; posting the new value back makes the console show it.',
      'msg.payload 就是 { Temperature: 21.5 }，不用写 Topic，也不用拼 JSON。云端的属性设置会自动应答；再把新值上报一次，控制台上的值才会变。',
    ),
    rows: [
      'tick > reading > post > reply',
      'set > _ > confirm > confirmed',
      'set > _ > seen',
      'get > _ > _ > received',
    ],
    nodes: {
      tick: button(say('every 5 s', '每 5 秒'), undefined, { ...AT_START, repeat: '5' }),
      reading: code(
        say('reading', '读数'),
        say(
          `// Put your sensor's reading here.
const temperature = Math.round(200 + Math.random() * 50) / 10;
msg.payload = { Temperature: temperature };
return msg;`,
          `// 在这里换成你的传感器读数
const temperature = Math.round(200 + Math.random() * 50) / 10;
msg.payload = { Temperature: temperature };
return msg;`,
        ),
      ),
      post: publish(say('post property', '上报属性'), 'property'),
      reply: replied(say),
      set: subscribe(say('property set', '属性设置'), 'property-set', { autoReply: 'ok' }),
      confirm: publish(say('post new value', '上报新值'), 'property'),
      confirmed: replied(say),
      seen: sentence(
        say('set by cloud', '云端设置'),
        say("'the cloud sets ' & $string(payload)", "'云端设置 ' & $string(payload)"),
      ),
      get: subscribe(say('messages', '接收消息'), 'topic', { topic: USER_GET }),
      received: fromCloud(say),
    },
  };
}

export function customTopics(say) {
  return {
    file: say('02-custom-topics', '02-自定义Topic收发'),
    title: say('EC20: custom topics', 'EC20 自定义 Topic'),
    purpose: say('Send to user/update, receive from user/get', '发到 user/update，接收 user/get'),
    press: say('“send” publishes a message of your own.', '按“发一条”，发布一条自定义消息。'),
    see: say(
      '“delivered after … ms”, and a message from the cloud every 10 s.',
      '调试侧边栏里出现“已送达，用时 … 毫秒”；云端每 10 秒下发的消息也会出现。',
    ),
    more: say(
      'With a real device, send a message from the console: 设备管理 > 设备 > 查看 > Topic 列表 > 发布消息.',
      '真实设备可在控制台“设备管理 > 设备 > 查看 > Topic 列表”里点“发布消息”来试。',
    ),
    rows: ['send > up > sent', 'get > _ > received'],
    nodes: {
      send: button(say('send', '发一条'), { temperature: 21.5 }),
      up: publishTo('user/update', USER_UPDATE),
      sent: delivered(say),
      get: subscribe(say('messages', '接收消息'), 'topic', { topic: USER_GET }),
      received: fromCloud(say),
    },
  };
}

export function stateAndSignal(say) {
  return {
    file: say('03-status-and-signal', '03-状态和信号'),
    title: say('EC20: status', 'EC20 状态和信号'),
    purpose: say('State, signal, and why the device is not online', '查看状态、信号强度，以及不在线的原因'),
    press: say(
      '“ask now”; “release port” lets another program use the port, “take back” connects again.',
      '按“查询”；按“释放串口”，让别的程序使用串口；按“重新占用”，重新上线。',
    ),
    see: say(
      'a line such as “online, -65 dBm” for each request and each change.',
      '调试侧边栏里每次查询、每次变化都出现一行，例如“在线，-65 dBm”。',
    ),
    more: say(
      'msg.payload has more: the module, the card, the network, the queue, counters. payload.reason says what is wrong and what to do; try it with simulator?sim=absent as the port.',
      'msg.payload 里还有模块、SIM 卡、网络、队列和计数。payload.state 是英文单词（online、waiting 等），流程可以直接用它判断。payload.reason 说明原因和办法，可以把模块节点的串口改成 simulator?sim=absent 试试。',
    ),
    rows: ['ask', 'release > state > seen', 'acquire', 'ask > state', 'acquire > state'],
    nodes: {
      ask: button(say('ask now', '查询')),
      release: actionButton(say('release port', '释放串口'), 'release'),
      acquire: actionButton(say('take back', '重新占用'), 'acquire'),
      state: status(say('status', '状态')),
      seen: sentence(
        say('in short', '概要'),
        say(
          "payload.state & (payload.signal.dbm != null ? ', ' & payload.signal.dbm & ' dBm') & (payload.reason ? ': ' & payload.reason)",
          `$lookup(${STATES_ZH}, payload.state) & (payload.signal.dbm != null ? '，' & payload.signal.dbm & ' dBm') & (payload.reason ? '：' & payload.reason)`,
        ),
      ),
    },
  };
}

export function commands(say) {
  return {
    file: say('04-commands-and-sms', '04-AT指令和短信'),
    title: say('EC20: AT commands', 'EC20 AT 指令'),
    purpose: say('AT commands by hand: signal, operator, an SMS', '手动发送 AT 指令：信号、运营商、短信'),
    press: say(
      '“signal”, “operator” or “send SMS”. With a real card an SMS may cost money.',
      '按“信号强度”“运营商”或“发短信”。真实的 SIM 卡发短信可能产生费用。',
    ),
    see: say(
      'the module’s answer in the debug sidebar, such as “+CSQ: 24,99 OK”.',
      '调试侧边栏里出现模块的应答，例如“+CSQ: 24,99 OK”。',
    ),
    more: say(
      'Commands are queued with those of the connection, so they come out in order.',
      '这些指令与连接自身的指令一起排队，按顺序执行。',
    ),
    rows: ['signal', 'operator > _ > send > answer', 'sms > text > send', 'signal > send'],
    nodes: {
      signal: button(say('signal', '信号强度'), 'AT+CSQ'),
      operator: button(say('operator', '运营商'), 'AT+COPS?'),
      sms: button(say('send SMS', '发短信')),
      text: code(
        say('SMS to 10086', '发给 10086'),
        say(
          `// Text mode first, then the message.
node.send({ payload: 'AT+CMGF=1' });
node.send({ payload: { command: 'AT+CMGS="10086"', data: 'CXYE', ctrlZ: true, timeout: 120000 } });
return null;`,
          `// 先设为文本模式，再发送
node.send({ payload: 'AT+CMGF=1' });
node.send({ payload: { command: 'AT+CMGS="10086"', data: 'CXYE', ctrlZ: true, timeout: 120000 } });
return null;`,
        ),
      ),
      send: command(say('run it', '执行指令')),
      answer: sentence(say('answer', '模块应答'), "$join($append(payload.lines, payload.result), ' ')"),
    },
  };
}

export function powerCycle(say) {
  return {
    file: say('05-power-cycle-by-gpio', '05-断电重启模块'),
    title: say('EC20: power-cycle', 'EC20 断电重启'),
    purpose: say('Power-cycle the module when nothing else helps', '用尽办法也连不上时，给模块断电重启'),
    press: say('“try it”.', '按“试一试”。'),
    see: say('“0: off”, and 10 s later “1: on”.', '调试侧边栏里出现“0：断电”，10 秒后出现“1：通电”。'),
    more: say(
      'When even a restart by command has not helped, ec20 status reports advice: power-cycle. If a relay or a MOSFET switches the module’s supply, replace the debug node by a GPIO output node.',
      '用指令重启模块也无效时，“ec20 状态”会给出 advice: power-cycle。模块电源由继电器或 MOS 管控制的，把调试节点换成 GPIO 输出节点即可。',
    ),
    rows: ['state > needed > hourly', 'try > _ > _ > off > gpio', 'hourly > off'],
    nodes: {
      state: status(say('status', '状态')),
      needed: {
        ...routes(say('power-cycle?', '要断电吗'), 'payload.advice', [
          { t: 'eq', v: 'power-cycle', vt: 'str' },
        ]),
        checkall: 'true',
      },
      hourly: {
        type: 'delay',
        name: say('hourly', '限次数'),
        pauseType: 'rate',
        timeout: '5',
        timeoutUnits: 'seconds',
        rate: '1',
        nbRateUnits: '1',
        rateUnits: 'hour',
        randomFirst: '1',
        randomLast: '5',
        randomUnits: 'seconds',
        drop: true,
        allowrate: false,
        outputs: 1,
      },
      off: {
        type: 'trigger',
        name: say('off for 10 s', '断电 10 秒'),
        op1: '0',
        op2: '1',
        op1type: 'num',
        op2type: 'num',
        duration: '10',
        extend: false,
        overrideDelay: false,
        units: 's',
        reset: '',
        bytopic: 'all',
        topic: 'topic',
        outputs: 1,
      },
      gpio: sentence(
        say('GPIO here', '换成 GPIO'),
        say("payload = 0 ? '0: off' : '1: on'", "payload = 0 ? '0：断电' : '1：通电'"),
      ),
      try: button(say('try it', '试一试')),
    },
  };
}

export const BASICS = [firstFlow, customTopics, stateAndSignal, commands, powerCycle];
