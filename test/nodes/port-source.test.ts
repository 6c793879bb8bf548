import assert from 'node:assert/strict';
import { portSource } from '../../nodes/modem/port-source';
import { SessionRegistry } from '../../nodes/shared/session-registry';
import { modemSettings } from '../../nodes/modem/settings';
import * as portList from '../../src/transport/port-list';
import type { PortInfo } from '../../src/transport/port-list';

/** The ports of a module of that product, its AT port first, as the list returns them. */
function portsOf(productId: string): PortInfo[] {
  const kinds = ['ec20-at', 'ec20-modem', 'ec20-diag'] as const;
  return kinds.map((kind, place) => ({ path: `/dev/ttyTEST${place}`, kind, vendorId: '2c7c', productId }));
}

describe('The port auto', () => {
  const real = portList.listPorts;
  afterEach(() => {
    Object.assign(portList, { listPorts: real });
  });

  async function paths(productId: string, ...silences: boolean[]): Promise<string[]> {
    Object.assign(portList, { listPorts: () => Promise.resolve(portsOf(productId)) });
    const owner = { id: 'modem', name: 'modem' };
    const source = portSource(modemSettings({}, {}), owner, new SessionRegistry());
    const found: string[] = [];
    for (const wasSilent of silences) found.push((await source.find(wasSilent)).path);
    return found;
  }

  it('is the next one of an unknown module when nothing answered AT, and stays where something did', async () => {
    assert.deepEqual(await paths('6fff', false, true, true, false, true), [
      '/dev/ttyTEST0',
      '/dev/ttyTEST1',
      '/dev/ttyTEST2',
      '/dev/ttyTEST2',
      '/dev/ttyTEST0',
    ]);
  });

  it('stays at no port of a module whose ports are known either, and comes back to the likeliest every other time', async () => {
    const silences = [false, true, true, true, true, true, true, true];
    assert.deepEqual(
      await paths('0125', ...silences),
      [0, 1, 2, 0, 1, 0, 2, 0].map((place) => `/dev/ttyTEST${place}`),
    );
  });
});
