import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { NODE_FILES, pageOf } from '../support/node-files';
import { LANGUAGES, ServedPackage } from '../support/served-package';

const ROOT = join(__dirname, '..', '..', '..');

describe('A real Node-RED with the package', function () {
  this.timeout(90_000);
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-served-'));
  let nodeRed: NodeRed;
  let served: ServedPackage;

  before(async () => {
    nodeRed = await startNodeRed({ userDir });
    served = new ServedPackage(nodeRed.address);
  });
  after(async () => {
    await nodeRed.program.stop();
    rmSync(userDir, { recursive: true });
  });

  it('loads every node type without an error', () => served.assertNodes());

  it('serves every icon as it is in icons/, byte for byte, and not its own arrow instead', () =>
    served.assertIcons());

  it('serves the scripts that its dialogs share', () => served.assertScripts());

  it('uses in its dialogs only icons that are there', () => {
    for (const { type } of NODE_FILES) {
      for (const [, icon = ''] of pageOf(type).matchAll(/icon:\s*'([^']+\.svg)'/g)) {
        assert.ok(readdirSync(join(ROOT, 'icons')).includes(icon), `${type} names ${icon}`);
      }
    }
  });

  for (const language of LANGUAGES) {
    const { asked, folder } = language;

    it(`speaks ${asked}: the labels of every node come from locales/${folder}`, () =>
      served.assertLabels(language));

    it(`helps in ${asked}: the help of every node comes from locales/${folder}`, () =>
      served.assertHelp(language));
  }

  it('offers every example in its import menu', () => served.assertExamples());
});
