/** The module's prompt for the bytes of a data command. */
export type DataPrompt = '>' | 'CONNECT';

/** Bytes that follow a command's prompt. */
export interface DataPhase {
  /** Written in one piece; their number is the announced length. */
  readonly bytes: Buffer;
  readonly prompt: DataPrompt;
  /** Timeout of the prompt in milliseconds, from the command's write. */
  readonly promptMs: number;
  /** Timeout of the final result in milliseconds, from the bytes' write. */
  readonly replyMs: number;
  /** The bytes are masked in the trace. */
  readonly isSecret?: boolean;
  /** Ends the bytes when no length was announced: 0x1A (AT+QMTPUB, AT+CMGS). */
  readonly terminator?: Buffer;
}

/** Spaces per write of the drain. */
const DRAIN_BATCH_BYTES = 64;

/** How long each batch waits for OK or ERROR before the next. */
export const DRAIN_STEP_MS = 200;

/**
 * The drain's spaces (rule 6): payload for a module that waits for bytes, nothing for one that waits for a command. Up
 * to `left` bytes may be missing; returns the number to write now.
 */
export function drainBatch(left: number): number {
  return Math.min(left, DRAIN_BATCH_BYTES);
}

/** The bytes written after a prompt, terminator included. */
export function dataBytes(data: DataPhase): Buffer {
  return data.terminator === undefined ? data.bytes : Buffer.concat([data.bytes, data.terminator]);
}
