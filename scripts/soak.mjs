// Long runs of the compiled tests, for a night: `npm run soak -- kill [--kills 100]`, `npm run soak -- faults [--steps 100000]`,
// both with `--seed N`, or `npm run soak -- fleet [--hours 24]`. The first two print their seed and their figures; a failure of the
// walk names the life in which it occurred.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';

const SOAKS = {
  faults: {
    file: 'faults/walk.test.js',
    environment: ({ steps, seed }) => ({ EC20_FAULTS_STEPS: steps, EC20_FAULTS_SEED: seed }),
  },
  fleet: {
    file: 'session/fleet.test.js',
    environment: ({ hours }) => ({ EC20_FLEET_HOURS: hours }),
  },
  kill: {
    file: 'kill/kill.test.js',
    environment: ({ kills, seed }) => ({ EC20_KILLS: kills, EC20_KILL_SEED: seed }),
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '100' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const chosen = positionals.length === 0 ? Object.keys(SOAKS) : positionals;
const unknown = chosen.find((name) => !(name in SOAKS));
if (unknown !== undefined) {
  console.error(`There is no soak "${unknown}": ${Object.keys(SOAKS).join(', ')}.`);
  process.exit(2);
}

const mocha = new Mocha({ forbidOnly: true, forbidPending: true });
for (const name of chosen) {
  Object.assign(process.env, SOAKS[name].environment(values));
  mocha.addFile(fileURLToPath(new URL(`../dist/test/${SOAKS[name].file}`, import.meta.url)));
}
await mocha.loadFilesAsync();
mocha.run((failures) => {
  process.exitCode = failures === 0 ? 0 : 1;
});
