/** One line of a trace, ready to be shown: printable, secrets masked. */
export interface TraceEntry {
  /** Wall-clock time in milliseconds. */
  readonly at: number;
  /** To the module, from it, or a note of the driver. */
  readonly direction: 'out' | 'in' | 'note';
  readonly text: string;
}

export type TraceDirection = TraceEntry['direction'];
