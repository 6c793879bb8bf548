import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const NODES = join(__dirname, '..', '..', 'nodes');
const TYPES = ['ec20-modem', 'ec20-publish', 'ec20-subscribe', 'ec20-status', 'ec20-command'];

/** Loads the nodes' files in a fresh process and prints what came along. */
const LOADER = `
for (const type of ${JSON.stringify(TYPES)}) require(${JSON.stringify(NODES)} + type.replace('ec20-', '/') + '/' + type);
console.log(JSON.stringify([...Object.keys(require.cache), ...process.moduleLoadList]));
`;

describe('The nodes, loaded by a Node-RED that uses none of them', () => {
  let loaded: string[];

  before(() => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOADER], { encoding: 'utf8' });
    assert.equal(stderr, '');
    loaded = JSON.parse(stdout) as string[];
  });

  it('bring no package along, and nothing native', () => {
    assert.deepEqual(
      loaded.filter((file) => file.includes('node_modules')),
      [],
    );
  });

  it('bring no queue engine along', () => {
    assert.deepEqual(
      loaded.filter((file) => /NativeModule sqlite|disk-queue\/(worker|store)\.js/.test(file)),
      [],
    );
  });

  it('bring no virtual module along', () => {
    assert.deepEqual(
      loaded.filter((file) => /simulator\/(module|simulator|embedded-cloud)\.js|virtual-module/.test(file)),
      [],
    );
    assert(loaded.some((file) => file.endsWith('ec20-modem.js')));
  });
});
