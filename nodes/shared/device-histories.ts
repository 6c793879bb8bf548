import { SystemClock } from '../../src/base/clock';
import { deviceRecorder } from '../../src/core/device-recorder';
import type { Recorder } from '../../src/history/recorder';
import { serverOf } from '../../src/settings/servers';
import type { ReadySetup } from '../modem/device-setup';
import type { CloudSettings } from '../modem/settings';

/** A config node whose device is recorded. */
export interface HistoryOwner {
  /** The device's key, with the config node's id where other devices have the same one. */
  readonly key: string;
  /** Whether anything is recorded. */
  readonly isOn: boolean;
}

/**
 * The histories of all devices of a Node-RED. A history belongs to a device: it outlives the config node, which each deploy makes
 * anew, and two config nodes of one device share it.
 */
export class DeviceHistories {
  readonly #recorders = new Map<string, Recorder>();

  constructor(
    /** Where those on disk are. */
    private readonly folder: string,
  ) {}

  /** The history of a config node's device; undefined: nothing is recorded. */
  of({ key, isOn }: HistoryOwner): Recorder | undefined {
    if (!isOn) return undefined;
    const known = this.#recorders.get(key);
    if (known !== undefined) return known;
    const recorder = deviceRecorder({ clock: new SystemClock(), deviceKey: key, folder: this.folder });
    this.#recorders.set(key, recorder);
    return recorder;
  }
}

/** Whose history it is that the config node `id` writes. */
export function historyOwner({ settings, profile }: ReadySetup, id: string): HistoryOwner {
  const isOn = settings.history.history === 'on';
  const key = isKnownByModule(settings.cloud) ? `${profile.deviceKey} ${id}` : profile.deviceKey;
  return { key, isOn };
}

/** Whether the broker tells the device apart by its module alone: others may have the same settings. */
function isKnownByModule({ server, clientId, username, certFile }: CloudSettings): boolean {
  return serverOf(server).identity.includes('clientId') && [clientId, username, certFile].join('') === '';
}
