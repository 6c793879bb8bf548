// The nodes of the examples. What is left out of a core node is Node-RED's default: it would only make the package bigger.

/** Pressed by hand; `payload` is sent as JSON, a text as a text, none as the time. */
export function button(name, payload, more = {}) {
  return {
    type: 'inject',
    name,
    props: [{ p: 'payload' }],
    repeat: '',
    once: false,
    ...typed(payload),
    ...more,
  };
}

function typed(payload) {
  if (payload === undefined) return { payload: '', payloadType: 'date' };
  if (typeof payload === 'string') return { payload, payloadType: 'str' };
  if (typeof payload === 'number') return { payload: String(payload), payloadType: 'num' };
  return { payload: JSON.stringify(payload), payloadType: 'json' };
}

/** Sends a message with this `action` and nothing else. */
export function actionButton(name, action) {
  return button(name, undefined, { props: [{ p: 'action', v: action, vt: 'str' }] });
}

/** Has its payload sent 3 s after the start, and then when pressed. */
export const AT_START = { once: true, onceDelay: 3 };

export function code(name, func, outputs = 1) {
  return { type: 'function', name, func, outputs };
}

/** A debug node that shows a sentence: a JSONata expression. */
export function sentence(name, expression) {
  return debug(name, expression, 'jsonata');
}

function debug(name, complete, targetType) {
  return {
    type: 'debug',
    name,
    active: true,
    complete,
    targetType,
  };
}

/** Every error of the flow, as its sentence. */
export function errors(say) {
  return {
    rows: (columns) => [`caught > ${'_ > '.repeat(columns - 2)}failed`],
    nodes: {
      caught: { type: 'catch', name: say('on error', '出错时'), scope: null, uncaught: false },
      failed: debug(say('error', '错误说明'), 'error.message', 'msg'),
    },
  };
}

const PUBLISH = {
  type: 'ec20-publish',
  version: 1,
  topic: '',
  qos: '1',
  retain: '',
  offline: 'queue',
  event: '',
  waitReply: '',
  replyTimeout: '',
};

export function publish(name, kind, more = {}) {
  return { ...PUBLISH, name, kind, ...more };
}

export function publishTo(name, topic) {
  return publish(name, 'topic', { topic });
}

export function subscribe(name, kind, more = {}) {
  return {
    type: 'ec20-subscribe',
    version: 1,
    name,
    kind,
    topic: '',
    identifier: '',
    qos: '1',
    datatype: 'auto-detect',
    autoReply: '',
    autoReplyAfter: '',
    inputs: 0,
    ...more,
  };
}

export function reply(name, answer = '') {
  return { type: 'ec20-reply', version: 1, name, code: answer };
}

export function status(name) {
  return { type: 'ec20-status', version: 1, name };
}

export function command(name) {
  return { type: 'ec20-command', version: 1, name };
}

export function routes(name, property, rules) {
  return {
    type: 'switch',
    name,
    property,
    propertyType: 'msg',
    rules,
    checkall: 'false',
    repair: false,
    outputs: rules.length,
  };
}

/** The virtual module's cloud does what it is asked for here, and sends the outcome to user/get. */
export function demoCloud(say) {
  return publishTo(say('virtual cloud', '虚拟云平台'), '/${productKey}/${deviceName}/user/update');
}

/** The cloud's reply to a message, as a sentence. */
export function replied(say) {
  return sentence(
    say('reply', '云端应答'),
    say(
      "'reply code: ' & reply.code & ', ' & reply.message",
      "'云端应答 code: ' & reply.code & '，' & reply.message",
    ),
  );
}

/** When the server has a message. */
export function delivered(say) {
  return sentence(
    say('delivered', '已送达'),
    say("'delivered after ' & ec20.deliveredMs & ' ms'", "'已送达，用时 ' & ec20.deliveredMs & ' 毫秒'"),
  );
}

/** The states of ec20-status as the console calls them, as an object of JSONata: payload.state is English for programs. */
export const STATES_ZH = `{
  'closed': '已关闭', 'opening': '正在打开串口', 'starting': '模块启动中', 'sim': '检查 SIM 卡', 'network': '正在搜网',
  'connecting': '正在连接', 'online': '在线', 'waiting': '等待重试', 'failed': '失败'
}`;

/** The states of sub-devices as the console calls them, as an object of JSONata. */
export const DEVICE_STATES_ZH = `{
  'offline': '离线', 'registering': '正在动态注册', 'adding': '正在添加拓扑关系', 'login': '正在登录', 'online': '在线', 'failed': '失败'
}`;
