import { computed, CONTEXT, field, OFF_ON, phrase, row, type Field, type Row, type Rows } from './row';

const REGISTRATION = {
  0: phrase('not registered and not searching', '未注册，也没在搜网'),
  1: phrase('registered in the home network', '已注册，本地网络'),
  2: phrase('searching', '正在搜网'),
  3: phrase('refused by the network', '被网络拒绝'),
  4: phrase('unknown', '未知'),
  5: phrase('registered, roaming', '已注册，漫游'),
};

const TECHNOLOGY = {
  0: phrase('GSM', 'GSM'),
  2: phrase('UTRAN (3G)', 'UTRAN（3G）'),
  3: phrase('EDGE', 'EDGE'),
  4: phrase('HSDPA', 'HSDPA'),
  5: phrase('HSUPA', 'HSUPA'),
  6: phrase('HSPA', 'HSPA'),
  7: phrase('LTE (4G)', 'LTE（4G）'),
};

const STATE = field('registration', '注册状态', REGISTRATION);
const EVENTS = field('events', '主动上报', { ...OFF_ON, 2: phrase('on, with the cell', '开，含小区信息') });
const CELL = [field('area', '位置区'), field('cell', '小区'), field('technology', '接入技术', TECHNOLOGY)];

/** Registration, as answer (starting with two numbers) and as event (one): EC2x AT manual §6.2, §10.11, §10.14. */
function registration(en: string, zh: string): Row {
  return {
    what: phrase(en, zh),
    set: [EVENTS],
    lines: [
      { fits: /^\d+\s*,\s*\d/, fields: [EVENTS, STATE, ...CELL] },
      { what: phrase(`${en} has changed`, `${zh}有变化`), fields: [STATE, ...CELL] },
    ],
  };
}

/** 0 is -113 dBm or less, each step 2 dB, 31 is -51 dBm or more (EC2x AT manual §6.3). */
const SIGNAL: Field = computed('signal', '信号强度', (value) => {
  const rssi = Number(value);
  if (rssi === 99 || rssi === 199) return phrase('unknown', '未知');
  if (!(rssi >= 0 && rssi <= 31)) return undefined;
  const dbm = -113 + 2 * rssi;
  if (rssi < 7) return phrase(`${dbm} dBm, too weak`, `${dbm} dBm，太弱`);
  if (rssi < 12) return phrase(`${dbm} dBm, weak`, `${dbm} dBm，偏弱`);
  if (rssi < 20) return phrase(`${dbm} dBm, good`, `${dbm} dBm，良好`);
  return phrase(`${dbm} dBm, very good`, `${dbm} dBm，很好`);
});
const ERROR_RATE = field('bit errors', '误码率', { 99: phrase('unknown', '未知') });

/** AT+QCSQ (§M5): from -20 dB in steps of 0.2. */
const QUALITY = computed('SINR', '信噪比', (value) => {
  const decibels = Number(value) / 5 - 20;
  return Number.isFinite(decibels)
    ? phrase(`${decibels.toFixed(1)} dB`, `${decibels.toFixed(1)} dB`)
    : undefined;
});

const IP_TYPE = field('type', '类型', {
  1: phrase('IPv4', 'IPv4'),
  2: phrase('IPv6', 'IPv6'),
  3: phrase('IPv4 and IPv6', 'IPv4 和 IPv6'),
});
const APN_LOGIN = field('authentication', '鉴权', {
  0: phrase('none', '无'),
  1: phrase('PAP', 'PAP'),
  2: phrase('CHAP', 'CHAP'),
  3: phrase('PAP or CHAP', 'PAP 或 CHAP'),
});
const ACTIVE = field('state', '状态', {
  0: phrase('inactive', '未激活'),
  1: phrase('active', '已激活'),
});
const SOCKET = field('socket', '套接字编号');

/** Results of QIOPEN, QPING, QNTP and DNS queries (§M2). */
const INTERNET_RESULTS = {
  0: phrase('succeeded', '成功'),
  550: phrase('unknown error', '未知错误'),
  552: phrase('wrong parameter', '参数错误'),
  561: phrase('the PDP context could not be opened', 'PDP 上下文打不开'),
  563: phrase('this socket is in use', '套接字编号已被占用'),
  565: phrase('the name could not be resolved (DNS)', '域名解析失败'),
  566: phrase('the connection failed', '连接失败'),
  569: phrase('no answer in time', '应答超时'),
};
const RESULT = field('result', '结果', INTERNET_RESULTS);

/** Signal, registration, data connection and their tests. */
export const NETWORK_ROWS: Rows = {
  '+QGDCNT': row(
    'Data over the air',
    '空口流量',
    [field('bytes sent', '已发送字节数'), field('bytes received', '已接收字节数')],
    [field('action', '操作', { 0: phrase('reset', '清零'), 1: phrase('save', '保存') })],
  ),
  '+QAUGDCNT': row(
    'Saving of the data counter',
    '流量计数自动保存',
    [field('every s, 0 off', '间隔（秒），0 为关闭')],
    [field('every s, 0 off', '间隔（秒），0 为关闭')],
  ),
  '+CSQ': row('Signal strength', '信号强度', [SIGNAL, ERROR_RATE]),
  '+QCSQ': row('Signal, in more detail', '信号详情', [
    field('technology', '制式', { NOSERVICE: phrase('no service', '无服务') }),
    field('RSSI, dBm', 'RSSI（dBm）'),
    field('RSRP, dBm', 'RSRP（dBm）'),
    QUALITY,
    field('RSRQ, dB', 'RSRQ（dB）'),
  ]),
  '+CREG': registration('Registration for calls', '电路域注册'),
  '+CGREG': registration('Registration for data (2G, 3G)', '分组域注册（2G/3G）'),
  '+CEREG': registration('Registration for data (4G)', '分组域注册（4G）'),
  '+CGATT': row(
    'Whether the module is attached to the data network',
    '是否附着到数据网络',
    [field('state', '状态', { 0: phrase('detached', '未附着'), 1: phrase('attached', '已附着') })],
    [field('wanted', '要求', { 0: phrase('detach', '去附着'), 1: phrase('attach', '附着') })],
  ),
  '+COPS': row(
    'The operator',
    '运营商',
    [
      field('choice', '选网方式', {
        0: phrase('automatic', '自动'),
        1: phrase('by hand', '手动'),
        2: phrase('logged off', '已注销'),
      }),
      field('form', '格式', {
        0: phrase('long name', '长名称'),
        1: phrase('short name', '短名称'),
        2: phrase('number', '数字'),
      }),
      field('operator', '运营商'),
      field('technology', '接入技术', TECHNOLOGY),
    ],
    [field('choice', '选网方式')],
  ),
  '+QSPN': row('The operator’s name on the SIM card', 'SIM 卡上的运营商名称', [
    field('full name', '全称'),
    field('short name', '简称'),
  ]),
  '+QNWINFO': row('Network that the module uses', '当前使用的网络', [
    field('technology', '制式', { NONE: phrase('no network', '无网络') }),
    field('operator', '运营商代码', {
      46000: phrase('China Mobile', '中国移动'),
      46001: phrase('China Unicom', '中国联通'),
      46011: phrase('China Telecom', '中国电信'),
      46015: phrase('China Broadnet', '中国广电'),
    }),
    field('band', '频段'),
    field('channel', '信道'),
  ]),
  '+CGDCONT': row('Data connections that are defined', '定义的 PDP 上下文', [
    CONTEXT,
    field('type', '类型'),
    field('APN', '接入点 APN'),
    field('address', '地址'),
  ]),
  '+QICSGP': row(
    'APN of a data connection',
    'PDP 上下文的接入点 APN',
    [IP_TYPE, field('APN', '接入点 APN'), field('user', '用户名'), field('password', '密码'), APN_LOGIN],
    [
      CONTEXT,
      IP_TYPE,
      field('APN', '接入点 APN'),
      field('user', '用户名'),
      field('password', '密码'),
      APN_LOGIN,
    ],
  ),
  '+QIACT': row(
    'Data connection',
    '数据连接',
    [CONTEXT, ACTIVE, IP_TYPE, field('address', 'IP 地址')],
    [CONTEXT],
  ),
  '+QIDEACT': row('Ends the data connection', '断开数据连接', [], [CONTEXT]),
  '+CGACT': row('State of each data connection', '各 PDP 上下文的状态', [CONTEXT, ACTIVE], [ACTIVE, CONTEXT]),
  '+CGPADDR': row('Address of the data connection', 'PDP 上下文的 IP 地址', [
    CONTEXT,
    field('address', 'IP 地址'),
  ]),
  '+QIDNSCFG': row('DNS servers', 'DNS 服务器', [CONTEXT, field('first', '主'), field('second', '备')]),
  '+QIDNSGIP': row('Asks DNS for an address', '查询域名的 IP 地址', [], [CONTEXT, field('name', '域名')]),
  '+QIGETERROR': row('Why the last TCP/IP command failed', '上一条 TCP/IP 指令的错误原因', [
    field('error', '错误码', INTERNET_RESULTS),
    field('text', '说明'),
  ]),
  '+QPING': {
    what: phrase('Ping: whether a computer answers', 'Ping：测试能否连通'),
    set: [CONTEXT, field('host', '主机'), field('timeout, s', '超时（秒）'), field('times', '次数')],
    lines: [
      {
        fits: /^0\s*,\s*"/,
        what: phrase('An answer to the ping', '收到一次 Ping 应答'),
        fields: [
          RESULT,
          field('address', '地址'),
          field('bytes', '字节数'),
          field('ms', '耗时（毫秒）'),
          field('TTL', 'TTL'),
        ],
      },
      {
        what: phrase('Result of the ping', 'Ping 结果'),
        fields: [
          RESULT,
          field('sent', '发出'),
          field('answered', '应答'),
          field('lost', '丢失'),
          field('shortest, ms', '最短（毫秒）'),
          field('longest, ms', '最长（毫秒）'),
          field('mean, ms', '平均（毫秒）'),
        ],
      },
    ],
  },
  '+QNTP': row(
    'Sets the clock from a time server',
    '从时间服务器校时',
    [RESULT, field('time', '时间')],
    [CONTEXT, field('server', '服务器'), field('port', '端口号')],
  ),
  '+QIOPEN': row(
    'Opens a TCP or UDP connection',
    '打开 TCP 或 UDP 连接',
    [SOCKET, RESULT],
    [CONTEXT, SOCKET, field('kind', '类型'), field('host', '主机'), field('port', '端口号')],
  ),
  '+QICLOSE': row('Closes a connection', '关闭连接', [], [SOCKET]),
  '+QIURC "pdpdeact"': row(
    'The network has ended the data connection; MQTT is gone too',
    '网络断开了数据连接，MQTT 也随之断开',
    [CONTEXT],
  ),
  '+QIURC "closed"': row('The other side has closed the connection', '对方关闭了连接', [SOCKET]),
  '+QIURC "dnsgip"': row('Answer of DNS', 'DNS 应答', [field('result or address', '结果或地址')]),
};
