import { CME_ERRORS, CMS_ERRORS } from '../../at/error-numbers';
import { computed, field, OFF_ON, phrase, row, type Rows } from './row';

const PIN_STATES = {
  READY: phrase('the card is unlocked and usable', '卡已就绪，可以使用'),
  'NOT READY': phrase('the card is not ready or was taken out', '卡未就绪，或被拔出'),
  'NOT INSERTED': phrase('no card', '没有插卡'),
  'SIM PIN': phrase('the card wants its PIN', '需要输入 PIN 码'),
  'SIM PUK': phrase('the card is blocked and wants its PUK', '卡已锁，需要 PUK 码'),
  'SIM PIN2': phrase('the card wants its PIN2', '需要输入 PIN2 码'),
  'SIM PUK2': phrase('the card wants its PUK2', '需要 PUK2 码'),
  'PH-NET PIN': phrase('the module is locked to another operator', '模块锁定了其他运营商'),
};

const FUNCTION_LEVELS = {
  0: phrase('minimum: radio and SIM off', '最小功能：射频和 SIM 卡都关'),
  1: phrase('full', '全功能'),
  4: phrase('aeroplane mode: radio off', '飞行模式：射频关'),
};

const URC_PORT = field('port', '串口', {
  usbat: phrase('the USB AT port (ttyUSB2)', 'USB 的 AT 口（ttyUSB2）'),
  usbmodem: phrase('the USB modem port (ttyUSB3)', 'USB 的 Modem 口（ttyUSB3）'),
  uart1: phrase('the main UART', '主串口'),
  uart2: phrase('the second UART', '第二串口'),
  all: phrase('every port', '所有口'),
});

/** What each bit of +QINISTAT adds (EC2x AT manual §5.9). */
const READY_PARTS = [
  { bit: 1, ...phrase('SIM card', 'SIM 卡') },
  { bit: 2, ...phrase('text messages', '短信') },
  { bit: 4, ...phrase('phone book', '电话本') },
];

/** The module itself: line, identity, SIM card, clock, power. */
export const GENERAL_ROWS: Rows = {
  AT: row('Asks whether the module listens; it answers OK', '问模块在不在，正常应答 OK'),
  ATI: row('Asks for maker, model and firmware', '查询厂家、型号和固件版本'),
  ATE: row('Echo of what is sent: ATE0 off, ATE1 on', '回显：ATE0 关，ATE1 开'),
  ATV: row('Form of results: ATV1 as words, ATV0 as numbers', '结果形式：ATV1 用文字，ATV0 用数字'),
  ATZ: row('Restores the saved settings', '恢复已保存的设置'),
  'AT&F': row('Back to factory settings', '恢复出厂设置'),
  'AT&W': row('Saves the settings', '保存设置'),
  OK: row('The module has taken the command', '模块已接受指令'),
  ERROR: row(
    'The module refuses the command: unknown, wrong parameter, or not possible now',
    '模块拒绝了指令：不支持、参数不对，或当前状态不允许',
  ),
  '>': row('The module waits for the data', '模块在等待输入数据'),
  CONNECT: row('The module waits for the data of the file', '模块在等待文件数据'),
  RDY: row('The module has started', '模块已启动'),
  'POWERED DOWN': row('The module has switched itself off', '模块已关机'),
  'NORMAL POWER DOWN': row('The module switches itself off', '模块正在关机'),
  'NO CARRIER': row('A data or voice connection has ended', '数据或语音连接已断开'),
  '+CME ERROR': row('The module refuses the command', '模块拒绝了指令', [
    field('error', '错误码', CME_ERRORS),
  ]),
  '+CMS ERROR': row('A text message failed', '短信操作失败', [field('error', '错误码', CMS_ERRORS)]),
  '+CMEE': row(
    'Format of error results',
    '错误的上报形式',
    [
      field('form', '形式', {
        0: phrase('just ERROR', '只报 ERROR'),
        1: phrase('as a number', '用数字'),
        2: phrase('as words', '用文字'),
      }),
    ],
    [field('form', '形式')],
  ),
  '+IPR': row('Speed of the UART', '串口波特率', [field('bit/s', '波特率')], [field('bit/s', '波特率')]),
  '+IFC': row('Flow control of the UART', '串口流控', [
    field('to us', '模块→主机'),
    field('to the module', '主机→模块'),
  ]),
  '+ICF': row('Data bits, parity and stop bits of the UART', '串口的数据位、校验和停止位', [
    field('format', '格式', {
      3: phrase('8 data bits, 1 stop bit, no parity', '8 数据位、1 停止位、无校验'),
    }),
  ]),
  '+CGMI': row('Asks for the maker', '查询厂家'),
  '+GMI': row('Asks for the maker', '查询厂家'),
  '+CGMM': row('Asks for the model', '查询型号'),
  '+GMM': row('Asks for the model', '查询型号'),
  '+CGMR': row('Asks for the firmware', '查询固件版本'),
  '+GMR': row('Asks for the firmware', '查询固件版本'),
  '+QGMR': row('Asks for the firmware, with its build', '查询固件版本和子版本'),
  '+CGSN': row('Asks for the IMEI; it is hidden here', '查询 IMEI，这里不显示'),
  '+GSN': row('Asks for the IMEI; it is hidden here', '查询 IMEI，这里不显示'),
  '+CIMI': row('Asks for the SIM card’s IMSI; it is hidden here', '查询 SIM 卡的 IMSI，这里不显示'),
  '+QCCID': row('The SIM card’s number (ICCID); it is hidden here', 'SIM 卡号（ICCID），这里不显示', [
    field('ICCID', 'ICCID'),
  ]),
  '+CNUM': row('The SIM card’s own phone number; it is hidden here', '本机号码，这里不显示'),
  '+CPIN': row(
    'State of the SIM card',
    'SIM 卡状态',
    [field('state', '状态', PIN_STATES)],
    [field('PIN, hidden here', 'PIN 码，这里不显示')],
  ),
  '+CLCK': row('Locks of SIM card and module, such as the PIN', 'SIM 卡和模块的锁，如 PIN 码锁'),
  '+QPINC': row('Attempts that are left for PIN and PUK', 'PIN 和 PUK 的剩余次数', [
    field('card', '卡'),
    field('PIN attempts', 'PIN 剩余次数'),
    field('PUK attempts', 'PUK 剩余次数'),
  ]),
  '+QSIMSTAT': row('Tells of a SIM card that is put in or taken out', 'SIM 卡插拔检测', [
    field('events', '主动上报', OFF_ON),
    field('card', '卡', {
      0: phrase('out', '未插入'),
      1: phrase('in', '已插入'),
      2: phrase('unknown', '未知'),
    }),
  ]),
  '+QUSIM': row('The kind of the card', '卡的类型', [
    field('kind', '类型', { 0: phrase('SIM', 'SIM 卡'), 1: phrase('USIM', 'USIM 卡') }),
  ]),
  '+QINISTAT': row('What is ready after the start', '启动后的就绪情况', [
    computed('ready', '已就绪', (value) => {
      const parts = READY_PARTS.filter(({ bit }) => (Number(value) & bit) !== 0);
      const words = (language: 'en' | 'zh') => parts.map((part) => part[language]);
      return phrase(words('en').join(', ') || 'nothing yet', words('zh').join('、') || '都还没有');
    }),
  ]),
  '+QIND': row('What has become ready, or is going on', '模块的进度上报', [
    field('part', '内容', {
      'SMS DONE': phrase('text messages are ready', '短信已就绪'),
      'PB DONE': phrase('the phone book is ready', '电话本已就绪'),
      csq: phrase('the signal has changed', '信号有变化'),
    }),
  ]),
  '+QSCLK': row('Sleep mode', '休眠模式', [field('mode', '模式', { 0: phrase('never sleeps', '不休眠') })]),
  '+CFUN': row(
    'How much of the module works',
    '模块功能级别',
    [field('level', '级别', FUNCTION_LEVELS)],
    [
      field('level', '级别', FUNCTION_LEVELS),
      field('restart', '重启', { 0: phrase('no', '否'), 1: phrase('restarts the module', '模块会重启') }),
    ],
  ),
  '+QPOWD': row(
    'Switches the module off',
    '让模块关机',
    [],
    [field('how', '方式', { 0: phrase('at once', '立即'), 1: phrase('after logging off', '先注销网络') })],
  ),
  '+QURCCFG "urcport"': row(
    'Where the module sends its events, +QMTOPEN and +QMTRECV among them',
    '主动上报（URC，包括 +QMTOPEN、+QMTRECV）从哪个口输出',
    [URC_PORT],
    [URC_PORT],
  ),
  '+QCFG': row('Settings of the module', '模块的扩展设置'),
  '+CCLK': row(
    'The module’s clock',
    '模块的时钟',
    [field('year/month/day,time, zone in quarter hours', '年/月/日,时间，时区以 15 分钟为单位')],
    [field('time', '时间')],
  ),
  '+CTZU': row(
    'Sets the clock by the network',
    '用网络时间自动校时',
    [field('mode', '方式', OFF_ON)],
    [field('mode', '方式', { ...OFF_ON, 3: phrase('on, as local time', '开，写入本地时间') })],
  ),
  '+QLTS': row('Time of the mobile network', '移动网络的时间', [
    field('time, zone in quarter hours, daylight saving', '时间、时区（15 分钟为单位）、夏令时'),
  ]),
  '+CMGF': row(
    'Form of text messages',
    '短信格式',
    [field('form', '格式', { 0: phrase('PDU', 'PDU'), 1: phrase('text', '文本') })],
    [field('form', '格式', { 0: phrase('PDU', 'PDU'), 1: phrase('text', '文本') })],
  ),
  '+CMGS': row(
    'Sends a text message',
    '发送短信',
    [field('number of the message', '短信序号')],
    [field('to', '收件号码')],
  ),
  '+CNMI': row('How incoming text messages are reported', '新短信的上报方式'),
  '+CMTI': row('A text message has come', '收到新短信', [
    field('memory', '存储位置'),
    field('index', '序号'),
  ]),
  '+CSCS': row('Character set of texts', '文本的字符集', [field('set', '字符集')], [field('set', '字符集')]),
  '+CSCA': row('Number of the message centre', '短信中心号码'),
};
