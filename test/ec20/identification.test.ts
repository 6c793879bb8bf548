import assert from 'node:assert/strict';
import { identify } from '../../src/ec20/identification';
import { FAMILIES, OTHER_DIALECTS, PROFILES } from '../../src/ec20/profiles/families';

/** What modules say to AT+CGMM, AT+CGMR and ATI: names of real firmware, and of the kinds that are to be expected. */
/** The family's name, or `unsupported` or `unknown`. */
const NAMES: readonly (readonly [family: string, ...words: readonly string[]])[] = [
  ['EC20', 'EC20F', 'EC20CEFAGR06A10M4G'],
  ['EC20', 'EC20', 'EC20CEFILGR06A03M1G'],
  ['EC20', 'EC20CEHCLG'],
  ['EC21', 'EC21', 'EC21EFAR06A06M4G'],
  ['EC25', 'EC25', 'EC25EFAR06A06M4G'],
  ['EC25', 'EC25-EUX'],
  ['EG25', 'EG25', 'EG25GGBR07A08M2G'],
  ['EG25', 'EG25-G'],
  ['EG25', 'Quectel_EG25-G'],
  ['EG21', 'EG21-G'],
  ['EG91', 'EG91', 'EG91EFBR02A09M4G'],
  ['EG915N', 'EG915N', 'EG915NEUAGR01A01M08'],
  ['EG915U', 'EG915U', 'EG915UEUABR03A01M08'],
  ['EG915Q', 'EG915Q-NA'],
  ['EG95', 'EG95', 'EG95EXGAR08A02M1G'],
  ['EC200U', 'EC200U', 'EC200UCNAAR03A02M08'],
  ['EC200U', 'EC200U-CN'],
  ['EC200S', 'EC200S', 'EC200SCNAAR01A10M08'],
  ['EC200A', 'EC200A', 'EC200AELLAR01A05M16_TP'],
  ['EC200T', 'EC200T', 'EC200TEUHAR05A01M16'],
  ['EC200N', 'EC200N-CN'],
  ['EC600S', 'EC600S', 'EC600SCNAAR01A01M08'],
  ['EC600N', 'EC600NCNLFR03A01M08'],
  ['EC600U', 'EC600U'],
  ['EC600M', 'EC600M'],
  ['EC600K', 'EC600K-CN'],
  ['EC800M', 'EC800MCNLE'],
  ['EC800M', 'EC800M', 'EC800MCNGAR06A01M08'],
  ['EC800N', 'EC800NCNLC'],
  ['EC800K', 'EC800KCNLC'],
  ['EC800E', 'EC800ECNLC'],
  ['EC801E', 'EC801E-CN'],
  ['EG800K', 'EG800K', 'EG800KEULCR07A01M04'],
  ['EG800AK', 'EG800AK-EU'],
  ['EG800Q', 'EG800Q-EU'],
  ['BG770A', 'BG770A-GL', 'BG770AGLAAR02A05'],
  ['BG950A', 'BG951A-GL'],
  ['BG95', 'BG95-M3', 'BG95M3LAR02A03'],
  ['BG77', 'BG77'],
  ['BG77', 'BG600L-M3'],
  // The name says nothing, its revision does; then the lines of ATI.
  ['EC20', '', 'EC20CEFAGR06A10M4G'],
  ['EC800M', 'LTE Module', 'EC800MCNLER06A01M08'],
  ['EC25', 'Quectel', 'EC25', 'Revision: EC25EFAR06A06M4G'],
  ['EC200U', 'Quectel', 'Revision: EC200UCNAAR03A02M08'],
  ['EC20', 'ec20f'],
  ['unsupported', 'BC26', 'BC26NBR01A08'],
  ['unsupported', 'BC95-G'],
  ['unsupported', 'M26', 'M26FBR03A13'],
  ['unsupported', 'MC60'],
  // Its number goes on: another model.
  ['unknown', 'EC2000'],
  ['unknown', 'EC200Z'],
  ['unknown', 'EG9150'],
  ['unknown', 'BG96'],
  ['unknown', 'BC260Y'],
  ['unknown', 'SIM7600CE'],
  ['unknown', 'RM500Q-GL'],
  ['unknown', ''],
  ['unknown'],
];

describe('a module', () => {
  for (const [family, ...words] of NAMES) {
    it(`that calls itself ${words.join(' / ') || 'nothing'} is ${family}`, () => {
      const found = identify(words);
      assert.equal(found.kind === 'known' ? found.profile.name : found.kind, family);
    });
  }

  it('of each family in the table is identified by each of its names, alone and with a suffix', () => {
    for (const { names } of FAMILIES) {
      for (const name of [...names, ...names.map((each) => `${each}-CN`)]) {
        const found = identify([name]);
        assert.equal(found.kind === 'known' && found.profile.name, names[0], name);
      }
    }
    for (const model of OTHER_DIALECTS) assert.equal(identify([model]).kind, 'unsupported', model);
  });

  it('has one row only', () => {
    const all = [...FAMILIES.flatMap(({ names }) => names), ...OTHER_DIALECTS];
    assert.deepEqual(
      all.filter((name, place) => all.indexOf(name) !== place),
      [],
    );
    assert.equal(PROFILES.size, FAMILIES.length + 1);
  });
});
