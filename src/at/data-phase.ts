/** What answers a data command before its bytes. */
export type DataPrompt = '>' | 'CONNECT';

/** Bytes that follow a command's prompt. */
export interface DataPhase {
  /** Written in one piece; their number is what the command announced. */
  readonly bytes: Buffer;
  readonly prompt: DataPrompt;
  /** How long the prompt may take, from the command's write. */
  readonly promptMs: number;
  /** How long the final result may take, from the bytes' write. */
  readonly replyMs: number;
  /** The bytes are traced masked. */
  readonly isSecret?: boolean;
  /** Ends the bytes where no length was announced: 0x1A (AT+QMTPUB, AT+CMGS). */
  readonly terminator?: Buffer;
}

/** How many spaces the drain writes at a time. */
const DRAIN_BATCH_BYTES = 64;

/** How long each batch waits for OK or ERROR before the next. */
export const DRAIN_STEP_MS = 200;

/**
 * The drain's spaces (rule 6): payload to a module that waits for bytes, nothing to one that waits for a command.
 * `left` bytes may still be missing; gives how many to write now.
 */
export function drainBatch(left: number): number {
  return Math.min(left, DRAIN_BATCH_BYTES);
}

/** What is written after a prompt: the bytes, and what ends them. */
export function dataBytes(data: DataPhase): Buffer {
  return data.terminator === undefined ? data.bytes : Buffer.concat([data.bytes, data.terminator]);
}
