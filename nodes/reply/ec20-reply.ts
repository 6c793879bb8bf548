import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { CodedError } from '../../src/base/coded-error';
import { REPLY } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { Device } from '../device/device';
import { flowError, type Reader } from '../device/flow-error';
import type { FlowMessage } from '../device/input-listener';
import { Languages } from '../device/languages';
import type { FlowRequest } from '../device/pending-requests';
import { isPlainObject } from '../device/plain-object';

/** ec20-reply: answers a property set, a service call or an RRPC that ec20-subscribe sent, from anywhere downstream. */
const initialise: NodeInitializer = (RED) => {
  const languages = new Languages(RED);

  function Ec20ReplyNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, _send, done) => {
      let reader: Reader = { language: languages.of() };
      try {
        const request = requestOf(msg);
        const node: unknown = RED.nodes.getNode(request.modem);
        if (!isModem(node)) throw new CodedError('EC20_NO_MODEM');
        reader = node.device;
        const answer = { code: codeOf({ ...config }, msg), data: msg.payload };
        node.device.answer(request, answer, (error) =>
          done(error === undefined ? undefined : flowError(error, reader)),
        );
      } catch (error) {
        done(flowError(error, reader));
      }
    });
  }

  RED.nodes.registerType('ec20-reply', Ec20ReplyNode);
};

/** The node's code overrides `msg.code`; neither: 200. Throws `EC20_SETTING`. */
function codeOf(config: Readonly<Record<string, unknown>>, msg: FlowMessage): number {
  const own = config['code'];
  return setting('code', REPLY.code, own === undefined || own === '' ? msg['code'] : own);
}

function requestOf(msg: FlowMessage): FlowRequest {
  const { ec20 } = msg as { ec20?: unknown };
  const request: unknown = isPlainObject(ec20) ? ec20['request'] : undefined;
  if (!isPlainObject(request)) throw new CodedError('EC20_REPLY_REQUEST');
  const texts = ['kind', 'topic', 'id', 'identifier', 'method', 'format', 'modem', 'token'];
  const isWhole = texts.every((name) => typeof request[name] === 'string');
  if (!isWhole) throw new CodedError('EC20_REPLY_REQUEST');
  return request as unknown as FlowRequest;
}

function isModem(node: unknown): node is { device: Device } {
  return typeof node === 'object' && node !== null && 'device' in node && node.device instanceof Device;
}

export = initialise;
