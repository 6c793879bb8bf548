import { field, row, type Rows } from './row';

const INDEX = field('index', '序号');
const SOCKET = field('connection', '连接号');
const BYTES = field('bytes', '字节数');
const FILE = field('file', '文件句柄');

/** Commands that the driver never sends: those of other programs on the same module, and of people who type them. */
export const PROGRAM_ROWS: Rows = {
  // Text messages
  '+CMGR': row('Reads a text message', '读取短信', [], [INDEX]),
  '+CMGL': row('Lists text messages', '列出短信', [INDEX, field('state', '状态')], [field('state', '状态')]),
  '+CMGD': row('Deletes text messages', '删除短信', [], [INDEX, field('which', '删除范围')]),
  '+CMGW': row('Writes a text message to memory', '把短信写入存储', [INDEX]),
  '+CMSS': row(
    'Sends a text message from memory',
    '发送已存储的短信',
    [field('number of the message', '短信序号')],
    [INDEX],
  ),
  '+CMT': row('A text message has come, and follows', '收到新短信，内容在下一行'),
  '+CPMS': row('Where text messages are kept', '短信存储位置'),
  '+CSMS': row('Service for text messages', '短信服务类型'),
  '+CSMP': row('Parameters of text messages that are sent', '发送短信的参数'),
  '+CSDH': row('How much of a text message’s header is shown', '是否显示短信的完整头信息'),
  '+CNMA': row('Acknowledges a text message', '确认已收到短信'),
  '+CMMS': row('Keeps the link for further text messages', '连续发送短信时保持链路'),
  '+CGSMS': row('Which network carries text messages', '短信走哪个网络域'),
  '+CUSD': row('Short code of the operator, such as for the balance', '运营商查询代码（USSD），如查话费'),
  // Calls
  '+CHUP': row('Ends calls', '挂断通话'),
  '+CLCC': row('Lists calls', '列出当前通话'),
  '+CLIP': row('The caller’s number', '来电显示'),
  '+CLIR': row('Whether the own number is shown', '是否向对方显示本机号码'),
  '+COLP': row('The number that was reached', '被叫号码显示'),
  '+CCWA': row('Call waiting', '呼叫等待'),
  '+CSSN': row('Notices of call services', '补充业务通知'),
  '+CVHU': row('Whether ATH ends calls', 'ATH 是否挂断通话'),
  '+CRC': row('Form of RING', '来电提示（RING）的格式'),
  '+CR': row('Tells the kind of a data call', '上报数据呼叫的类型'),
  '+CEER': row('Why the last call or connection failed', '上次呼叫或连接失败的原因'),
  '+CPAS': row('What the module is doing', '模块当前的活动状态'),
  '+CLVL': row('Volume', '音量'),
  '+CMUT': row('Mutes the microphone', '麦克风静音'),
  // The module and its line
  '+CBC': row('Supply voltage', '供电电压', [
    field('charging', '充电状态'),
    field('percent', '电量百分比'),
    field('mV', '毫伏'),
  ]),
  '+QADC': row(
    'Voltage at an input',
    '模拟输入的电压',
    [field('state', '状态'), field('mV', '毫伏')],
    [field('input', '输入')],
  ),
  '+QSCLK': row('Whether the module may sleep', '是否允许模块休眠'),
  '+ICF': row('Framing of the serial line', '串口帧格式'),
  '+IFC': row('Flow control of the serial line', '串口流控'),
  '+CCID': row('Number of the SIM card', 'SIM 卡号（ICCID）'),
  '+GCAP': row('What the module can do', '模块的能力'),
  '+FCLASS': row('Kind of modem: data, fax', '调制解调器类别：数据、传真'),
  '+CSUB': row('Firmware’s sub-edition', '固件的子版本'),
  '+CTZR': row('Tells changes of the time zone', '上报时区变化'),
  '+CGEREP': row('Tells events of packet data', '上报分组域事件'),
  '+QINDCFG': row('Which events are reported', '哪些事件会上报'),
  // Files
  '+QFOPEN': row('Opens a file', '打开文件', [FILE], [field('name', '文件名')]),
  '+QFREAD': row('Reads from a file', '读文件', [], [FILE, BYTES]),
  '+QFWRITE': row(
    'Writes to a file',
    '写文件',
    [field('written', '已写字节数'), field('size', '文件大小')],
    [FILE, BYTES],
  ),
  '+QFSEEK': row('Moves within a file', '移动文件读写位置', [], [FILE, field('to', '位置')]),
  '+QFPOSITION': row('Place within a file', '文件读写位置', [field('at', '位置')], [FILE]),
  '+QFCLOSE': row('Closes a file', '关闭文件', [], [FILE]),
  '+QFDWL': row(
    'Reads a whole file',
    '下载整个文件',
    [BYTES, field('checksum', '校验和')],
    [field('name', '文件名')],
  ),
  '+QFLDS': row('Room for files', '文件存储空间', [field('free', '剩余字节数'), field('total', '总字节数')]),
  // Connections without MQTT
  '+QISEND': row('Sends data on a connection', '在连接上发送数据', [], [SOCKET, BYTES]),
  '+QISENDEX': row(
    'Sends data given as digits',
    '以十六进制发送数据',
    [],
    [SOCKET, field('digits', '十六进制数据')],
  ),
  '+QIRD': row('Reads what a connection has received', '读取连接收到的数据', [BYTES], [SOCKET, BYTES]),
  '+QISTATE': row('State of connections', '连接状态', [
    SOCKET,
    field('kind', '类型'),
    field('host', '主机'),
    field('port', '端口号'),
  ]),
  '+QISDE': row('Echo of data that is sent', '发送数据时是否回显'),
  '+QISWTMD': row(
    'How data of a connection comes',
    '切换连接的数据接收方式',
    [],
    [SOCKET, field('way', '方式')],
  ),
  '+QSSLSEND': row('Sends data on a TLS connection', '在 TLS 连接上发送数据', [], [SOCKET, BYTES]),
  '+QSSLRECV': row(
    'Reads what a TLS connection has received',
    '读取 TLS 连接收到的数据',
    [BYTES],
    [SOCKET, BYTES],
  ),
  '+QSSLSTATE': row('State of TLS connections', 'TLS 连接状态', [
    SOCKET,
    field('kind', '类型'),
    field('host', '主机'),
    field('port', '端口号'),
  ]),
};
