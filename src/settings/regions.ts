/** A region of Alibaba Cloud IoT Platform. */
export interface Region {
  readonly id: string;
  /** Its name in the console. */
  readonly zh: string;
  readonly en: string;
  /** Without an instance of one's own there is none here: no legacy public instance ever was. */
  readonly enterprise?: true;
}

/** The regions of the platform (§A1.6). Beijing and Shenzhen have enterprise instances only. */
export const REGIONS: readonly Region[] = [
  { id: 'cn-shanghai', zh: '华东2（上海）', en: 'China (Shanghai)' },
  { id: 'cn-beijing', zh: '华北2（北京）', en: 'China (Beijing)', enterprise: true },
  { id: 'cn-shenzhen', zh: '华南1（深圳）', en: 'China (Shenzhen)', enterprise: true },
  { id: 'ap-northeast-1', zh: '日本（东京）', en: 'Japan (Tokyo)' },
  { id: 'ap-southeast-1', zh: '新加坡', en: 'Singapore' },
  { id: 'eu-central-1', zh: '德国（法兰克福）', en: 'Germany (Frankfurt)' },
  { id: 'us-west-1', zh: '美国（硅谷）', en: 'US (Silicon Valley)' },
  { id: 'us-east-1', zh: '美国（弗吉尼亚）', en: 'US (Virginia)' },
];

/** Whether a region has enterprise instances only. */
export function isEnterpriseRegion(id: string): boolean {
  return REGIONS.some((region) => region.id === id && region.enterprise === true);
}
