import type { RigPlaces } from './rig';

/** The environment of a probe. */
export interface ProbeWorld {
  readonly places: RigPlaces;
  /** Short runs, for working on the bench itself. */
  readonly quick: boolean;
  readonly note: (what: string) => void;
}

/** A probe's findings: figures by name, for the targets, and lines of text. */
export interface ProbeFindings {
  readonly figures: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}
