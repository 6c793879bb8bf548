import { join } from 'node:path';
import type { NodeDef, NodeInitializer } from 'node-red';

import { serveChecks } from './check-endpoint';
import { CheckRuns } from './check-runs';
import { homeOf, prepareHome } from './device-setup';
import { Device, type ModemNode } from '../shared/device';
import { credentialsWithEnvironment, withEnvironment } from '../shared/environment';
import { DeviceHistories } from '../shared/device-histories';
import { DeviceQueues } from '../shared/device-queues';
import { flowError, sayInFull } from '../shared/flow-error';
import { FlowStarts } from '../shared/flow-starts';
import { Languages } from '../shared/languages';
import { serveLanguage } from './language-endpoint';
import { offeredPorts } from './offered-ports';
import { ownPage } from './own-request';
import { serveSimulator } from './simulator-endpoint';
import { SessionRegistry } from '../shared/session-registry';

/** ec20-modem: one serial module and its device. */
const initialise: NodeInitializer = (RED) => {
  prepareHome(homeOf(RED));
  const registry = new SessionRegistry();
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);
  const queues = new DeviceQueues(RED, starts, languages);
  const histories = new DeviceHistories(join(homeOf(RED).userDir, 'ec20'));

  function Ec20ModemNode(this: ModemNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    this.credentials = credentialsWithEnvironment(RED, this, this.credentials) as typeof this.credentials;
    const properties = withEnvironment(RED, this, { ...config });
    const device = new Device(RED, this, properties, { registry, starts, queues, histories, languages });
    this.device = device;
    this.on('close', (removed: boolean, done: () => void) => {
      void device.close(removed).then(done);
    });
  }

  RED.nodes.registerType<ModemNode, NodeDef, unknown, Record<string, string>>('ec20-modem', Ec20ModemNode, {
    credentials: {
      deviceSecret: { type: 'password' },
      simPin: { type: 'password' },
      apnPassword: { type: 'password' },
      username: { type: 'text' },
      password: { type: 'password' },
      productSecret: { type: 'password' },
      subDeviceSecrets: { type: 'password' },
    },
  });

  serveChecks(RED, new CheckRuns(RED, registry), languages);
  serveLanguage(RED, languages);
  serveSimulator(RED, languages);

  RED.httpAdmin.get(
    '/ec20/ports',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (_request, response) => {
      offeredPorts(registry).then(
        (ports) => response.json(ports),
        (error: unknown) => {
          const { code, message } = flowError(error, { language: languages.of() });
          response.status(500).json({ code, message });
        },
      );
    },
  );
};

export = initialise;
