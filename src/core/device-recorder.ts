import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { canKeepOnDisk, DiskHistory, historyFile } from '../history/disk/disk-history';
import { Recorder } from '../history/recorder';
import { packageVersion } from './package-version';

export interface RecordedDevice {
  readonly clock: Clock;
  /** Names the device; it holds no secret. */
  readonly deviceKey: string;
  /** Where its history is kept; undefined: in memory. */
  readonly folder: string | undefined;
}

/** A device's recorder: on disk, or in memory where there is no folder or this Node.js has no SQLite, which its history says. */
export function deviceRecorder({ clock, deviceKey, folder }: RecordedDevice): Recorder {
  const store =
    folder !== undefined && canKeepOnDisk() ? new DiskHistory(historyFile(folder, deviceKey)) : undefined;
  const notice =
    folder !== undefined && store === undefined
      ? new CodedError('EC20_HISTORY_MEMORY', { params: { version: process.version } })
      : undefined;
  return new Recorder({ clock, version: packageVersion(), store, notice });
}
