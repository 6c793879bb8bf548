import { Trial, type TrialOptions, seconds } from './trial';

/** A case of the kinds of module-cases.json that was not collected. */
export interface FurtherCase {
  readonly what: string;
  readonly options?: TrialOptions;
  readonly see: (trial: Trial) => Promise<void>;
}

/** A test for each, and behind them the virtual time that each took. */
export function play(cases: readonly FurtherCase[]): void {
  const ended: string[] = [];
  for (const { what, options, see } of cases) {
    it(what, async function () {
      this.timeout(60_000);
      const trial = await Trial.run(options ?? {}, see);
      ended.push(`${what}: ${trial.onlineAfter}, ended after ${seconds(trial.clock.now())}`);
    });
  }
  after(() => console.log(ended.map((line) => `      ${line}`).join('\n')));
}

/** It comes online within so many seconds, and carries a message. */
export const online =
  (withinSeconds: number, check: (trial: Trial) => void = () => undefined) =>
  async (trial: Trial): Promise<void> => {
    await trial.online(withinSeconds * 1000);
    check(trial);
    await trial.carriesOneMessage();
  };
