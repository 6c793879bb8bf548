import type { RigPlaces } from './rig';

/** What a probe has to work with. */
export interface ProbeWorld {
  readonly places: RigPlaces;
  /** Short runs, for work on the bench itself. */
  readonly quick: boolean;
  readonly note: (what: string) => void;
}

/** What a probe has found: figures by name, for the targets, and lines for people. */
export interface ProbeFindings {
  readonly figures: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}
