import assert from 'node:assert/strict';
import { offeredPorts } from '../../nodes/modem/offered-ports';
import { SessionRegistry } from '../../nodes/shared/session-registry';
import type { PortInfo } from '../../src/transport/port-list';

const PORTS: readonly PortInfo[] = [
  { path: '/dev/ttyUSB2', byId: '/dev/serial/by-id/usb-Quectel-if02-port0', kind: 'ec20-at' },
  { path: '/dev/ttyUSB3', kind: 'ec20-modem' },
  { path: '/dev/ttyAMA0', kind: 'serial' },
  { path: '/dev/ttyUSB9', kind: 'serial' },
];

describe('The ports that the config dialog offers', () => {
  it('name the config node that has one, the program that has one, and ModemManager only at a module', async () => {
    const registry = new SessionRegistry();
    registry.claim('/dev/ttyUSB3', 'id', 'Pi 4G');
    const suspect = { program: 'ModemManager', isCertain: false };
    const offered = await offeredPorts(
      registry,
      () => Promise.resolve(PORTS),
      (paths) => {
        assert.deepEqual(
          paths,
          PORTS.map(({ path }) => path),
        );
        return Promise.resolve(
          new Map(
            paths.map((path) => [
              path,
              path === '/dev/ttyUSB9' ? { program: 'minicom', isCertain: true } : suspect,
            ]),
          ),
        );
      },
    );
    assert.deepEqual(
      offered.map(({ path, node, holder }) => ({ path, node, holder })),
      [
        { path: '/dev/ttyUSB2', node: undefined, holder: suspect },
        { path: '/dev/ttyUSB3', node: 'Pi 4G', holder: undefined },
        { path: '/dev/ttyAMA0', node: undefined, holder: undefined },
        { path: '/dev/ttyUSB9', node: undefined, holder: { program: 'minicom', isCertain: true } },
      ],
    );
  });
});
