// Examples 06 to 09: properties, property sets, events and history of a thing model.
import { AT_START, button, code, demoCloud, publish, replied, reply, sentence, subscribe } from './nodes.mjs';

function properties(say) {
  return {
    file: say('06-post-several-properties', '06-上报多个属性'),
    title: say('EC20: properties', 'EC20 上报多个属性'),
    purpose: say(
      'Several properties at once, checked by the thing model',
      '一次上报多个属性，按物模型检查取值',
    ),
    press: say(
      '“every 5 s” runs by itself; “light on” and “light off” post another property.',
      '“每 5 秒”会自动运行；按“开灯”“关灯”，上报另一个属性。',
    ),
    see: say('“reply code: 200” in the debug sidebar.', '调试侧边栏里出现“云端应答 code: 200”。'),
    more: say(
      'The thing model in the modem node checks the values before they are sent: write "on" instead of 1 into “light on”, deploy and press it, and the debug sidebar says what is wrong (EC20_TSL_VALUE).',
      '模块节点里的物模型在发送之前检查取值：把“开灯”里的 1 改成 "on"，部署后再按，调试侧边栏里就会说明哪里不对（EC20_TSL_VALUE）。',
    ),
    rows: ['tick > reading', 'on > _ > post > reply', 'off', 'reading > post', 'off > post'],
    nodes: {
      tick: button(say('every 5 s', '每 5 秒'), undefined, { ...AT_START, repeat: '5' }),
      reading: code(
        say('readings', '读数'),
        say(
          `// Put your sensors' readings here.
msg.payload = {
    Temperature: Math.round(200 + Math.random() * 50) / 10,
    Humidity: Math.round(400 + Math.random() * 200) / 10
};
return msg;`,
          `// 在这里换成你的传感器读数
msg.payload = {
    Temperature: Math.round(200 + Math.random() * 50) / 10,
    Humidity: Math.round(400 + Math.random() * 200) / 10
};
return msg;`,
        ),
      ),
      post: publish(say('post properties', '上报属性'), 'property'),
      reply: replied(say),
      on: button(say('light on', '开灯'), { LightSwitch: 1 }),
      off: button(say('light off', '关灯'), { LightSwitch: 0 }),
    },
  };
}

function propertySet(say) {
  const ask = (value) => ({ demo: 'setProperty', params: { LightSwitch: value } });
  return {
    file: say('07-property-set-and-confirm', '07-云端设置属性'),
    title: say('EC20: property set', 'EC20 云端设置属性'),
    purpose: say(
      'The cloud sets a property; the device answers, and posts the new value',
      '云端设置属性，设备应答，再上报新值',
    ),
    press: say(
      '“cloud: on” and “cloud: off”: the virtual cloud then sets LightSwitch.',
      '按“云端开灯”“云端关灯”，虚拟云平台随即设置 LightSwitch。',
    ),
    see: say(
      '“the cloud sets …”, then “reply code: 200” for the new value.',
      '调试侧边栏里先出现“云端设置 …”，再出现新值的“云端应答 code: 200”。',
    ),
    more: say(
      'A property set is only a request: ec20 reply answers it, and the console shows the new value when the device has posted it. With a real device, set the property in the console: 监控运维 > 在线调试.',
      '属性设置只是一个请求：先由“ec20 应答”应答，设备上报新值以后，控制台上的值才会变。真实设备可在控制台“监控运维 > 在线调试”里设置属性。',
    ),
    rows: [
      'on > cloud',
      'off > cloud',
      'set > light > post > confirmed',
      '_ light > seen',
      'set > empty > answer',
    ],
    nodes: {
      on: button(say('cloud: on', '云端开灯'), ask(1)),
      off: button(say('cloud: off', '云端关灯'), ask(0)),
      cloud: demoCloud(say),
      set: subscribe(say('property set', '属性设置'), 'property-set', { autoReply: 'ok' }),
      light: code(
        say('switch light', '开关灯'),
        say(
          `// Switch your relay or LED here: msg.payload.LightSwitch is 0 or 1.
flow.set('light', msg.payload.LightSwitch);
return { payload: msg.payload };`,
          `// 在这里控制你的继电器或 LED：msg.payload.LightSwitch 是 0 或 1
flow.set('light', msg.payload.LightSwitch);
return { payload: msg.payload };`,
        ),
      ),
      post: publish(say('post new value', '上报新值'), 'property'),
      confirmed: replied(say),
      seen: sentence(
        say('set by cloud', '云端设置'),
        say("'the cloud sets ' & $string(payload)", "'云端设置 ' & $string(payload)"),
      ),
      empty: code(say('no data', '不带数据'), 'msg.payload = {};\nreturn msg;'),
      answer: reply(say('answer 200', '应答 200'), '200'),
    },
  };
}

function event(say) {
  return {
    file: say('08-report-an-event', '08-上报事件'),
    title: say('EC20: event', 'EC20 上报事件'),
    purpose: say('An event, once, when a limit is exceeded', '温度超过上限时，上报一次事件'),
    press: say('“75.5 °C”, then “21.5 °C”.', '先按“75.5 °C”，再按“21.5 °C”。'),
    see: say(
      '“reply code: 200” when it gets hot; otherwise why nothing is reported.',
      '超限时出现“云端应答 code: 200”；其余情况说明为什么不上报。',
    ),
    more: say(
      'ec20 publish sends the event HighTemperature; msg.payload holds its output parameters. In the console: 设备详情 > 物模型数据 > 事件管理.',
      '“ec20 发布”上报事件 HighTemperature，msg.payload 是事件的输出参数。在控制台“设备详情 > 物模型数据 > 事件管理”里查看。',
    ),
    rows: ['hot > limit > report > reply', 'cool > limit', '_ limit:2 > _ > quiet'],
    nodes: {
      hot: button('75.5 °C', 75.5),
      cool: button('21.5 °C', 21.5),
      limit: code(
        say('above 60 °C?', '超过 60 °C？'),
        say(
          `const wasHot = context.get('hot') || false;
const isHot = msg.payload > 60;
context.set('hot', isHot);
if (isHot && !wasHot) return [{ payload: { Temperature: msg.payload } }, null];
msg.payload += isHot ? ' °C: already reported' : ' °C: all right, nothing to report';
return [null, msg];`,
          `const wasHot = context.get('hot') || false;
const isHot = msg.payload > 60;
context.set('hot', isHot);
if (isHot && !wasHot) return [{ payload: { Temperature: msg.payload } }, null];
msg.payload += isHot ? ' °C：已经上报过' : ' °C：正常，不用上报';
return [null, msg];`,
        ),
        2,
      ),
      report: publish(say('too hot', '高温告警'), 'event', { event: 'HighTemperature' }),
      reply: replied(say),
      quiet: sentence(say('not reported', '不上报'), 'payload'),
    },
  };
}

function history(say) {
  return {
    file: say('09-history-and-backlog', '09-补报历史数据'),
    title: say('EC20: history', 'EC20 补报历史数据'),
    purpose: say(
      'Readings of earlier times, and a backlog in few messages',
      '补报早先的读数，积压的数据合并发送',
    ),
    press: say('“ten at once” and “50 readings”.', '按“补报 10 个”和“50 个读数”。'),
    see: say(
      'one reply for the ten, and one line when the cloud has replied to all 50.',
      '前者只有一条应答；后者在 50 个读数全部得到应答时出现一行。',
    ),
    more: say(
      'History: msg.payload is [{ time, Temperature }, …]; what exceeds the module’s 1500 bytes is split. Backlog: with “Send a backlog of property posts as history posts” in the modem node, as here, posts that have to wait leave together, in order and with their times.',
      '历史数据上报：msg.payload 是 [{ time, Temperature }, …]，超过模块单条 1500 字节时自动拆分。积压合并：模块节点里打开了“积压的属性上报合并为历史数据上报”，来不及发的读数合并上报，顺序和时间不变。',
    ),
    rows: ['ten > earlier > history > _ > reply', 'fifty > burst > post > count > done'],
    nodes: {
      ten: button(say('ten at once', '补报 10 个'), undefined, AT_START),
      earlier: code(
        say('ten earlier', '10 个读数'),
        `const now = Date.now();
msg.payload = [];
for (let i = 0; i < 10; i++) msg.payload.push({ time: now - (10 - i) * 1000, Temperature: 20 + i / 10 });
return msg;`,
      ),
      history: publish(say('history', '历史数据'), 'history'),
      reply: replied(say),
      fifty: button(say('50 readings', '50 个读数')),
      burst: code(
        say('with times', '带时间'),
        `const now = Date.now();
for (let i = 0; i < 50; i++) {
    const time = now - (50 - i) * 1000;
    node.send({ payload: { Temperature: { value: 20 + i / 10, time } } });
}
return null;`,
      ),
      post: publish(say('properties', '属性上报'), 'property'),
      count: code(
        say('all 50?', '满 50 条？'),
        say(
          `const replies = (context.get('replies') || 0) + 1;
context.set('replies', replies % 50);
return replies < 50 ? null : { payload: 'the cloud has replied to all 50 readings' };`,
          `const replies = (context.get('replies') || 0) + 1;
context.set('replies', replies % 50);
return replies < 50 ? null : { payload: '50 个读数都得到了云端应答' };`,
        ),
      ),
      done: sentence(say('result', '结果'), 'payload'),
    },
  };
}

export const THINGS = [properties, propertySet, event, history];
