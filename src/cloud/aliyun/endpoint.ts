import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import { checkHost } from '../host';

export interface Region {
  readonly id: string;
  /** As the console names it. */
  readonly zh: string;
  readonly en: string;
}

/** Where the platform runs (§A1.6). Beijing and Shenzhen have enterprise instances only. */
export const REGIONS: readonly Region[] = [
  { id: 'cn-shanghai', zh: '华东2（上海）', en: 'China (Shanghai)' },
  { id: 'cn-beijing', zh: '华北2（北京）', en: 'China (Beijing)' },
  { id: 'cn-shenzhen', zh: '华南1（深圳）', en: 'China (Shenzhen)' },
  { id: 'ap-northeast-1', zh: '日本（东京）', en: 'Japan (Tokyo)' },
  { id: 'ap-southeast-1', zh: '新加坡', en: 'Singapore' },
  { id: 'eu-central-1', zh: '德国（法兰克福）', en: 'Germany (Frankfurt)' },
  { id: 'us-west-1', zh: '美国（硅谷）', en: 'US (Silicon Valley)' },
  { id: 'us-east-1', zh: '美国（弗吉尼亚）', en: 'US (Virginia)' },
];

export interface EndpointSettings {
  readonly productKey: string;
  /** Used for the legacy public instance, which has no id. */
  readonly region: string;
  /** New public and enterprise instances: 实例ID of the console, such as `iot-06z00abcdefghij`. */
  readonly instanceId: string;
  /** Wins over region and instance: 接入域名 of the console, without a port. */
  readonly host: string;
}

/**
 * The host that the device connects to (§A1.6). Throws `EC20_REGION` for a region that isn't in
 * {@link REGIONS}, and `EC20_SETTING` for an instance id or a host that can't be one.
 */
export function aliyunHost(settings: EndpointSettings): string {
  if (settings.host !== '') return checkHost(settings.host);
  if (settings.instanceId !== '') {
    if (!/^[A-Za-z0-9-]{1,63}$/.test(settings.instanceId)) {
      throw new CodedError('EC20_SETTING', {
        params: {
          field: 'instanceId',
          value: printable(settings.instanceId),
          allowed: 'iot-06z00abcdefghij',
        },
      });
    }
    return `${settings.instanceId}.mqtt.iothub.aliyuncs.com`;
  }
  if (!REGIONS.some((region) => region.id === settings.region)) {
    throw new CodedError('EC20_REGION', { params: { value: printable(settings.region) } });
  }
  return `${settings.productKey}.iot-as-mqtt.${settings.region}.aliyuncs.com`;
}
