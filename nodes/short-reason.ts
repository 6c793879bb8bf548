import type { CodedError, Language } from '../src/base/coded-error';
import type { ErrorCode } from '../src/base/error-catalogue';

/**
 * Why a device isn't online, in the few characters of a node's status: English at most 14, so that it fits beside
 * `disconnected, ` and ` (simulator)`. The whole sentence with its cure is in ec20-status and in the Catch nodes.
 */
const SHORT_REASONS: Partial<Record<ErrorCode, Readonly<Record<Language, string>>>> = {
  EC20_PORT_NOT_FOUND: { en: 'no such port', zh: '串口不存在' },
  EC20_PORT_BUSY: { en: 'port busy', zh: '串口被占用' },
  EC20_PORT_DENIED: { en: 'port: no right', zh: '无串口权限' },
  EC20_PORT_FAILED: { en: 'port error', zh: '串口错误' },
  EC20_PORT_LOST: { en: 'unplugged', zh: '串口断开' },
  EC20_PORT_AMBIGUOUS: { en: 'which module?', zh: '有多个模块' },
  EC20_PORT_NONE: { en: 'no module', zh: '未找到模块' },
  EC20_PORT_SHARED: { en: 'port shared', zh: '串口重复使用' },
  EC20_PORT_RELEASED: { en: 'port released', zh: '串口已释放' },
  EC20_TIMEOUT: { en: 'no answer', zh: '模块无应答' },
  EC20_MODULE_SILENT: { en: 'module silent', zh: '模块无应答' },
  EC20_MODULE_ERROR: { en: 'module error', zh: '模块报错' },
  EC20_ANSWER_SHAPE: { en: 'odd answer', zh: '应答异常' },
  EC20_MODULE_RESTARTED: { en: 'restarted', zh: '模块重启' },
  EC20_LINE_DESYNC: { en: 'line garbled', zh: '串口数据错乱' },
  EC20_DATA_STUCK: { en: 'line stuck', zh: '发送卡住' },
  EC20_SIM_ABSENT: { en: 'no SIM card', zh: '未插SIM卡' },
  EC20_SIM_FAILURE: { en: 'SIM failure', zh: 'SIM卡故障' },
  EC20_SIM_BUSY: { en: 'SIM busy', zh: 'SIM卡忙' },
  EC20_SIM_PIN_NEEDED: { en: 'SIM PIN?', zh: '需要SIM卡PIN码' },
  EC20_SIM_PIN_WRONG: { en: 'wrong SIM PIN', zh: 'PIN码错误' },
  EC20_SIM_PUK: { en: 'SIM needs PUK', zh: '需要PUK码' },
  EC20_SIM_LOCKED: { en: 'SIM locked', zh: 'SIM卡已锁' },
  EC20_NO_SIGNAL: { en: 'no signal', zh: '无信号' },
  EC20_NOT_REGISTERED: { en: 'no network', zh: '未注册网络' },
  EC20_REGISTRATION_DENIED: { en: 'network denied', zh: '网络拒绝注册' },
  EC20_NOT_ATTACHED: { en: 'no data', zh: '未附着网络' },
  EC20_PDP_FAILED: { en: 'check the APN', zh: '请检查APN' },
  EC20_PDP_LOST: { en: 'data lost', zh: '数据连接断开' },
  EC20_OPEN_FAILED: { en: 'open failed', zh: '打开连接失败' },
  EC20_OPEN_PARAMETER: { en: 'bad host', zh: '主机参数错误' },
  EC20_OPEN_OCCUPIED: { en: 'client in use', zh: '客户端被占用' },
  EC20_OPEN_DNS: { en: 'DNS failed', zh: '域名解析失败' },
  EC20_OPEN_NETWORK: { en: 'unreachable', zh: '服务器不可达' },
  EC20_OPEN_PDP: { en: 'check the APN', zh: '请检查APN' },
  EC20_OPEN_TIMEOUT: { en: 'unreachable', zh: '服务器不可达' },
  EC20_CONNECT_PROTOCOL: { en: 'MQTT version', zh: 'MQTT版本不符' },
  EC20_CONNECT_ID: { en: 'bad client id', zh: '客户端ID错误' },
  EC20_CONNECT_UNAVAILABLE: { en: 'server busy', zh: '服务器不可用' },
  EC20_CONNECT_CREDENTIALS: { en: 'wrong secret', zh: '密钥错误' },
  EC20_CONNECT_NOT_AUTHORISED: { en: 'not authorised', zh: '认证被拒' },
  EC20_CONNECT_FAILED: { en: 'connect failed', zh: '连接失败' },
  EC20_CONNECT_TIMEOUT: { en: 'no CONNACK', zh: '连接无应答' },
  EC20_CONNECT_LIMIT: { en: 'connect limit', zh: '连接限流' },
  EC20_ALIAUTH_MISSING: { en: 'no aliauth', zh: '不支持aliauth' },
  EC20_LINK_PEER_CLOSED: { en: 'server closed', zh: '服务器断开' },
  EC20_LINK_PING: { en: 'no ping reply', zh: '心跳无应答' },
  EC20_LINK_CONNECT: { en: 'connect failed', zh: '连接失败' },
  EC20_LINK_CONNACK: { en: 'no CONNACK', zh: '连接无应答' },
  EC20_LINK_DISCONNECTED: { en: 'link closed', zh: '连接已断开' },
  EC20_LINK_SEND: { en: 'send failed', zh: '发送失败' },
  EC20_LINK_DEAD: { en: 'link dead', zh: '链路失效' },
  EC20_LINK_CLIENT_CLOSED: { en: 'link closed', zh: '连接已断开' },
  EC20_LINK_UNKNOWN: { en: 'link lost', zh: '连接断开' },
  EC20_LINK_SILENT: { en: 'link silent', zh: '链路无响应' },
  EC20_NO_MODEM: { en: 'no config', zh: '未选择模块配置' },
  EC20_NO_SECRET: { en: 'no secret', zh: '缺DeviceSecret' },
  EC20_PRODUCT_KEY: { en: 'ProductKey?', zh: 'ProductKey有误' },
  EC20_DEVICE_NAME: { en: 'DeviceName?', zh: 'DeviceName有误' },
  EC20_DEVICE_SECRET: { en: 'DeviceSecret?', zh: 'DeviceSecret有误' },
  EC20_ENV_MISSING: { en: 'env missing', zh: '环境变量未设置' },
  EC20_FULL_WIDTH: { en: 'odd character', zh: '含全角字符' },
  EC20_SETTING: { en: 'bad setting', zh: '设置有误' },
  EC20_KEEPALIVE: { en: 'bad keep-alive', zh: '保活时间有误' },
  EC20_HOST_MISSING: { en: 'no host', zh: '缺服务器地址' },
  EC20_REGION: { en: 'bad region', zh: '地域有误' },
  EC20_TLS_REQUIRED: { en: 'TLS required', zh: '需要TLS' },
  EC20_CA_MISSING: { en: 'no CA file', zh: '缺CA证书' },
  EC20_TLS_FILE: { en: 'file unreadable', zh: '证书读不了' },
  EC20_TLS_PEM: { en: 'no PEM file', zh: '不是PEM文件' },
  EC20_TLS_PAIR: { en: 'cert and key?', zh: '证书私钥不配' },
  EC20_TLS_FIRMWARE: { en: 'no TLS here', zh: '固件不支持TLS' },
  EC20_CLOCK_UNSET: { en: 'no date', zh: '模块没有时间' },
  EC20_FILE_FULL: { en: 'module full', zh: '模块空间已满' },
  EC20_FILE_UPLOAD: { en: 'upload failed', zh: '证书写入失败' },
  EC20_FILE_CHECKSUM: { en: 'bad checksum', zh: '证书校验有误' },
  EC20_TLS_FILE_GONE: { en: 'file gone', zh: '证书不见了' },
  EC20_TLS_UNREACHABLE: { en: 'port closed', zh: '端口连不上' },
  EC20_TLS_DATE: { en: 'cert date', zh: '证书日期不符' },
  EC20_TLS_SERVER: { en: 'cert untrusted', zh: '证书不可信' },
  EC20_TLS_MUTUAL: { en: 'certs refused', zh: '证书互不认可' },
  EC20_TLS_SNI: { en: 'no SNI', zh: '固件无SNI' },
  EC20_TLS_HANDSHAKE: { en: 'TLS failed', zh: 'TLS握手失败' },
  EC20_WILL_UNSUPPORTED: { en: 'no will here', zh: '不支持遗嘱' },
};

/** The reason in a few characters; a code without its own gets its words: `EC20_QUEUE_DISK` is `queue disk`. */
export function shortReason(error: CodedError, language: Language): string {
  const known = SHORT_REASONS[error.code];
  return (
    known?.[language] ??
    error.code
      .replace(/^EC20_/, '')
      .replaceAll('_', ' ')
      .toLowerCase()
  );
}
