import { CodedError } from '../../src/base/coded-error';
import type { CloudMessage, Composed, UplinkKind } from '../../src/cloud/thing-dialogue';
import type { Delivery, Gather, PublicationListener, QualityOfService } from '../../src/session/publication';
import { kindUses, PUBLISH_KINDS, waitsByDefault } from '../../src/settings/kinds';
import { PUBLISH } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { type FlowMessage, propertyOf } from '../shared/flow-message';
import { readQos } from '../shared/qos';
import type { Properties } from '../modem/settings';
import { gatherMs, waitMs } from './outgoing';

/** Requests to the cloud: any message triggers them, whatever its payload. */
const QUESTIONS: ReadonlySet<UplinkKind> = new Set(['desired', 'config', 'ota-firmware', 'ntp']);

/** The settings of ec20-publish for a kind of the thing model. */
export interface UplinkSettings {
  readonly kind: UplinkKind;
  /** Of an event; empty: `msg.event`. */
  readonly event: string;
  readonly qos: QualityOfService | undefined;
  readonly waitsForReply: boolean;
  /** Milliseconds, for each attempt. */
  readonly replyMs: number;
  readonly offline: 'queue' | 'drop';
  /** Maximum milliseconds that a post waits for others; 0: none does. */
  readonly gatherMs: number;
}

/** Reads a node's properties; undefined for the kind `topic`. Throws `EC20_SETTING`, `EC20_QOS`, `EC20_ENV_MISSING`. */
export function uplinkSettings(config: Properties): UplinkSettings | undefined {
  const kind = setting('kind', PUBLISH.kind, config['kind']);
  if (kind === 'topic') return undefined;
  return {
    kind,
    event: setting('event', PUBLISH.event, config['event']),
    qos: readQos(config['qos']),
    waitsForReply: setting('waitReply', PUBLISH.waitReply, config['waitReply']) ?? waitsByDefault(kind),
    replyMs: 1000 * setting('replyTimeout', PUBLISH.replyTimeout, config['replyTimeout']),
    offline: setting('offline', PUBLISH.offline, config['offline']),
    gatherMs: kindUses(PUBLISH_KINDS, kind, 'gather') ? gatherMs(config) : 0,
  };
}

/** Whether there is anything to send: values need a payload, a request does not. */
export function hasContent(kind: UplinkKind, msg: FlowMessage): boolean {
  return propertyOf(msg, 'payload') !== undefined || QUESTIONS.has(kind);
}

/** How a post waits for others; undefined: it leaves at once, alone. Throws `EC20_SETTING`. */
export function gatherOf(settings: UplinkSettings, msg: FlowMessage): Gather | undefined {
  if (settings.gatherMs === 0) return undefined;
  return { forMs: waitMs(settings.gatherMs, msg), form: 'posts' };
}

/** The identifier of an event. */
export function identifierOf(settings: UplinkSettings, msg: FlowMessage): string {
  if (settings.event !== '') return settings.event;
  const event = propertyOf(msg, 'event');
  return typeof event === 'string' ? event.trim() : '';
}

/**
 * One of the messages as a publish: at the node's QoS where its kind allows a choice. Throws `EC20_QOS_UNSUPPORTED`.
 */
export function qosOf(settings: UplinkSettings, composed: Composed): 0 | 1 {
  if (!kindUses(PUBLISH_KINDS, settings.kind, 'qos')) return composed.qos;
  if (settings.qos === 2) throw new CodedError('EC20_QOS_UNSUPPORTED', { params: { value: 2 } });
  return settings.qos ?? composed.qos;
}

/**
 * Listeners for the messages that one flow message was split into, which settle it as one: accepted and delivered when all
 * are, failed with the first that fails.
 */
export function settleTogether(
  messages: readonly CloudMessage[],
  listener: PublicationListener,
): readonly PublicationListener[] {
  let accepted = 0;
  let delivered = 0;
  let isOver = false;
  let slowest: Delivery | undefined;
  return messages.map(() => ({
    accepted() {
      if (++accepted === messages.length && !isOver) listener.accepted();
    },
    delivered(delivery) {
      if (slowest === undefined || delivery.deliveredMs >= slowest.deliveredMs) slowest = delivery;
      if (++delivered === messages.length && !isOver) listener.delivered(slowest);
    },
    failed(error) {
      if (!isOver) listener.failed(error);
      isOver = true;
    },
  }));
}
