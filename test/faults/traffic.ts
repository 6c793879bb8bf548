import type { CodedError } from '../../src/base/coded-error';
import type { PublishRequest, QualityOfService } from '../../src/session/publication';
import type { Session } from '../../src/session/session';

/** One message, and the events of its publication listener. */
export interface Sent {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  accepted: number;
  delivered: number;
  readonly failed: CodedError[];
  attempts: number;
}

/** What one of our messages looks like at the broker. */
export interface Arrived {
  readonly topic: string;
  readonly payload: Buffer;
}

/** Texts that an AT core would take for its own if it looked into payloads. */
const HOSTILE = [
  'OK',
  '\r\nOK\r\n',
  '\r\n+QMTRECV: 0,1,"/a/b/user/get",3,"x"\r\n',
  'AT\r',
  '\r\n> ',
  '\r\nERROR\r\n',
  '\r\n+QMTSTAT: 0,1\r\n',
  '{"t":21.5,"u":"℃"}',
  '\r\nRDY\r\n',
  '\x1a\x1b\x00',
] as const;

/** The payload of message `index`: unique; small, or of 1,400 bytes. */
export function payloadOf(index: number): Buffer {
  const head = `<${index}>${HOSTILE[index % HOSTILE.length] ?? ''}`;
  const text = index % 8 === 5 ? head.padEnd(1390, '\r\n+QMTPUBEX: 0,1,0\r\nAT+CSQ\r') : head;
  return Buffer.from(`${text}</${index}>`);
}

/** Every message of a run, from `publish` to its copies at the broker. */
export class Traffic {
  readonly sent: Sent[] = [];
  readonly arrived: Arrived[] = [];

  publish(session: Session, topic: string, qos: QualityOfService, payload: Buffer): Sent {
    const sent: Sent = { topic, payload, qos, accepted: 0, delivered: 0, failed: [], attempts: 0 };
    this.sent.push(sent);
    const request: PublishRequest = {
      topic,
      payload,
      qos,
      retain: false,
      offline: 'queue',
      nodeId: 'node',
      flowMessageId: String(this.sent.length),
    };
    session.publish(request, {
      accepted: () => sent.accepted++,
      delivered: ({ attempts }) => {
        sent.delivered++;
        sent.attempts = attempts;
      },
      failed: (error) => sent.failed.push(error),
    });
    return sent;
  }

  get isSettled(): boolean {
    return this.sent.every(({ delivered, failed }) => delivered + failed.length > 0);
  }

  /** True when no QoS 1 message had to be sent again. */
  get isSmooth(): boolean {
    return this.sent.every(({ qos, attempts }) => qos === 0 || attempts === 1);
  }

  /** Whether `text` (latin1) is part of what was sent, and thus not a command of the host. */
  holds(text: string): boolean {
    return this.sent.some(({ payload }) => payload.toString('latin1').includes(text));
  }

  /** Compares what the broker has with what was sent. */
  account(): Account {
    const copies = new Map<string, number>();
    for (const { topic, payload } of this.arrived) {
      const key = keyOf(topic, payload);
      copies.set(key, (copies.get(key) ?? 0) + 1);
    }
    let duplicates = 0;
    const missing: Sent[] = [];
    for (const sent of this.sent) {
      const key = keyOf(sent.topic, sent.payload);
      const count = copies.get(key) ?? 0;
      copies.delete(key);
      duplicates += Math.max(0, count - 1);
      if (count === 0 && sent.qos > 0 && sent.delivered > 0) missing.push(sent);
    }
    let changed = 0;
    for (const count of copies.values()) changed += count;
    return { duplicates, changed, strange: [...copies.keys()], missing };
  }

  /** First copies at the broker, per topic, that came before an older QoS 1 message. */
  outOfOrder(): readonly string[] {
    const wrong: string[] = [];
    for (const topic of new Set(this.sent.map((sent) => sent.topic))) {
      const own = this.sent.filter((sent) => sent.topic === topic && sent.qos > 0);
      let before = -1;
      for (const { payload } of own) {
        const here = this.arrived.findIndex((each) => each.topic === topic && each.payload.equals(payload));
        if (here !== -1 && here < before) wrong.push(payload.toString('latin1').slice(0, 40));
        before = Math.max(before, here);
      }
    }
    return wrong;
  }
}

export interface Account {
  /** Further copies, each unchanged. */
  readonly duplicates: number;
  /** Copies that match no message: padded by a drain, or changed on the line. */
  readonly changed: number;
  /** Each of these, with its topic. */
  readonly strange: readonly string[];
  /** Delivered at QoS 1, but not at the broker unchanged. */
  readonly missing: readonly Sent[];
}

function keyOf(topic: string, payload: Buffer): string {
  return `${topic} ${payload.toString('latin1')}`;
}
