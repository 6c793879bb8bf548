import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { EventEmitter } from 'node:events';
import type { NodeInitializer } from 'node-red';

import { BUTTONS, EXAMPLE_SETS, examplesOf, type Example } from '../support/examples';
import { FAST_SIMULATOR, helper, speak, startFlow, type FlowNode } from './rig';

const requireFile = createRequire(__filename);
const coreNodes = [
  'common/20-inject',
  'common/21-debug',
  'common/90-comment',
  'function/10-function',
  'function/10-switch',
  'function/89-delay',
  'function/89-trigger',
].map((file) => requireFile(`@node-red/nodes/core/${file}.js`) as NodeInitializer);
const { events } = requireFile('@node-red/util') as { events: EventEmitter };

/** What the debug sidebar gets, in order. */
interface Shown {
  readonly id: string;
  readonly text: string;
}

/** The debug sidebar of the running flow: each press waits for its sentences. */
class Sidebar {
  readonly shown: Shown[] = [];
  #from = 0;
  #wake: (() => void) | undefined;
  readonly #take = ({ topic, data }: { topic: string; data: { id: string; msg: string } }) => {
    if (topic !== 'debug') return;
    this.shown.push({ id: data.id, text: data.msg });
    this.#wake?.();
  };

  constructor() {
    events.on('comms', this.#take);
  }

  /** Only what comes from now on counts. */
  begin(): void {
    this.#from = this.shown.length;
  }

  /** Resolves when every sentence has been shown since `begin()`. */
  async until(sentences: readonly RegExp[]): Promise<void> {
    const isShown = (sentence: RegExp) =>
      this.shown.slice(this.#from).some(({ text }) => sentence.test(text));
    while (!sentences.every(isShown)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    events.off('comms', this.#take);
  }
}

function runnable({ nodes }: Example): FlowNode[] {
  return nodes
    .filter(({ type }) => type !== 'tab')
    .map((node) => (node.type === 'ec20-modem' ? { ...node, port: FAST_SIMULATOR } : node));
}

describe('Every button of every example that needs no other package', () => {
  let sidebar: Sidebar;
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    sidebar = new Sidebar();
  });
  afterEach(async () => {
    sidebar.close();
    await helper.unload();
  });

  for (const set of EXAMPLE_SETS) {
    for (const example of examplesOf(set).filter(({ needs }) => needs.length === 0)) {
      it(`${example.path} shows what it promises, and no error`, async function () {
        this.timeout(60_000);
        speak(set.language);
        const pressed = BUTTONS[example.number] ?? {};
        assert.deepEqual(
          example.nodes.filter(({ type }) => type === 'inject').map(({ id }) => id),
          Object.keys(pressed),
          'the buttons of the table',
        );
        await startFlow(runnable(example), {}, coreNodes);
        for (const [id, sentences] of Object.entries(pressed)) {
          sidebar.begin();
          helper.getNode(id).receive({});
          await sidebar.until(sentences[set.language]);
        }
        const failed = example.nodes
          .filter(({ type }) => type === 'catch')
          .flatMap(({ wires }) => wires?.[0]);
        assert.deepEqual(
          sidebar.shown.filter(({ id }) => failed.includes(id)),
          [],
        );
        assert.deepEqual(
          sidebar.shown.filter(({ text }) => typeof text !== 'string' || /undefined|EC20_/.test(text)),
          [],
        );
      });
    }
  }
});
