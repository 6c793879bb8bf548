import type { Language, Phrase } from '../../src/base/coded-error';

/** What became of an action, as sentences; `{name}` is a value. */
export const OUTCOMES = {
  answered: {
    en: 'The device replied with code {code} after {ms} ms.',
    zh: '设备已应答，结果码 {code}，用时 {ms} 毫秒。',
  },
  answeredData: {
    en: 'The device replied with code {code} after {ms} ms: {data}',
    zh: '设备已应答，结果码 {code}，用时 {ms} 毫秒：{data}',
  },
  answeredBytes: {
    en: 'The device replied after {ms} ms: {data}',
    zh: '设备已应答，用时 {ms} 毫秒：{data}',
  },
  notInModel: {
    en: 'Not sent: the console’s form refuses this value of {identifier} ({text}).',
    zh: '未下发：{identifier} 的值与物模型不符，控制台不会下发（{text}）。',
  },
  timeout: {
    en: 'Delivered, but the device did not reply in time: the flow needs an ec20 reply node, or the automatic reply of ec20 subscribe.',
    zh: '已送达，但设备没有及时应答：流程里需要“ec20 应答”节点，或者在“ec20 订阅”节点里打开自动应答。',
  },
  undelivered: {
    en: 'Not delivered: no running ec20 subscribe node subscribes to this.',
    zh: '未送达：流程里没有“ec20 订阅”节点订阅它。',
  },
  offline: {
    en: 'Not delivered: the device is offline.',
    zh: '未送达：设备当前离线。',
  },
  unregistered: {
    en: 'The virtual cloud does not know this device yet: it has not registered.',
    zh: '虚拟云平台还没有这个设备：它尚未完成动态注册。',
  },
  delivered: { en: 'Delivered to the device.', zh: '已送达设备。' },
  stored: {
    en: 'The device is offline; the cloud delivers it at the next login.',
    zh: '设备当前离线，云端会在它下次登录后送达。',
  },
  broadcast: { en: 'Broadcast to {count} online device(s).', zh: '已广播给 {count} 个在线设备。' },
  simOut: {
    en: 'The SIM card is out: the status under the nodes turns red within seconds, and messages wait in the queue.',
    zh: 'SIM 卡已拔出：几秒内节点下方的状态会变红，之后的消息在队列里等待。',
  },
  simIn: {
    en: 'The SIM card is back: the module is online again after the next attempt, and the queue drains.',
    zh: 'SIM 卡已插回：下次重试后模块恢复在线，队列里的消息会陆续发出。',
  },
  noNetwork: {
    en: 'No network for {seconds} s: messages wait in the queue until then.',
    zh: '接下来 {seconds} 秒没有网络，这段时间的消息在队列里等待。',
  },
  signal: {
    en: 'The signal is now {dbm} dBm; the nodes show it at the next reading.',
    zh: '信号现在是 {dbm} dBm，下次读取信号后节点上会显示。',
  },
  wrongSecret: {
    en: 'The cloud now has another DeviceSecret and has disconnected the device: its next login is refused.',
    zh: '云端的 DeviceSecret 已更换，并断开了设备：它下次登录会被拒绝。',
  },
  rightSecret: {
    en: 'The DeviceSecret is right again: the next attempt logs in.',
    zh: 'DeviceSecret 已恢复正确：下次重试即可登录。',
  },
  disabled: {
    en: '{device} is disabled: its nodes turn red, its messages wait in the queue, those of the others go on.',
    zh: '{device} 已禁用：选用它的节点变红，它的消息在队列里等待，其他设备照常收发。',
  },
  enabled: {
    en: '{device} is enabled: the gateway logs it in, and its queue drains.',
    zh: '{device} 已启用：网关会让它登录，队列里的消息陆续发出。',
  },
  removed: {
    en: '{device} is no longer in the gateway’s topology; it is not added again until the cloud asks for it, or the flows are deployed.',
    zh: '{device} 已移出网关的拓扑关系；云端通知添加或重新部署之前，不会再自动添加。',
  },
  deleted: {
    en: '{device} is deleted in the cloud: its next login is refused.',
    zh: '{device} 已在云端删除：它下次登录会被拒绝。',
  },
  noSuchDevice: {
    en: 'The virtual cloud has no device {device}: it was deleted, or has never been there.',
    zh: '虚拟云平台没有设备 {device}：已被删除，或者从未添加。',
  },
  restarted: {
    en: 'The module restarts and is online again after some seconds.',
    zh: '模块正在重启，几秒后会重新上线。',
  },
  restartedApart: {
    en: 'The module restarts, but the cable is out: plug it in, and the device comes online again.',
    zh: '模块正在重启，但数据线仍是拔出状态：插回后设备才会重新上线。',
  },
  cableOut: {
    en: 'The cable is unplugged: the port is gone, and messages wait in the queue.',
    zh: '数据线已拔出：串口消失，之后的消息在队列里等待。',
  },
  cableIn: {
    en: 'The cable is plugged in: the next attempt opens the port.',
    zh: '数据线已插回：下次重试时会打开串口。',
  },
} as const satisfies Readonly<Record<string, Phrase>>;

export type OutcomeName = keyof typeof OUTCOMES;

/** An outcome with the values of its sentence. */
export interface Outcome {
  readonly kind: OutcomeName;
  readonly values?: Readonly<Record<string, string | number>>;
}

export function outcomeText({ kind, values = {} }: Outcome, language: Language): string {
  return OUTCOMES[kind][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}
