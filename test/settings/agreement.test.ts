import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outgoing, publishSettings } from '../../nodes/publish/outgoing';
import { CodedError } from '../../src/base/coded-error';
import { SUBSCRIBE } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { type Fault, faultsOf } from '../../src/settings/settings';
import { seeded } from '../hostile/seed';
import { caught, destinations, modems, runtime, topics, usable } from './generated-nodes';

/** The editor finds what the runtime refuses, with its code and its values, and nothing where the runtime has none. */
function assertAgreement(found: readonly Fault[], thrown: unknown): void {
  if (!(thrown instanceof CodedError)) {
    assert.deepEqual(found, []);
    return;
  }
  const alike = found.find(({ code, params }) => code === thrown.code && isSame(params, thrown.params));
  assert(
    alike !== undefined,
    `${thrown.code} ${JSON.stringify(thrown.params)} is not among ${JSON.stringify(found)}`,
  );
  assert.deepEqual(alike.phrases ?? {}, thrown.phrases);
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

describe('The editor and the runtime', () => {
  it('refuse the same config nodes, for the same reason', () => {
    fc.assert(
      fc.property(modems, (values) => assertAgreement(faultsOf('ec20-modem', values), runtime(values))),
      seeded({ numRuns: 6000 }),
    );
  });

  it('refuse the same topics to publish to', () => {
    fc.assert(
      fc.property(topics, destinations, (node, destination) => {
        const modem = usable(destination);
        if (modem === undefined) return;
        const msg = { _msgid: '', topic: 'of/the/message', payload: 'x' };
        const thrown = caught(() =>
          outgoing(publishSettings(node), msg, { profile: modem.profile, quotes: 'keep' }),
        );
        assertAgreement(faultsOf('ec20-publish', node, modem.values), thrown);
      }),
      seeded({ numRuns: 3000 }),
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
        assertAgreement(faultsOf('ec20-subscribe', { topic, qos }, modem.values), thrown);
      }),
      seeded({ numRuns: 3000 }),
    );
  });
});
