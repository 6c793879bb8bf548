import type { Language, Phrase } from '../../src/base/coded-error';
import { explain } from '../../src/base/error-text';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';

/** A device behind a gateway as it is shown, in the reader's language. No secrets. */
export interface ShownDevice {
  /** `productKey/deviceName`. */
  readonly device: string;
  readonly deviceName: string;
  readonly state: SubDeviceSnapshot['state'];
  /** As of a stage: `idle` while the gateway itself isn't online. */
  readonly look: 'good' | 'busy' | 'bad' | 'idle';
  /** The state in a word. */
  readonly word: string;
  /** Milliseconds since 1970 at which it was entered. */
  readonly since: number;
  /** Of one that isn't online: code, what happened and what to do about it; "" otherwise, and where it is the gateway's fault. */
  readonly code: string;
  readonly what: string;
  readonly cure: string;
}

/** All devices behind a gateway, how many of them are online, and those to show. */
export interface ShownDevices {
  readonly count: number;
  readonly online: number;
  /** Those in need of something first; each group in the order of the settings. */
  readonly shown: readonly ShownDevice[];
}

/** A gateway has up to 2,000; whoever looks wants to know which of them fail. */
const MOST_SHOWN = 100;

export const SUB_DEVICE_WORDS: Readonly<Record<SubDeviceSnapshot['state'], Phrase>> = {
  offline: { en: 'offline', zh: '离线' },
  registering: { en: 'registering', zh: '正在动态注册' },
  adding: { en: 'being added to the topology', zh: '正在添加拓扑关系' },
  login: { en: 'logging in', zh: '正在登录' },
  online: { en: 'online', zh: '在线' },
  failed: { en: 'failed', zh: '失败' },
};

const URGENCY: readonly ShownDevice['look'][] = ['bad', 'busy', 'idle', 'good'];

/** The devices behind a gateway for its overview; `undefined`: there is none. */
export function shownDevices(snapshot: SessionSnapshot, language: Language): ShownDevices | undefined {
  const devices = snapshot.subDevices ?? [];
  if (devices.length === 0) return undefined;
  const shown = devices
    .map((device) => ({ device, look: lookOf(device, snapshot) }))
    .sort((one, other) => URGENCY.indexOf(one.look) - URGENCY.indexOf(other.look))
    .slice(0, MOST_SHOWN)
    .map(({ device, look }) => shownDevice(device, look, language));
  return { count: devices.length, online: onlineOf(snapshot), shown };
}

/** How many are online. */
export function onlineOf({ subDevices = [] }: SessionSnapshot): number {
  return subDevices.filter(({ state }) => state === 'online').length;
}

/** `2 of 3 online`. */
export function onlineText(snapshot: SessionSnapshot, language: Language): string {
  const [online, count] = [onlineOf(snapshot), snapshot.subDevices?.length ?? 0];
  return language === 'zh' ? `在线 ${online}/${count}` : `${online} of ${count} online`;
}

function lookOf({ state }: SubDeviceSnapshot, gateway: SessionSnapshot): ShownDevice['look'] {
  if (gateway.state !== 'online') return 'idle';
  if (state === 'online') return 'good';
  return state === 'failed' ? 'bad' : 'busy';
}

function shownDevice(
  { device, deviceName, state, error, since }: SubDeviceSnapshot,
  look: ShownDevice['look'],
  language: Language,
): ShownDevice {
  const isTold = error !== undefined && (look === 'bad' || look === 'busy');
  const { what, cure } = isTold ? explain(error, 'console') : { what: undefined, cure: undefined };
  return {
    device,
    deviceName,
    state,
    look,
    word: SUB_DEVICE_WORDS[state][language],
    since,
    code: isTold ? error.code : '',
    what: what?.[language] ?? '',
    cure: cure?.[language] ?? '',
  };
}
