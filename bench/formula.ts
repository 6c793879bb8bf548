/** One publish over the line as modelled: sizes in bytes, times in milliseconds, averages of the tapped values. */
export interface PublishCycle {
  /** The command with its CR. */
  readonly commandBytes: number;
  readonly payloadBytes: number;
  /** CR LF `>` space. */
  readonly promptBytes: number;
  /** CR LF `OK` CR LF. */
  readonly okBytes: number;
  /** The `+QMTPUBEX` line with its line ends. */
  readonly ackBytes: number;
  /** From the last byte of the command to the prompt. */
  readonly promptMs: number;
  /** From the last byte of the payload to OK. */
  readonly okMs: number;
  /** From OK to the result: the round trip to the broker. */
  readonly ackMs: number;
  /** The host's reaction, once before the payload and once before the next command; 0 for the physical limit. */
  readonly reactionMs: number;
}

/** Start bit, eight data bits, stop bit. */
export const BITS_A_BYTE = 10;

/** Transmission time of a byte, ms; 0 for a line without a limit (`baud` 0). */
export function byteMs(baud: number): number {
  return baud === 0 ? 0 : (BITS_A_BYTE * 1000) / baud;
}

/** Publishes per second when each waits for the result of the previous one. */
export function limitOneAtATime(cycle: PublishCycle, baud: number): number {
  return 1000 / (channelMs(cycle, baud) + cycle.ackMs + cycle.ackBytes * byteMs(baud));
}

/**
 * Publishes per second with `window` of them awaiting the broker: the minimum of what the AT channel, the window and either
 * direction of the wire allow.
 */
export function limitWindowed(cycle: PublishCycle, baud: number, window: number): number {
  const tau = byteMs(baud);
  const inChannelMs = channelMs(cycle, baud);
  const unacknowledgedMs = inChannelMs + cycle.ackMs + cycle.ackBytes * tau;
  const upMs = (cycle.commandBytes + cycle.payloadBytes) * tau;
  const downMs = (cycle.promptBytes + cycle.okBytes + cycle.ackBytes) * tau;
  return Math.min(...[inChannelMs, unacknowledgedMs / window, upMs, downMs].map((ms) => 1000 / ms));
}

/** How long one publish occupies the AT channel, which carries one command at a time. */
function channelMs(cycle: PublishCycle, baud: number): number {
  const { commandBytes, payloadBytes, promptBytes, okBytes, promptMs, okMs, reactionMs } = cycle;
  const onWireMs = (commandBytes + payloadBytes + promptBytes + okBytes) * byteMs(baud);
  return onWireMs + promptMs + okMs + 2 * reactionMs;
}
