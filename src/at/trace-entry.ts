/** To the module, from it, or a note of the driver. */
export type TraceDirection = 'out' | 'in' | 'note';

/** One line of a trace, ready to be shown: printable, secrets masked. */
export interface TraceEntry {
  /** Wall-clock time in milliseconds. */
  readonly at: number;
  readonly direction: TraceDirection;
  readonly text: string;
}
