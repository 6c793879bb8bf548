/** To the module, from it, or a remark of the driver. */
export type TraceDirection = 'out' | 'in' | 'note';

/** One line of a trace, fit to be shown: printable, secrets masked. */
export interface TraceEntry {
  /** The wall clock's milliseconds. */
  readonly at: number;
  readonly direction: TraceDirection;
  readonly text: string;
}
