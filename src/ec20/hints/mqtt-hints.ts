import { LINK_CODES } from '../result-codes';
import { catalogued, CONTEXT, field, OFF_ON, phrase, row, type Field, type Row, type Rows } from './row';

const CLIENT = field('MQTT client', 'MQTT 客户端标识符');
const MESSAGE = field('message', '消息 ID（msgID）');
const TOPIC = field('topic', 'Topic');
const QOS = field('QoS', 'QoS', {
  0: phrase('at most once', '最多一次'),
  1: phrase('at least once', '至少一次'),
  2: phrase('exactly once', '恰好一次'),
});
const RETAIN = field('retain', '保留消息', OFF_ON);
const SECONDS = field('seconds', '秒');
const HOST = field('host', '服务器');
const PORT = field('port', '端口号');

/** MQTT note §3.2.2. */
const OPENED = field('result', '结果', {
  [-1]: phrase(
    'failed, and the module does not say why (with TLS often the certificate)',
    '失败，没有原因（用 TLS 时多为证书问题）',
  ),
  0: phrase('connected to the server', '已连上服务器'),
  1: phrase('wrong parameter', '参数错误'),
  2: phrase('this client is in use already', '该客户端已被占用'),
  3: phrase('no data connection: SIM card, APN or signal', '没有数据连接：查 SIM 卡、APN、信号'),
  4: phrase('the name could not be resolved (DNS)', '域名解析失败'),
  5: phrase('the server cannot be reached', '连不通服务器'),
});

/** MQTT 3.1.1 §3.2.2.3. */
const LOGIN = field('login', '登录', {
  0: phrase('accepted', '成功'),
  1: phrase('wrong MQTT version', 'MQTT 版本不支持'),
  2: phrase('client ID refused', '客户端 ID 被拒绝'),
  3: phrase('server unavailable', '服务器暂不可用'),
  4: phrase('wrong user name or password', '用户名或密码错误'),
  5: phrase('not authorised', '未授权'),
});
const STATE = field('state', '状态', {
  1: phrase(
    'initialising; after a login: no answer yet, sent again',
    '初始化；若在登录之后上报，则为没收到应答，正在重发',
  ),
  2: phrase('connecting', '正在连接'),
  3: phrase('connected', '已连接'),
  4: phrase('disconnecting', '正在断开'),
});
const ENDED = field('result', '结果', { [-1]: phrase('failed', '失败'), 0: phrase('done', '完成') });
const SENT = field('result', '结果', {
  0: phrase('done, the server has confirmed it (QoS 0: sent)', '成功，服务器已确认（QoS 0 为已发出）'),
  1: phrase('no confirmation yet, sent again', '没收到确认，正在重发'),
  2: phrase('failed', '失败'),
});
const ANSWERED = field('result', '结果', {
  0: phrase('the server has answered', '服务器已应答'),
  1: phrase('no answer yet, sent again', '没收到应答，正在重发'),
  2: phrase('could not be sent', '没能发出'),
});
const RESENT = field('times', '重发次数');
const GRANTED: Field = {
  name: phrase('granted', '服务器给的 QoS'),
  values: { 128: phrase('refused by the server', '服务器拒绝订阅') },
  says: (value) => (/^[012]$/.test(value) ? phrase(`QoS ${value}`, `QoS ${value}`) : undefined),
};
const LENGTH = field('length in bytes', '字节数');
const PAYLOAD = field('payload', '内容');
const PUBLISH = [CLIENT, MESSAGE, QOS, RETAIN, TOPIC, LENGTH];

/** An option of AT+QMTCFG: the answer repeats it with or without the client. */
function option(en: string, zh: string, fields: readonly Field[]): Row {
  return row(en, zh, fields, [CLIENT, ...fields]);
}

/** MQTT: MQTT note §3.2; codes of +QMTSTAT, MQTT note §4.1. */
export const MQTT_ROWS: Rows = {
  '+QMTCFG "version"': option('Version of MQTT', 'MQTT 协议版本', [
    field('version', '版本', { 3: phrase('3.1', '3.1'), 4: phrase('3.1.1', '3.1.1') }),
  ]),
  '+QMTCFG "pdpcid"': option('Data connection that MQTT uses', 'MQTT 使用的 PDP 上下文', [CONTEXT]),
  '+QMTCFG "ssl"': option('Encryption of the connection', 'MQTT 是否用 TLS 加密', [
    field('TLS', 'TLS', OFF_ON),
    field('TLS context', 'TLS 上下文'),
  ]),
  '+QMTCFG "keepalive"': option(
    'Longest silence before the module pings the server',
    '保活时间：超过它没有收发就发心跳',
    [SECONDS],
  ),
  '+QMTCFG "session"': option('Whether the server forgets the session', '清除会话', [
    field('session', '会话', { 0: phrase('kept', '保留'), 1: phrase('cleared', '清除') }),
  ]),
  '+QMTCFG "timeout"': option('How long and how often the module tries', '报文超时和重发', [
    field('seconds to wait', '等待秒数'),
    field('attempts more', '重发次数'),
    field('report timeouts', '上报超时', OFF_ON),
  ]),
  '+QMTCFG "will"': option(
    'Message that the server sends when the device is lost',
    '遗嘱消息：设备掉线后由服务器发出',
    [field('will', '遗嘱', OFF_ON), QOS, RETAIN, TOPIC, PAYLOAD],
  ),
  '+QMTCFG "recv/mode"': option('How received messages are reported', '收到消息时的上报方式', [
    field('where', '方式', {
      0: phrase('at once in +QMTRECV', '直接在 +QMTRECV 里给出'),
      1: phrase('kept in the module until they are read', '先存在模块里，等读取'),
    }),
    field('length', '带长度', { 0: phrase('without', '不带'), 1: phrase('with', '带') }),
  ]),
  '+QMTCFG "aliauth"': option(
    'Aliyun’s triplet: the module signs the login',
    '阿里云三元组，由模块自己签名',
    [
      field('ProductKey', 'ProductKey'),
      field('DeviceName', 'DeviceName'),
      field('DeviceSecret, hidden here', 'DeviceSecret，这里不显示'),
    ],
  ),
  '+QMTCFG "send/mode"': option('Form of payloads that are sent', '发送内容的形式', [
    field('form', '形式', { 0: phrase('text', '文本'), 1: phrase('hexadecimal', '十六进制') }),
  ]),
  '+QMTCFG "dataformat"': option('Form of payloads', '收发内容的形式', [
    field('sent', '发送'),
    field('received', '接收'),
  ]),
  '+QMTCFG "view/mode"': option('Echo of payloads', '内容回显', [field('echo', '回显', OFF_ON)]),
  '+QMTCFG "qmtping"': option('Seconds before a ping is repeated', '心跳重发间隔', [SECONDS]),
  '+QMTCFG': row('Options of MQTT; they are lost when the module restarts', 'MQTT 参数，模块重启后丢失'),
  '+QMTOPEN': {
    what: phrase('Opens the connection to the server', '打开到服务器的连接'),
    set: [CLIENT, HOST, PORT],
    lines: [
      {
        fits: /^\d+\s*,\s*"/,
        what: phrase('The connection that is open', '已打开的连接'),
        fields: [CLIENT, HOST, PORT],
      },
      { what: phrase('How opening the connection went', '打开连接的结果'), fields: [CLIENT, OPENED] },
    ],
  },
  '+QMTCLOSE': row('Closes the connection to the server', '关闭到服务器的连接', [CLIENT, ENDED], [CLIENT]),
  '+QMTCONN': {
    what: phrase('Logs in to the MQTT server', '登录 MQTT 服务器'),
    set: [CLIENT, field('client ID', '客户端 ID'), field('user name', '用户名'), field('password', '密码')],
    lines: [
      {
        fits: /^\d+\s*,\s*\d+\s*,\s*\d/,
        what: phrase('How the login went', '登录结果'),
        fields: [CLIENT, ANSWERED, LOGIN],
      },
      {
        fits: /^\d+\s*,\s*[02]\s*$/,
        what: phrase('How the login went', '登录结果'),
        fields: [CLIENT, ANSWERED],
      },
      { what: phrase('State of the MQTT client', 'MQTT 客户端状态'), fields: [CLIENT, STATE] },
    ],
  },
  '+QMTDISC': row('Logs out of the MQTT server', '退出 MQTT 登录', [CLIENT, ENDED], [CLIENT]),
  '+QMTSUB': {
    what: phrase('Subscribes to a topic', '订阅 Topic'),
    set: [CLIENT, MESSAGE, TOPIC, QOS],
    lines: [
      {
        fits: /^\d+\s*,\s*\d+\s*,\s*1\b/,
        what: phrase('How subscribing went', '订阅结果'),
        fields: [CLIENT, MESSAGE, SENT, RESENT],
      },
      { what: phrase('How subscribing went', '订阅结果'), fields: [CLIENT, MESSAGE, SENT, GRANTED] },
    ],
  },
  '+QMTUNS': row(
    'Unsubscribes from a topic',
    '取消订阅 Topic',
    [CLIENT, MESSAGE, SENT, RESENT],
    [CLIENT, MESSAGE, TOPIC],
  ),
  '+QMTPUBEX': {
    what: phrase('Publishes a message; its bytes follow the >', '发布消息，内容在 > 之后发送'),
    set: PUBLISH,
    lines: [{ what: phrase('How publishing went', '发布结果'), fields: [CLIENT, MESSAGE, SENT, RESENT] }],
  },
  '+QMTPUB': {
    what: phrase('Publishes a message that Ctrl-Z ends', '发布消息，内容以 Ctrl-Z 结束'),
    set: [CLIENT, MESSAGE, QOS, RETAIN, TOPIC],
    lines: [{ what: phrase('How publishing went', '发布结果'), fields: [CLIENT, MESSAGE, SENT, RESENT] }],
  },
  '+QMTRECV': {
    what: phrase('Reads messages that the module keeps', '读取模块里存的消息'),
    set: [CLIENT, field('slot', '存储位')],
    lines: [
      {
        fits: /^\d+\s*,\s*\d+\s*$/,
        what: phrase('A message has come and is kept in the module', '收到消息，存在模块里'),
        fields: [CLIENT, field('slot', '存储位')],
      },
      {
        fits: /^\d+(\s*,\s*[01]){5}\s*$/,
        what: phrase('Which of the five slots hold a message', '五个存储位里哪些有消息'),
        fields: [CLIENT],
      },
      {
        fits: /^\d+\s*,\s*\d+\s*,\s*"[^"]*"\s*,\s*\d+\s*,/,
        what: phrase('A message from the server', '收到服务器的消息'),
        fields: [CLIENT, MESSAGE, TOPIC, LENGTH, PAYLOAD],
      },
      {
        what: phrase('A message from the server', '收到服务器的消息'),
        fields: [CLIENT, MESSAGE, TOPIC, PAYLOAD],
      },
    ],
  },
  '+QMTSTAT': row('The connection has ended', 'MQTT 连接断开了', [
    CLIENT,
    field('reason', '原因', catalogued(LINK_CODES)),
  ]),
  '+QMTPING': row('The server does not answer the ping', '心跳没有得到应答', [CLIENT, ENDED]),
};
