import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { CodedError } from '../../src/base/coded-error';
import { DeviceUser } from '../device/device-user';
import { FlowStarts } from '../device/flow-starts';
import { Languages } from '../device/languages';
import { onInput } from '../device/input-listener';
import { statusReport, type StatusReport } from './status-report';

/** ec20-status: reports the device's status, at every change and on request; releases the port and takes it back. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20StatusNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const user = new DeviceUser(RED, this, { ...config }, { starts, languages });
    const report = (): StatusReport =>
      statusReport(user.device.snapshot(), user.device.simulated, user.language);
    const sendReport = (): void => this.send({ payload: report() });
    if (user.chosen !== undefined) {
      user.afterStart(() => {
        sendReport();
        user.atClose(user.device.onChange(sendReport));
      });
    }
    onInput(this, user, async (msg, send) => {
      await act(user, msg['action']);
      msg.payload = report();
      send(msg);
    });
  }

  RED.nodes.registerType('ec20-status', Ec20StatusNode);
};

async function act(user: DeviceUser, action: unknown): Promise<void> {
  switch (action) {
    case undefined:
    case '':
      await user.chosen?.running?.refresh();
      return;
    case 'release':
      await user.device.reading;
      await user.device.session().release();
      return;
    case 'acquire':
      await user.device.reading;
      user.device.session().acquire();
      return;
    default:
      throw new CodedError('EC20_ACTION', { params: { action: String(action) } });
  }
}

export = initialise;
