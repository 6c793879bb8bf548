/** A common topic to publish or subscribe to. */
export interface UsualTopic {
  readonly topic: string;
  /** What it is for: a key of ec20-modem's texts, `ec20-modem.usual.…`. */
  readonly key: string;
  /** The node's kind that does the same without a topic. */
  readonly instead?: string;
}

export interface UsualTopics {
  readonly publish: readonly UsualTopic[];
  readonly subscribe: readonly UsualTopic[];
}

const DEVICE = '${productKey}/${deviceName}';

/** A private broker has none. */
export const NO_TOPICS: UsualTopics = { publish: [], subscribe: [] };

/** 什么是Topic; §A2, §A3.2. */
export const ALIYUN_TOPICS: UsualTopics = {
  publish: [
    { topic: '/' + DEVICE + '/user/update', key: 'custom' },
    { topic: '/sys/' + DEVICE + '/thing/event/property/post', key: 'property', instead: 'property' },
    { topic: '/sys/' + DEVICE + '/thing/model/up_raw', key: 'raw', instead: 'raw' },
    { topic: '/sys/' + DEVICE + '/thing/deviceinfo/update', key: 'tags', instead: 'tags' },
    { topic: '/shadow/update/' + DEVICE, key: 'shadow' },
    { topic: '/ota/device/inform/' + DEVICE, key: 'otaVersion', instead: 'ota-version' },
    { topic: '/ext/ntp/' + DEVICE + '/request', key: 'ntp', instead: 'ntp' },
  ],
  subscribe: [
    { topic: '/' + DEVICE + '/user/get', key: 'custom' },
    {
      topic: '/sys/' + DEVICE + '/thing/service/property/set',
      key: 'propertySet',
      instead: 'property-set',
    },
    { topic: '/sys/' + DEVICE + '/thing/service/+', key: 'service', instead: 'service' },
    { topic: '/sys/' + DEVICE + '/thing/event/property/post_reply', key: 'propertyReply' },
    { topic: '/sys/' + DEVICE + '/thing/event/+/post_reply', key: 'eventReply' },
    { topic: '/sys/' + DEVICE + '/rrpc/request/+', key: 'rrpc', instead: 'rrpc' },
    { topic: '/shadow/get/' + DEVICE, key: 'shadow' },
    { topic: '/ota/device/upgrade/' + DEVICE, key: 'ota', instead: 'ota' },
    { topic: '/ext/ntp/' + DEVICE + '/response', key: 'ntp' },
  ],
};

export const TENCENT_TOPICS: UsualTopics = {
  publish: [
    { topic: '$thing/up/property/' + DEVICE, key: 'property' },
    { topic: '$thing/up/event/' + DEVICE, key: 'event' },
    { topic: DEVICE + '/data', key: 'custom' },
  ],
  subscribe: [
    { topic: '$thing/down/property/' + DEVICE, key: 'propertySet' },
    { topic: '$thing/down/event/' + DEVICE, key: 'eventReply' },
    { topic: '$thing/down/action/' + DEVICE, key: 'service' },
    { topic: DEVICE + '/control', key: 'custom' },
  ],
};

export const ONENET_TOPICS: UsualTopics = {
  publish: [
    { topic: '$sys/' + DEVICE + '/thing/property/post', key: 'property' },
    { topic: '$sys/' + DEVICE + '/thing/event/post', key: 'event' },
  ],
  subscribe: [
    { topic: '$sys/' + DEVICE + '/thing/property/post/reply', key: 'propertyReply' },
    { topic: '$sys/' + DEVICE + '/thing/property/set', key: 'propertySet' },
  ],
};

export const HUAWEI_TOPICS: UsualTopics = {
  publish: [
    { topic: '$oc/devices/${deviceName}/sys/properties/report', key: 'property' },
    { topic: '$oc/devices/${deviceName}/user/update', key: 'custom' },
  ],
  subscribe: [
    { topic: '$oc/devices/${deviceName}/sys/properties/set/#', key: 'propertySet' },
    { topic: '$oc/devices/${deviceName}/sys/commands/#', key: 'service' },
    { topic: '$oc/devices/${deviceName}/user/get', key: 'custom' },
  ],
};
