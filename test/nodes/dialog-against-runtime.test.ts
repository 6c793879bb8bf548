import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { outgoing, publishSettings } from '../../nodes/publish/outgoing';
import { CodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { REPLY, SUBSCRIBE } from '../../src/settings/messages';
import { refuse, setting } from '../../src/settings/refusal';
import { replyCodeProblem } from '../../src/settings/reply-code';
import type { NodeType, Values } from '../../src/settings/settings';
import { seeded } from '../hostile/seed';
import {
  caught,
  CREDENTIALS,
  destinations,
  modems,
  runtime,
  topics,
  usable,
} from '../settings/generated-nodes';
import { pageOf } from '../support/node-files';

const ROOT = join(__dirname, '..', '..', '..');

type Verdict = string | boolean;
type Validator = (this: object, value: unknown, options: object) => Verdict;

/** A type of node as Node-RED's editor has it. */
interface Definition {
  readonly defaults: Readonly<Record<string, { readonly validate?: Validator }>>;
  _?: (key: string) => string;
}

/** Their fields are there, empty. */
const NO_CREDENTIALS: Values = Object.fromEntries(Array.from(CREDENTIALS, (name) => [name, '']));

/** The editor with the bundle and the pages as they are packed, as far as a validator can see. */
class FakeEditor {
  readonly #definitions = new Map<string, Definition>();
  #modem: Values | undefined;
  /** What the fields of the open config dialog hold. */
  #fields: Values = {};

  constructor(...types: readonly NodeType[]) {
    const RED = {
      _: (key: string) => key,
      i18n: { lang: () => 'en-US' },
      nodes: {
        node: (id: string) => (id === 'modem' ? this.#modem : null),
        registerType: (type: string, definition: Definition) => {
          definition._ = RED._;
          this.#definitions.set(type, definition);
        },
      },
    };
    const context = createContext({ RED, $: (selector: string) => this.#field(selector), TextEncoder });
    runInContext(readFileSync(join(ROOT, 'resources', 'editor.js'), 'utf8'), context);
    for (const type of types) {
      const [, script = ''] = /<script type="text\/javascript">([^]*?)<\/script>/.exec(pageOf(type)) ?? [];
      runInContext(script, context);
    }
  }

  definition(type: NodeType): Definition {
    const definition = this.#definitions.get(type);
    assert(definition !== undefined, `${type} is not registered`);
    return definition;
  }

  /** What the open dialog of a config node says is wrong, by property. A node of a flow has its dialog closed. */
  wrong(type: NodeType, values: Values, modem?: Values): ReadonlyMap<string, string> {
    const definition = this.definition(type);
    this.#fields = type === 'ec20-modem' ? { ...NO_CREDENTIALS, ...values } : {};
    this.#modem = modem;
    const node = { id: 'node', type, modem: 'modem', _def: definition, ...values };
    const found = new Map<string, string>();
    for (const [name, { validate }] of Object.entries(definition.defaults)) {
      const verdict = validate?.call(node, values[name], {}) ?? true;
      if (verdict !== true) found.set(name, String(verdict));
    }
    return found;
  }

  /** As much of jQuery as reads a field. */
  #field(selector: string): object {
    const name = selector.replace('#node-config-input-', '');
    // The dialog's form is found by the field of the name.
    const isThere = name === 'name' || Object.hasOwn(this.#fields, name);
    const value = this.#fields[name];
    return {
      length: isThere ? 1 : 0,
      attr: () => (typeof value === 'boolean' ? 'checkbox' : 'text'),
      val: () => value,
      prop: () => value,
      closest: () => ({ data: () => (isThere ? 'node' : undefined) }),
    };
  }
}

/** The editor validates no credential. */
function isOfCredential({ code, params }: CodedError): boolean {
  const field = params['field'];
  if (typeof field === 'string') return CREDENTIALS.has(field);
  return ['EC20_NO_SECRET', 'EC20_DEVICE_SECRET', 'EC20_PRODUCT_SECRET'].includes(code);
}

/** The dialog refuses what the runtime refuses, in its own sentence, and nothing else. */
function assertAgreement(wrong: ReadonlyMap<string, string>, thrown: unknown): void {
  if (!(thrown instanceof CodedError)) {
    assert.deepEqual([...wrong], []);
    return;
  }
  const sentence = describeError(thrown, 'node', 'en');
  assert(
    isOfCredential(thrown) || [...wrong.values()].includes(sentence),
    `“${sentence}” is not among ${JSON.stringify([...wrong])}`,
  );
}

describe('The dialogs as they are packed, and the runtime', function () {
  this.timeout(120_000);
  const editor = new FakeEditor('ec20-modem', 'ec20-publish', 'ec20-subscribe', 'ec20-reply');

  const sameModems = (numRuns: number, asRun: (values: Values) => Values = (values) => values) =>
    fc.assert(
      fc.property(modems, (values) =>
        assertAgreement(editor.wrong('ec20-modem', values), runtime(asRun(values))),
      ),
      seeded({ numRuns }),
    );

  it('refuse the same config nodes at every server, thing models too, in the same words', () => {
    sameModems(2000);
  });

  it('differ as soon as one side has another rule', () => {
    const { keepAlive } = editor.definition('ec20-modem').defaults;
    const { validate } = keepAlive ?? assert.fail();
    const weakened = keepAlive as { validate: Validator };
    weakened.validate = (value, options) => value === options || true;
    assert.throws(() => sameModems(2000), 'a dialog without a rule');
    weakened.validate = validate ?? assert.fail();
    assert.throws(
      () => sameModems(2000, ({ keepAlive: _ignored, ...values }) => values),
      'a runtime without it',
    );
  });

  it('refuse the same topics, QoS and retained messages to publish', () => {
    fc.assert(
      fc.property(topics, destinations, (node, destination) => {
        const modem = usable(destination);
        if (modem === undefined) return;
        const msg = { _msgid: '', topic: 'of/the/message', payload: 'x' };
        const thrown = caught(() =>
          outgoing(publishSettings(node), msg, { profile: modem.profile, quotes: 'keep' }),
        );
        assertAgreement(editor.wrong('ec20-publish', node, modem.values), thrown);
      }),
      seeded({ numRuns: 2000 }),
    );
  });

  it('refuse the same filters to subscribe to', () => {
    fc.assert(
      fc.property(topics, destinations, ({ topic, qos }, destination) => {
        const modem = usable(destination);
        if (modem === undefined) return;
        const thrown = caught(() => {
          const filter = modem.profile.expandTopic(setting('topic', SUBSCRIBE.topic, topic));
          modem.profile.checkFilter(filter, setting('qos', SUBSCRIBE.qos, qos) ?? 1);
        });
        assertAgreement(editor.wrong('ec20-subscribe', { topic, qos }, modem.values), thrown);
      }),
      seeded({ numRuns: 2000 }),
    );
  });

  it('refuse a character that a Chinese keyboard or a web page slips in, whichever it is', () => {
    const character = fc.integer({ min: 0x80, max: 0xffff }).map((code) => `a${String.fromCharCode(code)}b`);
    fc.assert(
      fc.property(character, fc.constantFrom('host', 'clientId', 'apn', 'willTopic'), (text, name) => {
        const values = { server: 'mqtt', host: 'broker.example', [name]: text };
        assertAgreement(editor.wrong('ec20-modem', values), runtime(values));
      }),
      seeded({ numRuns: 2000 }),
    );
  });

  it('have the same codes for an answer', () => {
    for (const code of ['', 200, '400', '201', 99_999, '100000', 110_001, 'x', '２００']) {
      const thrown = caught(() => refuse(replyCodeProblem(setting('code', REPLY.code, code))));
      assertAgreement(editor.wrong('ec20-reply', { code }), thrown);
    }
  });
});
