/** The parts of an address, with or without `mqtt://` and `:port`. */
export interface Address {
  readonly host: string;
  readonly port: string | undefined;
  readonly scheme: string | undefined;
  /** For hosts of Alibaba Cloud: the settings that yield the host. Without an instance it is a legacy public one. */
  readonly follows: AliyunHost | undefined;
}

type AliyunHost = Readonly<Partial<Record<'productKey' | 'region' | 'instanceId', string>>>;

/** Hosts of the platform; their groups are named as the settings. */
const ALIYUN_HOSTS = [
  /^(?<productKey>[a-z0-9]+)\.iot-as-mqtt\.(?<region>[a-z0-9-]+)\.aliyuncs\.com$/i,
  /^iot-as-mqtt\.(?<region>[a-z0-9-]+)\.aliyuncs\.com$/i,
  /^(?<instanceId>[a-z0-9-]+)\.mqtt\.iothub\.aliyuncs\.com$/i,
];

const ADDRESS =
  /^(?:(?<scheme>\w+):\/\/)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(?<port>\d{1,5}))?(?:\/.*)?$/;

/** Reads an address from a pasted text; undefined: it has no host. */
export function readAddress(text: string): Address | undefined {
  const groups = ADDRESS.exec(text.trim())?.groups;
  const host = groups?.['host'];
  if (host === undefined) return undefined;
  const aliyun = ALIYUN_HOSTS.map((shape) => shape.exec(host)?.groups).find((each) => each !== undefined);
  return {
    host,
    port: groups?.['port'],
    scheme: groups?.['scheme'],
    follows: aliyun === undefined ? undefined : { ...aliyun },
  };
}
