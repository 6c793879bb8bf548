import { CodedError } from '../../base/coded-error';
import { DEADLINES } from '../../ec20/deadlines';
import { SIM_ERRORS, meaningOfSimWord } from '../../ec20/result-codes';
import { valuesOf } from '../dialogue';
import type { Examination } from '../examination';
import { finding } from '../texts';
import { checkRadio, registered } from './state';
import type { Step } from './step';
import { repetition } from './repetition';

const REGISTRATION_MS = 60_000;
const POLL_MS = 3000;
const AGAIN_MS = 15_000;

/** How long the PDP context takes to activate, and the answer of AT+QIACT when it is active. It is left as found. */
export const packetData: Step = {
  name: 'packetData',
  level: 'network',
  effect: 'traffic',
  seconds: 10,
  async run(examination) {
    const { dialogue, measured, times, undoLater } = examination;
    await waitForRegistration(examination);
    const before = valuesOf(await dialogue.ask('AT+QIACT?', DEADLINES.addressMs), '+QIACT') ?? '';
    const isActive = before.startsWith('1,1,');
    if (!isActive) {
      undoLater({ command: 'AT+QIDEACT=1', limitMs: DEADLINES.deactivateMs });
      const answer = await dialogue.ask('AT+QIACT=1', DEADLINES.activateMs);
      if (answer.result?.kind !== 'ok') throw new CodedError('EC20_PDP_FAILED', { params: { apn: '' } });
      times.pdp.push(answer.durationMs);
    }
    const again = await repetition(examination, 'AT+QIACT=1', undefined, AGAIN_MS);
    (measured.repeated ??= {})['AT+QIACT'] = again;
    return isActive
      ? finding('packetDataActive', { again })
      : finding('packetData', { ms: Math.round(times.pdp[0] ?? 0), again });
  },
};

/** Throws the codes of the SIM card: without one there is no point in waiting. */
async function waitForRegistration({ dialogue }: Examination): Promise<void> {
  const { wire, signal } = dialogue;
  const sim = await dialogue.ask('AT+CPIN?', DEADLINES.simMs);
  if (sim.result?.kind === 'error') {
    throw new CodedError(SIM_ERRORS[sim.result.moduleCode ?? -1] ?? 'EC20_SIM_FAILURE');
  }
  const word = valuesOf(sim, '+CPIN');
  const meaning = word === undefined ? 'usable' : meaningOfSimWord(word);
  if (meaning !== 'usable') throw new CodedError(meaning, { params: { word: word ?? '', lock: word ?? '' } });
  if (await registered(dialogue)) return;
  await checkRadio(dialogue);
  for (let waitedMs = 0; waitedMs < REGISTRATION_MS; waitedMs += POLL_MS) {
    if (await registered(dialogue)) return;
    await wire.until(() => undefined, POLL_MS, signal);
  }
  throw new CodedError('EC20_NOT_REGISTERED');
}
