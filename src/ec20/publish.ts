import type { Channel } from '../at/channel';
import { commandLine, quoted } from '../at/parameter';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import type { ModuleProfile } from './profile';

/** One message for the module to publish. */
export interface PublishPacket {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** Ends a payload that has no announced length, and ESC, which drops it. */
const CTRL_Z = 0x1a;
const ESCAPE = 0x1b;

/**
 * Writes AT+QMTPUBEX=idx,msgid,qos,retain,"topic",length, waits for the prompt and writes exactly that many bytes
 * (MQTT note §3.2.8). With a length quotes, line ends and 0x1A are ordinary bytes; firmware that has only AT+QMTPUB
 * gets Ctrl-Z after them. Resolves at OK: the module has it. Rejects with outcome `rejected` when refused before the
 * prompt, `unknown` when it may be on its way; and as {@link checkPacket} throws, since a message may have been
 * accepted for another module than this.
 */
export async function writePublish(
  channel: Channel,
  profile: ModuleProfile,
  clientIndex: number,
  messageId: number,
  packet: PublishPacket,
): Promise<void> {
  checkPacket(profile, packet);
  const { command, end } = profile.publish;
  await channel.run({
    line: commandLine(
      `${command}=`,
      clientIndex,
      messageId,
      packet.qos,
      packet.retain ? 1 : 0,
      quoted('topic', packet.topic, profile.longestTopicBytes),
      ...(end === 'length' ? [packet.payload.length] : []),
    ),
    replyMs: DEADLINES.promptMs,
    data: {
      bytes: packet.payload,
      prompt: '>',
      promptMs: DEADLINES.promptMs,
      replyMs: DEADLINES.dataMs,
      ...(end === 'length' ? {} : { terminator: Buffer.of(CTRL_Z) }),
    },
  });
}

/**
 * Rejects what the module could never publish, before it is queued: the minimum length for QMTPUBEX is 1 byte. Throws
 * `EC20_PAYLOAD_EMPTY`, `EC20_PAYLOAD_LONG`, `EC20_PAYLOAD_CONTROL`, `EC20_TOPIC_LONG`, `EC20_AT_TEXT`.
 */
export function checkPacket(profile: ModuleProfile, packet: PublishPacket): void {
  if (packet.payload.length === 0) throw new CodedError('EC20_PAYLOAD_EMPTY');
  if (packet.payload.length > profile.largestPayloadBytes) {
    throw new CodedError('EC20_PAYLOAD_LONG', {
      params: { bytes: packet.payload.length, limit: profile.largestPayloadBytes },
    });
  }
  if (profile.publish.end === 'ctrl-z') {
    const place = packet.payload.findIndex((byte) => byte === CTRL_Z || byte === ESCAPE);
    if (place >= 0) throw new CodedError('EC20_PAYLOAD_CONTROL', { params: { place: place + 1 } });
  }
  const topicBytes = Buffer.byteLength(packet.topic, 'utf8');
  if (topicBytes > profile.longestTopicBytes) {
    throw new CodedError('EC20_TOPIC_LONG', {
      params: { bytes: topicBytes, limit: profile.longestTopicBytes },
    });
  }
  quoted('topic', packet.topic);
}
