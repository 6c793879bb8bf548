import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deliveries } from '../../src/simulator/messages/delivery';
import { packSeptets, septetsOf, unpackSeptets } from '../../src/simulator/messages/gsm-alphabet';
import { readTpdu, textOf, writeTpdu } from '../../src/simulator/messages/tpdu';
import { seeded } from '../hostile/seed';

const STAMP = '26/11/22,08:00:00+32';
const GSM = '@£$èé\nØ_ΔΩ !"#%&()*+,-./09:;<=>?AZÄÖaz{}[]~|^\\€';

/** Bytes from textbooks, and their meaning. */
const KNOWN = [
  ['submit', '11000B916407281553F80000AA0AE8329BFD4697D9EC37', '+46708251358', 'hellohello', ''],
  [
    'deliver',
    '040BC87238880900F10000993092516195800AE8329BFD4697D9EC37',
    '27838890001',
    'hellohello',
    '99/03/29,15:16:59+08',
  ],
] as const;

describe('text messages in bytes', () => {
  for (const [kind, digits, address, text, stamp] of KNOWN) {
    it(`${kind}: ${digits}`, () => {
      const message = readTpdu(Buffer.from(digits, 'hex'), kind);
      assert.ok(message !== undefined);
      assert.deepEqual([message.address, textOf(message), message.stamp], [address, text, stamp]);
      assert.equal(writeTpdu(message).toString('hex').toUpperCase(), digits);
    });
  }

  it('septets come back as they were packed, behind any number of bits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 160 }),
        fc.nat(55),
        (septets, skipped) => {
          assert.deepEqual(unpackSeptets(packSeptets(septets, skipped), septets.length, skipped), septets);
        },
      ),
      seeded({ numRuns: 300 }),
    );
  });

  it('any text comes back from its parts, each of which fits and reads alone', () => {
    const gsm = fc.string({ unit: fc.constantFrom(...Array.from(GSM)), maxLength: 500 });
    const any = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(fc.oneof(gsm, any), fc.constantFrom('+8613900001111', '10086', 'Aliyun'), (text, from) => {
        const parts = deliveries({ from, text }, STAMP, 7).map((part) => writeTpdu(part));
        const read = parts.map((bytes) => readTpdu(bytes, 'deliver'));
        assert.ok(parts.every(({ length }) => length <= 140 + 24));
        assert.ok(read.every((part) => part?.address === from && part.stamp === STAMP));
        assert.equal(read.map((part) => (part === undefined ? '' : textOf(part))).join(''), text);
        if (septetsOf(text) !== undefined) assert.ok(read.every((part) => part?.coding === 0));
      }),
      seeded({ numRuns: 500 }),
    );
  });

  it('any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 180 }), fc.constantFrom('deliver', 'submit'), (bytes, kind) => {
        const message = readTpdu(Buffer.from(bytes), kind);
        if (message !== undefined) textOf(message);
      }),
      seeded({ numRuns: 1000 }),
    );
  });
});
