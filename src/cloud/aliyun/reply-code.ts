import type { Phrase } from '../../base/coded-error';

/** What a result code of the platform means for the message: unchanged, it may be accepted later, or never. */
export interface ReplyCode {
  readonly verdict: 'again' | 'refused';
  readonly meaning: Phrase;
}

const again = (en: string, zh: string): ReplyCode => ({ verdict: 'again', meaning: { en, zh } });
const refused = (en: string, zh: string): ReplyCode => ({ verdict: 'refused', meaning: { en, zh } });

/** A code that no document lists. */
export const UNKNOWN_CODE: ReplyCode = refused(
  'a code that the platform’s documents do not list',
  '平台文档没有列出的结果码',
);

const SCRIPT = refused('the data parsing script of the product failed', '产品的数据解析脚本有误');
const TYPE = (en: string, zh: string) =>
  refused(`a value is no ${en}, or is outside its range`, `有值不是${zh}，或者超出取值范围`);
const ARRAY = refused(
  'an array is wanted, or it is too long or of another type',
  '应为数组，或者数组过长、元素类型不符',
);
const LOOKUP = again('the platform could not look up the thing model', '平台查询物模型失败');
const DISABLED = refused('the device is disabled in the console', '设备在控制台已被禁用');
const TOPIC = refused('the topic is none of the thing model', 'Topic 不符合物模型的格式');
const METHOD = refused('method is missing in the message', '消息里缺少 method');

/** By code; from §A3.3. Those of gateways and registration, which no reply to a device's own data has, are left out. */
export const REPLY_CODES: ReadonlyMap<number, ReplyCode> = new Map([
  [400, refused('the platform could not process it', '平台处理请求出错')],
  [429, again('too many messages in a short time', '消息过于频繁，被限流')],
  [460, refused('the params are empty, too many or in a wrong form', '参数为空、过多或格式有误')],
  [500, again('a fault inside the platform', '平台内部错误')],
  [5005, refused('the product was not found', '找不到产品')],
  [5159, LOOKUP],
  [5160, LOOKUP],
  [5161, LOOKUP],
  [6100, refused('the device was not found', '找不到设备')],
  [6104, refused('more than 200 properties', '属性超过 200 个')],
  [6106, refused('more than 200 properties', '属性超过 200 个')],
  [6203, TOPIC],
  [6204, DISABLED],
  [6207, refused('the payload is no JSON', '消息内容不是 JSON')],
  [6208, DISABLED],
  [6250, refused('the product was not found', '找不到产品')],
  [6300, METHOD],
  [6301, ARRAY],
  [6302, refused('an input parameter is missing', '缺少输入参数')],
  [6304, refused('a parameter is not in the thing model', '物模型里没有这个参数')],
  [6306, TYPE('int', '整数')],
  [6307, TYPE('float', '单精度浮点数')],
  [6308, TYPE('bool (0 or 1)', '布尔型（0 或 1）')],
  [6309, TYPE('number of the enum', '枚举值')],
  [6310, TYPE('text', '字符串')],
  [6311, TYPE('date (text of ms)', '时间型（毫秒数字符串）')],
  [6312, TYPE('struct', '结构体')],
  [6313, again('the check of the thing model is out of service', '物模型校验服务不可用')],
  [6317, refused('the thing model lacks a type', '物模型缺少数据类型')],
  [6320, refused('a property is not in the thing model', '物模型里没有这个属性')],
  [6321, refused('an identifier is empty', '标识符为空')],
  [6322, TYPE('double', '双精度浮点数')],
  [6324, ARRAY],
  [6325, ARRAY],
  [6326, refused('a time is wrong or too far ahead', '时间有误或超前过多')],
  [6328, ARRAY],
  [6356, refused('more than 200 events', '事件超过 200 个')],
  [6450, METHOD],
  [6661, again('the desired values could not be looked up', '查询期望属性值失败')],
  [6710, refused('the product has no remote configuration', '产品没有配置远程配置')],
  [6713, refused('remote configuration is switched off', '远程配置已关闭')],
  [6813, TOPIC],
  [9112, refused('the OTA service does not know the device', 'OTA 服务找不到设备')],
  ...Array.from({ length: 10 }, (_, index): [number, ReplyCode] => [26_001 + index, SCRIPT]),
]);
