import type { Node, NodeDef, NodeInitializer } from 'node-red';

import type { CodedError } from '../../src/base/coded-error';
import type {
  Delivery,
  NodeListener,
  PublicationListener,
  StoredMessage,
} from '../../src/session/publication';
import { DeviceUser } from '../shared/device-user';
import { withEnvironment } from '../shared/environment';
import { FlowStarts } from '../shared/flow-starts';
import { Languages } from '../shared/languages';
import { sayInFull, WarnOnce } from '../shared/flow-error';
import { type FlowMessage, propertyOf, withProperties } from '../shared/flow-message';
import { type Done, onMessage, type Send } from '../shared/input-listener';
import type { Speaker } from '../shared/speaker';
import { outgoing, publishSettings, type PublishSettings } from './outgoing';
import type { Properties } from '../modem/settings';
import {
  gatherOf,
  hasContent,
  identifierOf,
  qosOf,
  settleTogether,
  uplinkSettings,
  type UplinkSettings,
} from './uplink';

/** ec20-publish: sends messages to the cloud. Complete: safe with us. Output: delivered. Error: refused, expired or dropped. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20PublishNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    const settings = withEnvironment(RED, this, { ...config });
    const user = new DeviceUser(RED, this, settings, { starts, languages });
    const warnings = new WarnOnce(this, user);
    const replies: Replies = new Set();
    user.whenUsable(() => {
      user.atClose(user.device.session().claim(this.id, answerStored(user)));
      expectReplies(user, settings, replies);
    });
    // Read with the first message; what is refused is refused with each.
    let known: NodeSettings | undefined;
    const take = (msg: FlowMessage, send: Send, done: Done): void => {
      try {
        known ??= nodeSettings(settings);
        const { uplink, plain } = known;
        if (uplink === undefined) publish(user, plain, msg, send, done);
        else if (hasContent(uplink.kind, msg))
          post(user, uplink, msg, answer(user, msg, send, done), { warnings, replies });
        else done();
      } catch (error) {
        done(error);
      }
    };
    onMessage(this, user, (msg, send, done) => {
      // Files are still to be read: the message waits, and may change meanwhile.
      const kept = user.readingFor(msg) === undefined ? msg : user.kept(msg);
      user.whenKnown(() => take(kept, send, done), kept);
    });
  }

  RED.nodes.registerType('ec20-publish', Ec20PublishNode);
};

/** The settings of the node's kind of messages. */
type NodeSettings =
  | { readonly uplink: UplinkSettings; readonly plain?: undefined }
  | { readonly uplink?: undefined; readonly plain: PublishSettings };

/** Throws as {@link uplinkSettings} and {@link publishSettings} do. */
function nodeSettings(config: Properties): NodeSettings {
  const uplink = uplinkSettings(config);
  return uplink === undefined ? { plain: publishSettings(config) } : { uplink };
}

function publish(
  user: DeviceUser,
  settings: PublishSettings,
  msg: FlowMessage,
  send: Send,
  done: Done,
): void {
  const speaker = user.speaker(msg);
  const to = { ...user.device.destination(), expandTopic: (topic: string) => speaker.expandTopic(topic) };
  const message = outgoing(settings, msg, to);
  if (message === undefined) {
    done();
    return;
  }
  const request = { ...message, nodeId: user.node.id, flowMessageId: msg._msgid };
  user.device.session().publish(request, answer(user, msg, send, done));
}

/** Properties, events and the cloud's other kinds: one flow message, one or several messages to the cloud. */
function post(
  user: DeviceUser,
  settings: UplinkSettings,
  msg: FlowMessage,
  listener: PublicationListener,
  { warnings, replies }: { readonly warnings: WarnOnce; readonly replies: Replies },
): void {
  const { kind, waitsForReply, replyMs, offline } = settings;
  const session = user.device.session();
  const { quotes } = user.device.destination();
  const order = {
    kind,
    payload: propertyOf(msg, 'payload'),
    identifier: identifierOf(settings, msg),
    wantsReply: waitsForReply,
  };
  const gather = gatherOf(settings, msg);
  const context = { nextId: () => session.nextMessageId(), nowMs: session.time(), quotes };
  const speaker = user.speaker(msg);
  if (waitsForReply) expectRepliesOf(user, speaker, settings, replies);
  const messages = speaker.dialogue(kind).composeAll(order, context, session.largestPayloadBytes);
  const listeners = settleTogether(messages, listener);
  for (const [index, composed] of messages.entries()) {
    for (const warning of composed.warnings) warnings.warn(warning);
    const { topic, payload, reply } = composed;
    session.publish(
      {
        topic,
        payload,
        qos: qosOf(settings, composed),
        retain: false,
        offline,
        nodeId: user.node.id,
        flowMessageId: msg._msgid,
        replyMs: waitsForReply && reply !== undefined ? replyMs : 0,
        gather,
      },
      listeners[index] ?? listener,
    );
  }
}

/** Filters of replies that a node has asked for. */
type Replies = Set<string>;

/** The cloud's replies are messages that need a subscription. */
function expectReplies(user: DeviceUser, config: Properties, replies: Replies): void {
  try {
    const settings = uplinkSettings(config);
    if (settings?.waitsForReply !== true) return;
    expectRepliesOf(user, user.speaker(), settings, replies);
    user.atClose((removed) => {
      if (removed) user.device.running?.expectNoReplies(user.node.id).catch(ignored);
    });
  } catch (error) {
    user.unfit(error, {});
  }
}

/** The same for one device. Devices that messages name are found with their first message. */
function expectRepliesOf(
  user: DeviceUser,
  speaker: Speaker,
  { kind, event }: UplinkSettings,
  replies: Replies,
): void {
  const dialogue = speaker.dialogue(kind);
  const kinds = kind === 'property' ? (['property', 'history'] as const) : [kind];
  for (const each of kinds) {
    const filter = dialogue.replyFilter(each, event);
    if (filter === undefined || replies.has(filter)) continue;
    replies.add(filter);
    const report = (error: unknown) => user.afterStart(() => user.fail(error, { topic: filter }));
    user.device.session().expectReplies(user.node.id, filter).catch(report);
  }
}

/** A failed unsubscribe doesn't matter: the subscription ends with the connection. */
const ignored = (): void => undefined;

/** `done` is called once: at acceptance, or with the error that came instead; an error after it goes to the Catch nodes. */
function answer(user: DeviceUser, msg: FlowMessage, send: Send, done: Done): PublicationListener {
  const kept = user.kept(msg);
  let accepted = false;
  return {
    accepted() {
      accepted = true;
      done();
    },
    delivered(delivery) {
      const delivered = withProperties(kept, outcome(delivery));
      if (user.closed) user.send(delivered);
      else send(delivered);
    },
    failed(error) {
      // Where all ends, the config node reports the sum.
      const isReportedLate = accepted || (user.gone && error.code !== 'EC20_CLOSED');
      if (isReportedLate) user.fail(error, kept);
      else done(error);
    },
  };
}

/** Properties added to a delivered message: its outcome and the cloud's reply. */
function outcome({ reply, ...ec20 }: Delivery): Partial<FlowMessage> {
  if (reply === undefined) return { ec20 };
  const { code, message, data } = reply;
  return { ec20, reply: { code, message, data } };
}

/** For messages that have outlived their `msg`: restored after a restart, or spilled from a long backlog. */
function answerStored(user: DeviceUser): NodeListener {
  return {
    delivered: (message: StoredMessage, delivery: Delivery) =>
      user.send(storedMessage(message, outcome(delivery))),
    failed: (message: StoredMessage, error: CodedError) => user.fail(error, storedMessage(message, {})),
  };
}

function storedMessage(message: StoredMessage, result: Partial<FlowMessage>): FlowMessage {
  const { topic, payload, qos, retain, flowMessageId, origin } = message;
  const ec20 = { ...(result['ec20'] as object | undefined), [origin]: true };
  return { topic, payload, qos, retain, _msgid: flowMessageId, ...result, ec20 };
}

export = initialise;
