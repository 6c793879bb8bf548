import assert from 'node:assert/strict';
import { variablesIn, withVariables } from '../../src/settings/environment';
import type { Field } from '../../src/settings/field';
import { setting } from '../../src/settings/refusal';
import { checkField, NODES, type NodeType } from '../../src/settings/settings';
import { assertCoded } from '../cloud/coded';

const VALUES: Readonly<Record<string, string>> = { HOST: 'pi-7', N: '5', SHARP: '$1 ${HOST}', EMPTY: '' };
const find = (name: string) => VALUES[name];

type Row = Field<unknown>;
const rows = Object.entries(NODES).flatMap(([node, table]) =>
  Object.entries<Row>(table).map(([name, row]) => ({ node: node as NodeType, name, row })),
);
const isSecret = ({ credential, inText }: Row) => credential === 'password' && inText !== 'names';

describe('An environment variable within a longer text', () => {
  for (const { node, name, row } of rows.filter((each) => each.row.kind !== 'note')) {
    const isOptional = row.inText === 'optional';
    const what = isSecret(row)
      ? 'is a part of the secret'
      : isOptional
        ? 'is filled in if there is one'
        : 'is filled in, or refused by name';
    it(`${what}: ${name} of ${node}`, () => {
      for (const [text, filled] of [
        ['c-${HOST}', 'c-pi-7'],
        ['$(HOST)/x/${N}', 'pi-7/x/5'],
        ['${HOST}${HOST}', 'pi-7pi-7'],
        ['a${EMPTY}b', 'ab'],
      ] as const) {
        assert.equal(withVariables(row, text, find), isSecret(row) ? text : filled);
      }
      const unset = 'c-${HOST}-$(EC20_UNSET)';
      const left = withVariables(row, unset, find);
      assert.equal(left, isSecret(row) ? unset : 'c-pi-7-$(EC20_UNSET)');
      if (isSecret(row) || isOptional) setting(name, { ...row, read: (_, value) => ({ value }) }, left);
      else
        assertCoded(() => setting(name, row, left), 'EC20_ENV_MISSING', { name: 'EC20_UNSET', field: name });
    });
  }

  it('is refused by name, whole, in every setting, secrets too', () => {
    for (const { name, row } of rows.filter((each) => each.row.kind !== 'note')) {
      for (const whole of ['${EC20_UNSET}', '$(EC20_UNSET)', ' ${EC20_UNSET} ']) {
        assertCoded(() => setting(name, row, whole), 'EC20_ENV_MISSING', { name: 'EC20_UNSET', field: name });
      }
    }
  });

  it('leaves a secret with such signs as it is', () => {
    for (const secret of ['a${HOST}b', '$(HOST', 'a$(HOST)', '${', '$$', '${HOST} ${N}']) {
      assert.equal(withVariables(NODES['ec20-modem'].password, secret, find), secret);
      assert.equal(setting('password', NODES['ec20-modem'].password, secret), secret);
    }
  });

  it('gives way to a topic’s own placeholders, whatever variables there are', () => {
    const row = NODES['ec20-publish'].topic;
    const all = (name: string) => (name === 'HOST' ? 'pi-7' : 'never');
    const topic = '/${productKey}/${deviceName}/${YourProductKey}/${YourDeviceName}';
    assert.equal(withVariables(row, `${topic}/\${HOST}`, all), `${topic}/pi-7`);
    assert.deepEqual(variablesIn(row, topic), []);
  });

  it('is filled in once: what a variable holds is not searched again', () => {
    assert.equal(withVariables(NODES['ec20-modem'].clientId, 'a-${SHARP}', find), 'a-$1 ${HOST}');
  });

  it('is unknown to a dialog, which refuses a topic’s mistyped placeholder all the same', () => {
    const broker = { server: 'mqtt', host: 'a.example', keepAlive: '1${N}', clientId: 'c-$(HOST)' };
    for (const name of ['host', 'keepAlive', 'clientId'])
      assert.equal(checkField('ec20-modem', name, broker), undefined);
    for (const [topic, code] of [
      ['site/${SITE}/x', undefined],
      ['$(SITE)/${productKey}', undefined],
      ['site/${room1}/x', undefined],
      ['${Site}/${productKey}/x', undefined],
      ['site/${deviceNmae}', 'EC20_TOPIC_PLACEHOLDER'],
      ['site/${Product_Key}', 'EC20_TOPIC_PLACEHOLDER'],
      ['site/${devicename}', 'EC20_TOPIC_PLACEHOLDER'],
      ['site/${SITE}/${devicename}', 'EC20_TOPIC_PLACEHOLDER'],
      ['a/${tsl.event.identifier}', 'EC20_TOPIC_PLACEHOLDER'],
    ] as const) {
      const named = { ...broker, productKey: 'pk', deviceName: 'dn' };
      assert.equal(checkField('ec20-publish', 'topic', { topic }, named)?.code, code, topic);
    }
  });
});
