import type { Channel } from '../at/channel';
import { CodedError, asCodedError } from '../base/coded-error';
import { type StepName, unknownModule } from '../ec20/bring-up';
import type { Identity } from '../ec20/identity';
import type { ModuleProfile } from '../ec20/profile';
import { CAREFUL } from '../ec20/profiles/dialects';
import { readRegistration, type Signal } from '../ec20/registration';
import { barsOf, type CheckLineId, type Finding, lastDigits } from './check-line';
import type { SessionState } from './snapshot';

/** What a line needs before it can be looked at. */
export interface Look {
  /** The steps of bring-up that belong to it, where nothing runs yet. */
  readonly steps: readonly StepName[];
  /** How far a session that runs must have come. */
  readonly reached: SessionState;
}

/** The looks at a configuration, whether a session runs it or not. */
export const LOOKS: Readonly<Record<CheckLineId, Look>> = {
  settings: { steps: [], reached: 'opening' },
  port: { steps: [], reached: 'starting' },
  answer: { steps: ['synchronise'], reached: 'sim' },
  module: { steps: ['module', 'capabilities', 'IMEI'], reached: 'sim' },
  sim: { steps: ['SIM', 'SIM identity'], reached: 'network' },
  signal: { steps: [], reached: 'network' },
  registration: { steps: ['access point', 'registration'], reached: 'connecting' },
  attached: { steps: [], reached: 'connecting' },
  address: { steps: ['address'], reached: 'connecting' },
  server: { steps: [], reached: 'online' },
  tls: { steps: [], reached: 'online' },
  login: { steps: [], reached: 'online' },
  message: { steps: [], reached: 'online' },
};

/** Fewer bars than this deserve a warning. */
const ENOUGH_BARS = 2;

/** What the module is; a word of warning where nobody knows it and no family was `chosen`. */
export function moduleFinding(
  { model, revision, imei, profile }: Identity,
  chosen: ModuleProfile | undefined,
): Finding {
  const detail = { model, revision, imei: lastDigits(imei), profile };
  if (profile !== CAREFUL.name || chosen !== undefined) return { detail };
  return { detail, warning: unknownModule(model || revision) };
}

/** Strength, and a word of warning where it is poor. */
export function signalFinding({ rssi }: Signal, dbm: number): Finding {
  const bars = barsOf(dbm);
  const detail = { rssi, dbm, bars };
  if (bars >= ENOUGH_BARS) return { detail };
  return { detail, warning: new CodedError('EC20_SIGNAL_WEAK', { params: { dbm } }) };
}

/** A firmware may count in another way: who is registered has an antenna. Rejects with `EC20_NO_SIGNAL` for all others. */
export async function noSignalFinding(channel: Channel): Promise<Finding> {
  const error = new CodedError('EC20_NO_SIGNAL');
  if ((await readRegistration(channel)) === undefined) throw error;
  return { detail: { bars: 0 }, warning: error };
}

/** `asked`, or `signal`'s reason when that comes first. */
export function unlessAborted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(asCodedError(signal.reason));
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
