import type { PublishCycle } from './formula';
import type { WireTap } from './wire';

/** One publish as seen at the module's end of the line. */
export interface TappedPublish extends PublishCycle {
  /** From OK to the next command; undefined for the last. */
  readonly turnMs: number | undefined;
}

interface UnderWay {
  readonly messageId: number;
  readonly commandBytes: number;
  readonly commandEndMs: number;
  readonly payloadBytes: number;
  promptBytes: number;
  promptMs: number;
  promptHandedOnMs: number;
  payloadLeft: number;
  payloadEndMs: number;
  reactionMs: number;
  okBytes: number;
  okMs: number;
  okHandedOnMs: number;
  turnMs: number | undefined;
}

const CR = 0x0d;
const PUBLISH = /AT\+QMTPUBEX=\d+,(\d+),\d,\d,".*",(\d+)\r$/;
/** The module's output for a publish, each part separate or joined to the next. */
const ANSWERS = /\r\n> |\r\nOK\r\n|\r\n\+QMTPUBEX: \d+,(\d+),0\r\n/g;

/** Derives the latencies of each publish from the passing bytes (docs/performance.md). */
export class PublishTap implements WireTap {
  readonly #publishes: TappedPublish[] = [];
  readonly #unacknowledged = new Map<number, UnderWay>();
  #text = '';
  #textStartMs = 0;
  #current: UnderWay | undefined;
  #last: UnderWay | undefined;

  /** Publishes acknowledged since the last call. */
  take(): TappedPublish[] {
    return this.#publishes.splice(0);
  }

  inward(bytes: Buffer, startMs: number, endMs: number): void {
    const current = this.#current;
    if (current !== undefined && current.promptBytes > 0 && current.payloadLeft > 0) {
      if (current.payloadLeft === current.payloadBytes)
        current.reactionMs = startMs - current.promptHandedOnMs;
      current.payloadLeft -= bytes.length;
      current.payloadEndMs = endMs;
      return;
    }
    if (this.#text === '') this.#textStartMs = startMs;
    this.#text += bytes.toString('latin1');
    if (bytes.at(-1) !== CR) return;
    const command = PUBLISH.exec(this.#text);
    if (command !== null) this.#begin(command, this.#text.length, endMs);
    this.#text = '';
  }

  outward(bytes: Buffer, writtenMs: number, handedOnMs: number): void {
    for (const [answer, messageId] of bytes.toString('latin1').matchAll(ANSWERS)) {
      if (messageId !== undefined) this.#acknowledged(Number(messageId), answer.length, writtenMs);
      else this.#answered(answer.length, writtenMs, handedOnMs);
    }
  }

  #begin([, messageId, payloadBytes]: RegExpExecArray, commandBytes: number, commandEndMs: number): void {
    const last = this.#last;
    if (last?.okBytes !== undefined && last.okBytes > 0) last.turnMs = this.#textStartMs - last.okHandedOnMs;
    this.#current = {
      messageId: Number(messageId),
      commandBytes,
      commandEndMs,
      payloadBytes: Number(payloadBytes),
      promptBytes: 0,
      promptMs: 0,
      promptHandedOnMs: 0,
      payloadLeft: Number(payloadBytes),
      payloadEndMs: 0,
      reactionMs: 0,
      okBytes: 0,
      okMs: 0,
      okHandedOnMs: 0,
      turnMs: undefined,
    };
    this.#last = this.#current;
  }

  /** The prompt of the current publish, or its OK. */
  #answered(bytes: number, writtenMs: number, handedOnMs: number): void {
    const current = this.#current;
    if (current === undefined) return;
    if (current.promptBytes === 0) {
      current.promptBytes = bytes;
      current.promptMs = writtenMs - current.commandEndMs;
      current.promptHandedOnMs = handedOnMs;
    } else if (current.payloadLeft <= 0) {
      current.okBytes = bytes;
      current.okMs = writtenMs - current.payloadEndMs;
      current.okHandedOnMs = handedOnMs;
      this.#unacknowledged.set(current.messageId, current);
      this.#current = undefined;
    }
  }

  #acknowledged(messageId: number, ackBytes: number, writtenMs: number): void {
    const publish = this.#unacknowledged.get(messageId);
    if (publish === undefined) return;
    this.#unacknowledged.delete(messageId);
    const { commandBytes, payloadBytes, promptBytes, okBytes, promptMs, okMs, reactionMs } = publish;
    this.#publishes.push({
      commandBytes,
      payloadBytes,
      promptBytes,
      okBytes,
      ackBytes,
      promptMs: Math.max(0, promptMs),
      okMs: Math.max(0, okMs),
      // If both leave the module together the result only waits for the wire, which the model counts separately.
      ackMs: Math.max(0, writtenMs - publish.okHandedOnMs),
      reactionMs,
      turnMs: publish.turnMs,
    });
  }
}
