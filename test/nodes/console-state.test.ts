import assert from 'node:assert/strict';
import type { Words } from '../../nodes/shared/editor/words';
import {
  fileHeading,
  type KnownReading,
  stateText,
  troubleText,
} from '../../nodes/console/editor/console-state';

/** The key itself, with its values. */
const _: Words = (key, values) =>
  key.replace('ec20-console.', '') + (values === undefined ? '' : ` ${Object.values(values).join()}`);

const ROWS: readonly (readonly [
  what: string,
  id: string,
  reading: KnownReading,
  state: string,
  trouble: string,
])[] = [
  ['without a config node', '', {}, '', 'hint.add'],
  ['without the permission to list config nodes', '', { failed: 'forbidden' }, '', 'failed.forbidden'],
  ['before the first answer', 'm', {}, '', ''],
  ['when the runtime does not answer', 'm', { failed: 'unreachable' }, '', 'failed.unreachable'],
  ['without the permission', 'm', { failed: 'forbidden' }, '', 'failed.forbidden'],
  ['before a deploy', 'm', { deployed: false }, 'state.missing', 'hint.deploy'],
  ['without a user', 'm', { deployed: true, state: 'closed', epoch: '' }, 'state.closed', 'hint.unused'],
  ['online', 'm', { deployed: true, state: 'online', epoch: '1.1' }, 'state.online', ''],
  ['with a reason', 'm', { deployed: true, state: 'failed', epoch: '', reason: 'no SIM card' }, 'state.failed', 'no SIM card'],
]; // prettier-ignore

describe('The console’s state', () => {
  for (const [what, id, reading, state, trouble] of ROWS) {
    it(`${what} is “${state}”, with “${trouble}”`, () => {
      assert.deepEqual([stateText(_, id, reading), troubleText(_, id, reading)], [state, trouble]);
    });
  }

  it('heads a saved trace, with the module when it is known', () => {
    const versions = { package: '0.1.0', nodeRed: '4.1.15', node: '24.0.0' };
    const known = { deployed: true, model: 'EC20F', revision: 'EC20CEFAGR06A05M4G', versions };
    assert.deepEqual(fileHeading(_, known, 'online', new Date(0)), [
      'file.title',
      'file.module EC20F EC20CEFAGR06A05M4G',
      'file.versions 0.1.0,4.1.15,24.0.0',
      'file.made 1970-01-01T00:00:00.000Z',
      'file.state online',
      'file.masked',
    ]);
    const [, module, made] = fileHeading(_, {}, '', new Date(0));
    assert.equal(module, 'file.module file.unknown');
    assert.equal(made, 'file.versions file.unknown,file.unknown,file.unknown');
  });
});
