import type { ErrorCode } from '../../src/errors/catalogue';
import type { Bench } from './bench';
import type { TallyRow } from './tally';

/** What the faults of a run excuse, since neither host nor module could know. */
export interface Excuses {
  /** Messages that the line itself changed: AT has no checksum, so they may be at the broker only in that form. */
  forgedMessages: number;
  /** Copies that match no message, though nothing was drained and the line changed no byte that arrived. */
  changedCopies: number;
  /** Downlinks that the line itself changed or doubled. */
  forgedDownlinks: number;
  /** The line multiplied commands or answers: the module is busy although the host has its answer. */
  isBusyExcused: boolean;
  /** Errors with which a QoS 1 message may end instead of a delivery (rule 13). */
  readonly givenUpAs: ReadonlySet<ErrorCode>;
}

/** The result of one run. */
export interface Verdict {
  readonly row: Omit<TallyRow, 'fault' | 'injected' | 'recoveryMs'>;
  readonly problems: readonly string[];
}

/** No excuses. */
export function noExcuses(): Excuses {
  return {
    forgedMessages: 0,
    changedCopies: 0,
    forgedDownlinks: 0,
    isBusyExcused: false,
    givenUpAs: new Set(),
  };
}

/** Compares what was sent with what the broker and the flow have, once everything is calm. */
export function judge(bench: Bench, excuses: Excuses): Verdict {
  const { traffic } = bench;
  const { damaged } = bench.device.session.snapshot().counters;
  const { duplicates, changed, missing } = traffic.account();
  const lost = Math.max(0, missing.length - excuses.forgedMessages);
  const names = missing.map(({ payload }) => payload.toString('latin1').slice(0, 12)).join(' ');
  const problems = bench.wrong.filter((each) => !excuses.isBusyExcused || !each.startsWith('while busy'));
  if (lost > 0) problems.push(`missing at the broker: ${names}`);
  // A drain may be reported twice: by the publish that it belonged to, and by the one that reopened the line.
  if (changed > damaged + excuses.forgedMessages + excuses.changedCopies)
    problems.push(`${changed} changed copies, ${damaged} damaged`);
  const late = traffic.isSmooth ? traffic.outOfOrder() : [];
  if (late.length > 0) problems.push(`out of order: ${late.join(' ')}`);
  const failed = traffic.sent.filter((sent) => sent.failed.length > 0);
  const givenUp = failed.filter(({ qos }) => qos > 0).length;
  const row = {
    sent: traffic.sent.length,
    lost,
    duplicates,
    changed,
    unknown: failed.length - givenUp,
    givenUp,
  };
  return { row, problems: [...problems, ...unsettled(bench, excuses), ...downlinkProblems(bench, excuses)] };
}

/** Each message is accepted at most once and settles once; for QoS 0 the outcome may be unknown. */
function unsettled({ traffic }: Bench, { givenUpAs }: Excuses): readonly string[] {
  return traffic.sent.flatMap(({ payload, qos, accepted, delivered, failed }) => {
    const [error] = failed;
    const isWellReported =
      error === undefined ||
      (qos === 0 && error.code === 'EC20_PUBLISH_UNKNOWN') ||
      givenUpAs.has(error.code);
    if (delivered + failed.length === 1 && accepted === delivered && isWellReported) return [];
    const codes = failed.map(({ code }) => code).join();
    const name = payload.toString('latin1').slice(0, 12);
    return [`${name} at QoS ${qos}: accepted ${accepted}, delivered ${delivered}, failed ${codes}`];
  });
}

/** Downlinks arrive at most once over the line, and unchanged. */
function downlinkProblems({ received, downlinks }: Bench, { forgedDownlinks }: Excuses): readonly string[] {
  const known = new Set(downlinks);
  const strange = received.filter((each) => !known.has(each));
  const twice = received.length - new Set(received).size;
  if (strange.length + twice <= forgedDownlinks) return [];
  return [
    ...strange.map((each) => `received ${JSON.stringify(each.slice(0, 40))}`),
    `${twice} downlinks twice`,
  ];
}
