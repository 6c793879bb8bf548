import type { Phrase } from '../base/coded-error';

/** What a step has found, or why it was skipped; `{name}` stands for a value. */
export const FINDING_TEXTS = {
  identified: {
    en: '{model}, firmware {revision}; the driver treats it as {profile}',
    zh: '{model}，固件 {revision}；驱动按 {profile} 处理',
  },
  testForms: {
    en: '{count} test forms, {refused} of them refused',
    zh: '{count} 条测试指令，其中 {refused} 条被拒',
  },
  options: { en: '{count} options', zh: '{count} 个选项' },
  knowsAll: { en: 'the firmware supports all {count}', zh: '{count} 条指令固件都认' },
  lacks: { en: 'the firmware does not support {names}', zh: '固件不认 {names}' },
  stateRegistered: {
    en: 'SIM {sim}, signal {signal} of 31, registered; URCs go to {port}',
    zh: 'SIM 卡 {sim}，信号 {signal}（满格 31），已注册网络；上报发往 {port}',
  },
  stateRadioOff: {
    en: 'SIM {sim}; the radio is off (AT+CFUN={level}), left by another program; AT+CFUN=1 turns it on',
    zh: 'SIM 卡 {sim}；射频已关闭（AT+CFUN={level}），是别的程序留下的，发 AT+CFUN=1 即可打开',
  },
  stateDeregistered: {
    en: 'SIM {sim}, signal {signal} of 31; deregistered (AT+COPS=2); AT+COPS=0 restores automatic selection',
    zh: 'SIM 卡 {sim}，信号 {signal}（满格 31）；被设成不注册网络（AT+COPS=2），发 AT+COPS=0 恢复自动选网',
  },
  stateUnregistered: {
    en: 'SIM {sim}, signal {signal} of 31, not registered; URCs go to {port}',
    zh: 'SIM 卡 {sim}，信号 {signal}（满格 31），未注册网络；上报发往 {port}',
  },
  echoOff: { en: 'ATE0 turns off the echo', zh: 'ATE0 能关掉回显' },
  echoStays: { en: 'the echo stays on although ATE0 answers OK', zh: 'ATE0 返回 OK，但回显关不掉' },
  errors: { en: 'a refused command returns {answer}', zh: '被拒的指令返回 {answer}' },
  errorsUnknown: { en: 'nothing was refused', zh: '没有指令被拒' },
  framingOwn: { en: 'each line starts with its own CR LF', zh: '每行前面都有自己的 CR LF' },
  framingGlued: { en: 'no CR LF before a line that follows a line end', zh: '紧跟在行尾后面的行不带 CR LF' },
  framingLater: { en: 'hidden by the echo; the first URC will show', zh: '被回显挡住，等第一条上报再看' },
  joined: { en: 'yes, several commands in one line work', zh: '支持，一行可写多条指令' },
  notJoined: { en: 'no, such a line is refused', zh: '不支持，这样的行会被拒' },
  line: { en: '{bytes} bytes, a longer one is refused', zh: '最长 {bytes} 字节，再长就被拒' },
  lineAtLeast: { en: 'at least {bytes} bytes', zh: '至少 {bytes} 字节' },
  lineUnknown: { en: 'could not be measured by this method', zh: '用这个办法测不出来' },
  packetData: {
    en: 'active after {ms} ms; AT+QIACT again: {again}',
    zh: '{ms} 毫秒后联网；再发一次 AT+QIACT：{again}',
  },
  packetDataActive: {
    en: 'was already active; AT+QIACT again: {again}',
    zh: '本来就已联网；再发一次 AT+QIACT：{again}',
  },
  noBroker: { en: 'no broker was given (--broker)', zh: '没有指定服务器（--broker）' },
  noSession: { en: 'there is no MQTT session', zh: '没有 MQTT 连接' },
  connected: {
    en: 'open after {open} ms, logged in after {connect} ms; URCs arrive here',
    zh: '{open} 毫秒连上，{connect} 毫秒登录成功；上报发到本串口',
  },
  connectedBoth: {
    en: 'open after {open} ms, logged in after {connect} ms; URCs arrive on both ports',
    zh: '{open} 毫秒连上，{connect} 毫秒登录成功；两个串口都有上报',
  },
  codesElsewhere: {
    en: 'it opens, but URCs arrive on another port: {heard}',
    zh: '能连上，但上报发到了别的串口：{heard}',
  },
  codesHere: { en: 'not needed', zh: '不需要' },
  codesCalled: { en: 'URCs arrive here now', zh: '上报已改到本串口' },
  subscribed: { en: 'granted after {ms} ms', zh: '{ms} 毫秒后订阅成功' },
  published: {
    en: '{command}; OK {data} ms after the data, acknowledged {ack} ms later',
    zh: '{command}；数据发完 {data} 毫秒后 OK，再过 {ack} 毫秒收到确认',
  },
  repeated: {
    en: 'open: {open}; connect: {connect}; subscribe: {subscribe}',
    zh: '打开：{open}；登录：{connect}；订阅：{subscribe}',
  },
  'quotes-whole': { en: 'double quotes are transmitted', zh: '双引号能完整送达' },
  'quotes-cut': { en: 'the message ends at the first double quote', zh: '消息在第一个双引号处被截断' },
  'quotes-lost': { en: 'the message did not come back', zh: '消息没有回来' },
  'quotes-refused': { en: 'a payload with double quotes is refused', zh: '含双引号的数据被拒' },
  'bytes-whole': { en: 'they are transmitted', zh: '能完整送达' },
  'bytes-cut': { en: 'they come back changed', zh: '回来的内容变了' },
  'bytes-lost': { en: 'the message did not come back', zh: '消息没有回来' },
  'bytes-refused': { en: 'the payload is refused', zh: '数据被拒' },
  'largest-refused': { en: '{bytes} bytes, more is refused', zh: '最多 {bytes} 字节，再多就被拒' },
  'largest-cut': { en: '{bytes} bytes, more is cut', zh: '最多 {bytes} 字节，多出的被截断' },
  'largest-lost': { en: '{bytes} bytes, a longer message is lost', zh: '最多 {bytes} 字节，更长的会丢失' },
  'largest-none-tried': { en: '{bytes} bytes, more was not tried', zh: '{bytes} 字节没问题，没有试更长的' },
  largestUnknown: { en: 'no message came back intact', zh: '没有一条消息完整回来' },
  inFlight: { en: 'the module refuses more than {count}', zh: '超过 {count} 条就被拒' },
  inFlightAtLeast: {
    en: 'none was refused, with up to {count} waiting at once',
    zh: '没有被拒；同时等待确认的最多 {count} 条',
  },
  slots: {
    en: '{count} slots; order: {order}; when full: {overflow}',
    zh: '{count} 个位置；顺序：{order}；存满时：{overflow}',
  },
  noSlots: { en: 'this module does not store messages', zh: '这个模块不缓存收到的消息' },
  uncounted: { en: 'this module takes data without an announced length', zh: '这个模块发数据不用先报长度' },
  'escape-data': { en: 'ESC is ordinary data', zh: 'ESC 和别的字节一样是数据' },
  'escape-cancels': { en: 'ESC cancels the message', zh: 'ESC 会取消这条消息' },
  'surplus-swallowed': { en: 'they are discarded', zh: '多出的字节被吞掉' },
  'surplus-read': { en: 'they are read as a command', zh: '多出的字节被当成指令' },
  shortWaits: { en: 'still waiting after {seconds} s', zh: '{seconds} 秒后仍在等待' },
  shortTimesOut: { en: 'gives up after {seconds} s', zh: '{seconds} 秒后放弃' },
  disconnected: {
    en: 'after {ms} ms; again: {disconnect}; close again: {close}',
    zh: '{ms} 毫秒断开；再断一次：{disconnect}；再关一次：{close}',
  },
  silent: { en: 'the module does not answer', zh: '模块没有应答' },
  portLost: { en: 'the port is gone', zh: '串口没了' },
  quit: { en: 'you stopped the examination', zh: '你已提前结束' },
  interrupted: { en: 'interrupted', zh: '被中断' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** Values of findings that are words. */
export const VALUE_TEXTS: Readonly<Record<string, Phrase>> = {
  none: { en: 'no answer', zh: '没有应答' },
  normal: { en: 'as reported', zh: '与上报一致' },
  reversed: { en: 'reversed', zh: '相反' },
  'newest-lost': { en: 'the newest is lost', zh: '丢弃最新的' },
  'oldest-lost': { en: 'the oldest is lost', zh: '丢弃最旧的' },
  'second port': { en: 'the second port given', zh: '就是指定的第二个串口' },
  'another port': { en: 'unknown which', zh: '不知道是哪一个' },
};
