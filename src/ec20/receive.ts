import type { Channel, Unsolicited } from '../at/channel';
import { type Parameter, commandLine, numberAt, readParameters, textAt, utf8 } from '../at/parameter';
import { DEADLINES } from './deadlines';
import type { ModuleProfile } from './profile';
import { valueOf } from './query';

/** One downlink message. */
export interface Reception {
  readonly kind: 'message';
  readonly clientIndex: number;
  /** 0 for QoS 0, else the broker's packet id. */
  readonly messageId: number;
  readonly topic: string;
  readonly payload: Buffer;
}

/** A message stored in the module (recv/mode 1), to be fetched by AT+QMTRECV=idx,slot. */
export interface StoredReception {
  readonly kind: 'stored';
  readonly clientIndex: number;
  readonly slot: number;
}

/**
 * Reads `+QMTRECV` in every layout (MQTT note §4.2; §M4): counted or quoted payload in `data`, an unquoted one after
 * the topic, or the two numbers of a stored slot. Undefined for anything else.
 */
export function readReception(
  text: string,
  data: Buffer | undefined,
): Reception | StoredReception | undefined {
  const value = valueOf(text);
  const params = readParameters(value);
  const clientIndex = numberAt(params, 0);
  const second = numberAt(params, 1);
  if (clientIndex === undefined || second === undefined) return undefined;
  if (params.length === 2) return { kind: 'stored', clientIndex, slot: second };
  const topic = textAt(params, 2);
  const payload = data ?? unquotedPayload(value, params);
  if (topic === undefined || payload === undefined) return undefined;
  return { kind: 'message', clientIndex, messageId: second, topic: utf8(topic), payload };
}

/** `0,0,"topic",hello`: everything after the third comma outside quotes (M26, MC20 and some EC800 firmware). */
function unquotedPayload(value: string, params: readonly Parameter[]): Buffer | undefined {
  if (params.length < 4) return undefined;
  const head = /^\d+,\d+,(?:"[^"]*"|[^",]*),/.exec(value.replace(/^\s+/, ''));
  if (head === null) return undefined;
  return Buffer.from(value.slice(head[0].length), 'latin1');
}

export interface ReceiverOptions {
  readonly channel: Channel;
  readonly profile: ModuleProfile;
  readonly clientIndex: number;
  readonly received: (message: Reception) => void;
}

/**
 * Receives the messages of one connection: from the code itself, or from the slot that it names (firmware that stays in
 * recv/mode 1).
 */
export class Receiver {
  readonly #fetching = new Set<number>();

  constructor(private readonly options: ReceiverOptions) {}

  /** Receives +QMTRECV. */
  received({ text, data }: Unsolicited): void {
    const { clientIndex, profile, received } = this.options;
    const reception = readReception(text, data);
    if (reception?.clientIndex !== clientIndex) return;
    if (reception.kind === 'message') received(reception);
    // A slot that the module can't have is a garbled code: ignored.
    else if (reception.slot >= 0 && reception.slot < profile.receiveSlots)
      void this.#fetch(reception.slot).catch(() => undefined);
  }

  /** AT+QMTRECV=idx,slot: reads a stored message and frees its slot. */
  async #fetch(slot: number): Promise<void> {
    if (this.#fetching.has(slot)) return;
    this.#fetching.add(slot);
    const { channel, clientIndex, profile, received } = this.options;
    const asked = profile.slotsReversed ? profile.receiveSlots - 1 - slot : slot;
    try {
      const answer = await channel.run({
        line: commandLine('AT+QMTRECV=', clientIndex, asked),
        // The answer has a topic; a two-field line in between is the next stored message's code.
        matches: [{ prefix: '+QMTRECV', max: profile.receiveSlots, accept: (params) => params.length > 2 }],
        replyMs: DEADLINES.acceptMs,
      });
      for (const line of answer.lines) {
        const reception = readReception(line.text, line.data);
        if (reception?.kind === 'message') received(reception);
      }
    } finally {
      this.#fetching.delete(slot);
    }
  }
}
