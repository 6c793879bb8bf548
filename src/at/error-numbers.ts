import type { Phrase } from '../errors/row';

/** Meanings by number. */
type NumberWords = Readonly<Record<string, Phrase>>;

/** `+CME ERROR: n` (EC2x AT manual §15.4; from 550 on: its TCP/IP note). */
export const CME_ERRORS: NumberWords = {
  0: { en: 'the module failed', zh: '模块内部故障' },
  3: { en: 'not allowed at the moment', zh: '当前不允许执行' },
  4: { en: 'this firmware does not know it', zh: '固件不支持' },
  // The catalogue's words for the same faults, without loading the catalogue.
  10: { en: 'The module sees no SIM card', zh: '模块没有检测到 SIM 卡' },
  11: { en: 'The SIM card asks for its PIN', zh: 'SIM 卡要求输入 PIN 码' },
  12: { en: 'The SIM card is blocked and asks for its PUK', zh: 'SIM 卡已锁，需要 PUK 码' },
  13: { en: 'The SIM card does not work in the module', zh: 'SIM 卡在模块里读取失败' },
  14: { en: 'The SIM card is not ready yet', zh: 'SIM 卡还没有就绪' },
  15: { en: 'The SIM card does not work in the module', zh: 'SIM 卡在模块里读取失败' },
  16: { en: 'The SIM card refused the PIN', zh: 'SIM 卡的 PIN 码不对' },
  20: { en: 'memory full', zh: '存储已满' },
  21: { en: 'no such index', zh: '索引无效' },
  22: { en: 'not found', zh: '找不到' },
  23: { en: 'memory failure', zh: '存储故障' },
  24: { en: 'text too long', zh: '文本过长' },
  25: { en: 'invalid characters in the text', zh: '文本含非法字符' },
  30: { en: 'no network service', zh: '没有网络服务' },
  31: { en: 'the network did not answer in time', zh: '网络应答超时' },
  32: {
    en: 'emergency calls only: SIM or subscription is not accepted',
    zh: '只能打紧急电话：卡或套餐未被网络接受',
  },
  50: { en: 'wrong parameter', zh: '参数错误' },
  100: { en: 'unknown error', zh: '未知错误' },
  405: { en: 'no such file in the module', zh: '模块里没有这个文件' },
  550: { en: 'unknown TCP/IP error', zh: '未知的 TCP/IP 错误' },
  552: { en: 'wrong TCP/IP parameter', zh: 'TCP/IP 参数错误' },
  559: { en: 'reading from the socket failed', zh: '读取套接字失败' },
  561: { en: 'the PDP context could not be opened', zh: 'PDP 上下文打不开' },
  563: { en: 'this socket is in use', zh: '套接字编号已被占用' },
  565: { en: 'the name could not be resolved (DNS)', zh: '域名解析失败' },
  566: { en: 'the connection failed', zh: '连接失败' },
  569: { en: 'timeout', zh: '超时' },
  572: { en: 'not allowed in this state', zh: '当前状态不允许操作' },
};

/** `+CMS ERROR: n`: text messages (EC2x AT manual §15.5). */
export const CMS_ERRORS: NumberWords = {
  302: { en: 'not allowed', zh: '不允许' },
  304: { en: 'wrong PDU parameter', zh: 'PDU 参数错误' },
  310: { en: 'no SIM card', zh: '没有 SIM 卡' },
  330: { en: 'the number of the message centre is unknown', zh: '短信中心号码未知' },
  500: { en: 'unknown error', zh: '未知错误' },
};
