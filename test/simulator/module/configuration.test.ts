import assert from 'node:assert/strict';
import { FAMILIES, type PublishForm } from '../../../src/simulator/families';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

type FamilyName = SimulatorSettings['family'];
const NAMES = Object.keys(FAMILIES) as FamilyName[];

/** The rest of the command and the data, for each form of publishing. */
const FORMS: Readonly<Record<PublishForm, readonly [rest: string, data: string]>> = {
  'ctrl-z': ['', 'hi\x1a'],
  length: [',2', 'hi'],
  inline: [',"hi"', ''],
};

describe('publishing on the virtual module', () => {
  for (const family of NAMES) {
    for (const name of ['QMTPUB', 'QMTPUBEX'] as const) {
      const known = name === 'QMTPUB' ? FAMILIES[family].publish : FAMILIES[family].publishEx;
      it(`${family} takes ${name} in these forms: ${known.join(', ') || 'none'}`, async () => {
        const bench = await Bench.connected({ family });
        for (const [form, [rest, data]] of Object.entries(FORMS)) {
          const isKnown = known.some((one) => one === form);
          const before = bench.broker.published.length;
          let answer = await bench.send(`AT+${name}=0,1,1,0,"t"${rest}\r`);
          if (isKnown && data !== '') {
            assert.match(answer, /^\r\n> ?$/);
            answer = await bench.send(data);
          }
          assert.match(
            answer,
            isKnown ? new RegExp(`^\r\nOK\r\n\r\n\\+${name}: 0,1,0\r\n$`) : /^\r\nERROR\r\n$/,
            form,
          );
          assert.equal(bench.broker.published.length - before, isKnown ? 1 : 0, form);
          if (isKnown) assert.equal(bench.broker.published.at(-1)?.payload.toString(), 'hi');
        }
      });
    }
  }

  for (const [messageIdZero, answer] of [
    [false, /^\r\nERROR\r\n$/],
    [true, /^\r\n> $/],
  ] as const) {
    it(`with QoS 1 and the message id 0, messageIdZero=${messageIdZero}`, async () => {
      const bench = await Bench.connected({ messageIdZero });
      assert.match(await bench.send('AT+QMTPUBEX=0,0,1,0,"t",2\r'), answer);
    });
  }

  const stat = [
    ['BG95', {}, /\+QMTSTAT: 0,5/],
    ['BG95', { lateStat: false }, /\+QMTDISC: 0,0\r\n$/],
    ['EC20', {}, /\+QMTDISC: 0,0\r\n$/],
  ] as const;
  for (const [family, settings, expected] of stat) {
    it(`+QMTSTAT after QMTDISC: ${family} ${JSON.stringify(settings)}`, async () => {
      const bench = await Bench.connected({ family, ...settings });
      assert.match(await bench.send('AT+QMTDISC=0\r'), expected);
    });
  }
});

describe('AT+QCFG of the virtual module', () => {
  for (const family of NAMES) {
    it(`knows on ${family} the options that it lists, and keeps what was set over a restart`, async () => {
      const bench = await Bench.start({ family });
      await bench.run('ATE0');
      const listed = lines(await bench.send('AT+QCFG=?\r')).slice(0, -1);
      assert.ok(listed.length > 5);
      for (const line of listed) {
        const name = /"([^"]+)"/.exec(line)?.[1] ?? '';
        assert.match(
          await bench.send(`AT+QCFG="${name}"\r`),
          new RegExp(`\\+QCFG: "${name}",.+\r\n\r\nOK`),
          name,
        );
      }
      await bench.run('AT+QCFG="airplanecontrol",1');
      bench.simulator.reboot();
      await bench.listen(20_000);
      assert.match(await bench.send('AT+QCFG="airplanecontrol"\r'), /,1\r\n/);
    });
  }

  const rows: readonly (readonly [FamilyName, set: string, expected: string])[] = [
    ['BG95', '"nwscanseq",020301,1', '"nwscanseq",020301'],
    ['BG95', '"nwscanmode",3,1', '"nwscanmode",3'],
    ['BG95', '"iotopmode",1', '"iotopmode",1'],
    ['BG770A', '"iotopmode",1,1', '"iotopmode",1'],
    ['BG95', '"band",f,8000004,8000004,1', '"band",0xf,0x8000004,0x8000004'],
    ['EC25', '"band",0x3,0xE', 'ERROR'],
    ['EC20', '"iotopmode",1', 'ERROR'],
    ['EC20', '"nbsibscramble",0', 'ERROR'],
    ['EC20', '"urc/ri/other","off"', '"urc/ri/other","off"'],
  ];
  for (const [family, set, expected] of rows) {
    it(`${family}: ${set}`, async () => {
      const bench = await Bench.start({ family });
      await bench.run('ATE0');
      const refused = expected === 'ERROR';
      assert.deepEqual(lines(await bench.send(`AT+QCFG=${set}\r`)), [refused ? 'ERROR' : 'OK']);
      if (refused) return;
      assert.deepEqual(lines(await bench.send(`AT+QCFG=${set.split(',')[0] ?? ''}\r`)), [
        `+QCFG: ${expected}`,
        'OK',
      ]);
    });
  }
});

describe('a context of the virtual module', () => {
  it('is set without an APN', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('AT+QICSGP=1,1\r')), ['OK']);
    assert.deepEqual(lines(await bench.send('AT+QICSGP=1\r')), ['+QICSGP: 1,"","","",0', 'OK']);
  });

  for (const [tlsOptions, answer] of [
    ['', 'ERROR'],
    ['session,dtls', 'OK'],
  ] as const) {
    it(`of TLS with the further options “${tlsOptions}”`, async () => {
      const bench = await Bench.start({ tlsOptions });
      await bench.run('ATE0');
      assert.deepEqual(lines(await bench.send('AT+QSSLCFG="dtls",0,0\r')), [answer]);
    });
  }
});
