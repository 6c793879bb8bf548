import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { readCommand, understand } from './at-command';
import { DeviceUser } from '../shared/device-user';
import { withEnvironment } from '../shared/environment';
import { FlowStarts } from '../shared/flow-starts';
import { Languages } from '../shared/languages';
import { propertyOf, withProperties } from '../shared/flow-message';
import { onInput } from '../shared/input-listener';
import { sayInFull } from '../shared/flow-error';

/** ec20-command: sends AT commands to the module, in turn with the session's own. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20CommandNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    const settings = withEnvironment(RED, this, { ...config });
    const user = new DeviceUser(RED, this, settings, { starts, languages });
    onInput(this, user, async (msg, send) => {
      const { raw, readAs } = understand(readCommand(propertyOf(msg, 'payload'), user.language));
      await user.device.reading;
      const answer = await user.device.session().command(raw);
      const payload = readAs === undefined ? answer : { ...answer, command: readAs };
      send(withProperties(msg, { payload }));
    });
  }

  RED.nodes.registerType('ec20-command', Ec20CommandNode);
};

export = initialise;
