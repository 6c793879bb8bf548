/** What happened to the messages under one fault, over all points at which it was injected. */
export interface TallyRow {
  readonly fault: string;
  readonly injected: number;
  readonly sent: number;
  /** Of QoS 1, completed and not at the broker. */
  readonly lost: number;
  readonly duplicates: number;
  /** Copies at the broker that match no message: padded by a drain, or changed by the line itself. */
  readonly changed: number;
  /** QoS 0 messages whose outcome was reported as unknown. */
  readonly unknown: number;
  /** Of QoS 1, given up with a reported reason (rule 13). */
  readonly givenUp: number;
  /** Virtual milliseconds from the end of the fault until everything was well. */
  readonly recoveryMs: number;
}

const COLUMNS = [
  'injected',
  'sent',
  'lost',
  'duplicates',
  'changed',
  'unknown',
  'givenUp',
  'recoveryMs',
] as const satisfies readonly (keyof TallyRow)[];

const HEADINGS: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  injected: 'faults',
  sent: 'sent',
  lost: 'lost',
  duplicates: 'twice',
  changed: 'changed',
  unknown: 'QoS 0 unknown',
  givenUp: 'given up',
  recoveryMs: 'recovery ≤ s',
};

/** Collects the figures and shows them in one table. */
export class Tally {
  readonly #rows = new Map<string, TallyRow>();

  add(row: TallyRow): void {
    const before = this.#rows.get(row.fault);
    this.#rows.set(row.fault, before === undefined ? row : sum(row.fault, [before, row]));
  }

  /** One line per fault, and their sum. */
  get table(): string {
    const rows = [...this.#rows.values()];
    const shown = [...rows, sum('all', rows)].map((row) => [
      row.fault,
      ...COLUMNS.map((key) => cell(key, row[key])),
    ]);
    const lines = [['fault', ...COLUMNS.map((key) => HEADINGS[key])], ...shown];
    const widths =
      lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? [];
    return lines
      .map((cells) =>
        cells
          .map((text, column) =>
            column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
          )
          .join('  '),
      )
      .join('\n');
  }
}

function sum(fault: string, rows: readonly TallyRow[]): TallyRow {
  const total = (key: (typeof COLUMNS)[number]) => rows.reduce((before, row) => before + row[key], 0);
  return {
    fault,
    injected: total('injected'),
    sent: total('sent'),
    lost: total('lost'),
    duplicates: total('duplicates'),
    changed: total('changed'),
    unknown: total('unknown'),
    givenUp: total('givenUp'),
    recoveryMs: Math.max(0, ...rows.map((row) => row.recoveryMs)),
  };
}

function cell(key: (typeof COLUMNS)[number], value: number): string {
  return key === 'recoveryMs' ? (value / 1000).toFixed(1) : String(value);
}
