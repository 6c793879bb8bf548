import type { Node, NodeDef, NodeInitializer } from 'node-red';

import type { CodedError } from '../src/base/coded-error';
import type { Delivery, NodeListener, PublicationListener, StoredMessage } from '../src/session/publication';
import { DeviceUser } from './device-user';
import { flowError } from './flow-error';
import type { FlowMessage } from './input-listener';
import { outgoing, publishSettings } from './outgoing';

type Send = (msg: FlowMessage) => void;
type Done = (error?: Error) => void;

/** ec20-publish: sends messages to the broker. Complete: safe with us. Output: delivered. Error: refused, expired or dropped. */
const initialise: NodeInitializer = (RED) => {
  function Ec20PublishNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const user = new DeviceUser(RED, this, { ...config });
    if (user.usable) user.atClose(user.device.session().claim(this.id, answerStored(user)));
    this.on('input', (msg, send, done) => {
      try {
        publish(user, { ...config }, msg, send, done);
      } catch (error) {
        done(flowError(error, user.language));
      }
    });
  }

  RED.nodes.registerType('ec20-publish', Ec20PublishNode);
};

function publish(
  user: DeviceUser,
  config: Readonly<Record<string, unknown>>,
  msg: FlowMessage,
  send: Send,
  done: Done,
): void {
  const message = outgoing(publishSettings(config), msg, user.device.destination());
  if (message === undefined) {
    done();
    return;
  }
  const request = { ...message, nodeId: user.node.id, flowMessageId: msg._msgid };
  user.device.session().publish(request, answer(user, msg, send, done));
}

/** `done` is called once: at acceptance, or with the error that came instead; an error after it goes to the Catch nodes. */
function answer(user: DeviceUser, msg: FlowMessage, send: Send, done: Done): PublicationListener {
  let accepted = false;
  return {
    accepted() {
      accepted = true;
      done();
    },
    delivered(delivery) {
      msg['ec20'] = { ...delivery };
      if (user.closed) user.node.send(msg);
      else send(msg);
    },
    failed(error) {
      if (accepted) user.fail(error, msg);
      else done(flowError(error, user.language));
    },
  };
}

/** For messages that have outlived their `msg`: restored after a restart, or spilled from a long backlog. */
function answerStored(user: DeviceUser): NodeListener {
  return {
    delivered: (message: StoredMessage, delivery: Delivery) =>
      user.node.send(storedMessage(message, delivery)),
    failed: (message: StoredMessage, error: CodedError) => user.fail(error, storedMessage(message, {})),
  };
}

function storedMessage(message: StoredMessage, delivery: Partial<Delivery>): FlowMessage {
  const { topic, payload, qos, retain, flowMessageId, origin } = message;
  return { topic, payload, qos, retain, _msgid: flowMessageId, ec20: { ...delivery, [origin]: true } };
}

export = initialise;
