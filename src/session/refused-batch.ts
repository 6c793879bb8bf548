import { CodedError } from '../base/coded-error';
import type { GatewayQuestion, GatewayVerdict, SubDevice } from '../cloud/gateway';
import type { SubDeviceState } from './sub-device-state';

type Refusal = GatewayVerdict & { readonly kind: 'refused' };

/**
 * All or nothing: which of a refused batch may be at fault is found by asking for each alone, unless the answer names them. Those that a
 * login finds missing in the topology are added, together.
 */
export function blame(
  states: readonly SubDeviceState[],
  named: ReadonlyMap<string, unknown>,
  kind: GatewayQuestion['kind'],
  cure: Refusal['cure'],
): void {
  const suspects = states.filter(({ device }) => named.has(device.key));
  const blamed = suspects.length > 0 ? suspects : states;
  const areAdded =
    kind === 'login' && cure === 'add' && blamed.every((state) => !state.wasAdded && !state.isRemoved);
  for (const state of blamed) {
    if (areAdded) state.isInTopology = false;
    else state.isAlone = true;
  }
}

/** Whether the others of a refused batch might be taken: not where the cloud is busy. */
export function isOfOne({ cure, error }: Refusal): boolean {
  return cure !== 'again' || error.code === 'EC20_SUB_LIMIT';
}

/** What is refused for several devices, or without a name, is said of each by its own. */
export function naming({ key: device }: SubDevice, { code, params, outcome }: CodedError): CodedError {
  return new CodedError(code, { params: { ...params, device }, outcome });
}
