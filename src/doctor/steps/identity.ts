import { identify } from '../../ec20/identification';
import { finding } from '../texts';
import type { Step } from './step';

const PROBES = 3;
const PROBE_MS = 1000;
const isName = (line: string) => /^[A-Za-z0-9][\w .:/-]{1,63}$/.test(line);

/** Whether a module answers at all, and which it is. Its IMEI is not queried: it isn't needed. */
export const identity: Step = {
  name: 'identity',
  level: 'read',
  effect: 'none',
  seconds: 2,
  async run({ dialogue, identity: found }) {
    let answers = false;
    for (let probe = 0; probe < PROBES && !answers; probe++) answers = await dialogue.isInStep(PROBE_MS);
    // An earlier program may have left a data phase open.
    if (!answers) await dialogue.recover(true);
    const [model, revision] = [await dialogue.query('AT+CGMM'), await dialogue.query('AT+CGMR')].map(
      (answer) => (answer.result?.kind === 'ok' ? answer.lines.find(isName) : undefined),
    );
    const about = await dialogue.query('ATI');
    found.model = model ?? about.lines[1] ?? '';
    found.revision = revision ?? (about.lines[2] ?? '').replace(/^Revision: */, '');
    const known = identify([found.model, found.revision, ...about.lines]);
    if (known.kind === 'known') found.profile = known.profile.name;
    return finding('identified', {
      model: found.model || '?',
      revision: found.revision || '?',
      profile: found.profile,
    });
  },
};
