import type { Channel } from '../at/channel';
import { CodedError, asCodedError } from '../base/coded-error';
import { type StepName, unknownModule } from '../ec20/bring-up';
import type { Identity } from '../ec20/identity';
import type { ModuleProfile } from '../ec20/profile';
import { CAREFUL } from '../ec20/profiles/dialects';
import { readRegistration, type Signal } from '../ec20/registration';
import { barsOf, type CheckLineId, type Finding, lastDigits } from './check-line';
import type { SessionState } from './snapshot';

/** What has to be done before a line can be checked. */
export interface Look {
  /** The bring-up steps that belong to it, when no session is running. */
  readonly steps: readonly StepName[];
  /** The state that a running session must have reached. */
  readonly reached: SessionState;
}

/** The checks of a configuration, with or without a running session. */
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
  devices: { steps: [], reached: 'online' },
};

/** Warn below this many bars. */
const ENOUGH_BARS = 2;

/** Identifies the module; warns of an unknown module when no family was `chosen`. */
export function moduleFinding(
  { model, revision, imei, profile }: Identity,
  chosen: ModuleProfile | undefined,
): Finding {
  const detail = { model, revision, imei: lastDigits(imei), profile };
  if (profile !== CAREFUL.name || chosen !== undefined) return { detail };
  return { detail, warning: unknownModule(model || revision) };
}

/** Signal strength, with a warning if it is weak. */
export function signalFinding({ rssi }: Signal, dbm: number): Finding {
  const bars = barsOf(dbm);
  const detail = { rssi, dbm, bars };
  if (bars >= ENOUGH_BARS) return { detail };
  return { detail, warning: new CodedError('EC20_SIGNAL_WEAK', { params: { dbm } }) };
}

/**
 * Some firmware scales signal strength differently: a registered module has an antenna. Otherwise rejects with
 * `EC20_NO_SIGNAL`.
 */
export async function noSignalFinding(channel: Channel): Promise<Finding> {
  const error = new CodedError('EC20_NO_SIGNAL');
  if ((await readRegistration(channel)) === undefined) throw error;
  return { detail: { bars: 0 }, warning: error };
}

/** Settles as `asked`, or rejects with `signal`'s reason if it aborts first. */
export function unlessAborted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(asCodedError(signal.reason));
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
