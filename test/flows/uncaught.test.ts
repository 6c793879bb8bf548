import assert from 'node:assert/strict';
import { helper, modemNode, speak, startFlow } from './rig';

const ERROR = 20;

/** What Node-RED has logged as errors, which the debug sidebar shows as it is. */
function loggedErrors(): readonly unknown[] {
  return helper
    .log()
    .args.map(([entry]: unknown[]) => entry as { readonly level: number; readonly msg: unknown })
    .filter(({ level }) => level === ERROR)
    .map(({ msg }) => msg);
}

describe('An error in flows without a Catch node', function () {
  this.timeout(20_000);

  afterEach(() => helper.unload());

  const nodes = [
    modemNode(),
    { id: 'send', type: 'ec20-publish', modem: 'modem', kind: 'property', wires: [[]] },
    { id: 'lost', type: 'ec20-status', modem: 'gone', wires: [[]] },
  ];

  for (const [language, value, missing] of [
    ['en', /^EC20_PROPERTY_PAYLOAD: .+ Name the property/, /^EC20_NO_MODEM: .+\.$/],
    ['zh', /^EC20_PROPERTY_PAYLOAD: .+请写明属性/, /^EC20_NO_MODEM: .+。$/],
  ] as const) {
    it(`is one text with its cure, of which nothing is cut (${language})`, async () => {
      speak(language);
      await startFlow(nodes);
      helper.getNode('send').receive({ payload: 21.5 });
      const logged = await untilLogged(2);
      for (const text of logged) assert.equal(typeof text, 'string');
      assert.ok(
        logged.some((text) => value.test(String(text))),
        logged.join('\n'),
      );
      assert.ok(
        logged.some((text) => missing.test(String(text))),
        logged.join('\n'),
      );
    });
  }

  async function untilLogged(count: number): Promise<readonly unknown[]> {
    for (;;) {
      const logged = loggedErrors();
      if (logged.length >= count) return logged;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
