import { type ResponseMatch, ResponseMatcher, hasPrefix } from './response-match';
import { type CommandLine, commandHead } from './parameter';

/**
 * A harmless command with a distinctive answer (rule 5): its own line, followed by a final result code, proves that
 * nothing older is still on its way, since the module answers in order.
 */
export interface Probe {
  readonly line: CommandLine;
  readonly match: ResponseMatch;
  readonly replyMs: number;
}

/** Which of the two probes. */
export type ProbeIndex = 0 | 1;

/** True when `line` is the probe's own line. */
export function isProbeAnswer(probe: Probe, line: string): boolean {
  return new ResponseMatcher([probe.match]).take(line, () => false);
}

/** The probe that a late answer to `line` could be mistaken for, if any. */
export function resembledProbe(
  probes: readonly [Probe, Probe],
  line: CommandLine,
  matches: readonly ResponseMatch[],
): ProbeIndex | undefined {
  const resembles = (probe: Probe) =>
    commandHead(probe.line).toUpperCase() === commandHead(line).toUpperCase() ||
    matches.some(
      (match) => 'prefix' in match && 'prefix' in probe.match && hasPrefix(match.prefix, probe.match.prefix),
    );
  if (resembles(probes[0])) return 0;
  return resembles(probes[1]) ? 1 : undefined;
}
