import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { CodedError } from '../../src/base/coded-error';
import { REPLY } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { deviceOf, modemMissing } from '../shared/chosen-modem';
import { withEnvironment } from '../shared/environment';
import { flowError, type Reader, sayInFull, WarnOnce } from '../shared/flow-error';
import { type FlowMessage, propertyOf } from '../shared/flow-message';
import { onMessage } from '../shared/input-listener';
import { Languages } from '../shared/languages';
import type { FlowRequest } from '../shared/pending-requests';
import { isPlainObject } from '../shared/plain-object';
import { answerRequest } from '../shared/request-answer';

/** A request names its modem node. */
const RESTORE = {
  en: 'Restore the modem node that received the request',
  zh: '请恢复收到该请求的模块节点',
};

/** ec20-reply: answers a property set, a service call or an RRPC that ec20-subscribe sent, from anywhere downstream. */
const initialise: NodeInitializer = (RED) => {
  const languages = new Languages(RED);
  const anyone: Reader = {
    get language() {
      return languages.of();
    },
  };

  function Ec20ReplyNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    const settings = withEnvironment(RED, this, { ...config });
    const warnings = new WarnOnce(this, anyone);
    onMessage(this, anyone, (msg, _send, done) => {
      let reader = anyone;
      try {
        const request = requestOf(msg);
        const device = deviceOf(RED, request.modem);
        if (device === undefined) throw modemMissing(RED, request.modem, RESTORE);
        reader = device;
        const answer = { code: codeOf(settings, msg), data: propertyOf(msg, 'payload') };
        const known = answerRequest(device, request, answer, (error) =>
          done(error === undefined ? undefined : flowError(error, reader)),
        );
        for (const warning of known) warnings.warn(warning);
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
  return setting('code', REPLY.code, own === undefined || own === '' ? propertyOf(msg, 'code') : own);
}

function requestOf(msg: FlowMessage): FlowRequest {
  const ec20 = propertyOf(msg, 'ec20');
  const request = isPlainObject(ec20) ? propertyOf(ec20, 'request') : undefined;
  if (!isPlainObject(request)) throw new CodedError('EC20_REPLY_REQUEST');
  const texts = ['kind', 'topic', 'id', 'identifier', 'method', 'format', 'modem', 'token'];
  const isWhole = texts.every((name) => typeof propertyOf(request, name) === 'string');
  if (!isWhole) throw new CodedError('EC20_REPLY_REQUEST');
  return request as unknown as FlowRequest;
}

export = initialise;
