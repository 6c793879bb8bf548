import assert from 'node:assert/strict';
import { type MqttSettings, configureMqtt } from '../../src/ec20/mqtt-config';
import { EC20 } from '../../src/ec20/profiles/dialects';
import { type Script, ScriptedModule } from '../support/scripted-module';

const SECRET = 'f0a1c2d3e4b5a6978811223344556677';
const SIGNED: MqttSettings = {
  clientIndex: 0,
  context: 1,
  keepAliveSeconds: 120,
  cleanSession: true,
  will: undefined,
  aliauth: undefined,
  tlsContext: undefined,
};
const ALIAUTH: MqttSettings = {
  ...SIGNED,
  aliauth: { productKey: 'a1XyZ0pQ9rS', deviceName: 'pi-1', deviceSecret: SECRET },
};

/** A module that takes every option. */
const WILLING: Script = {
  'AT+QMTCFG="version",0,4': ['OK'],
  'AT+QMTCFG="pdpcid",0,1': ['OK'],
  'AT+QMTCFG="ssl",0,0': ['OK'],
  'AT+QMTCFG="keepalive",0,120': ['OK'],
  'AT+QMTCFG="session",0,1': ['OK'],
  'AT+QMTCFG="timeout",0,5,3,0': ['OK'],
  'AT+QMTCFG="recv/mode",0,0,1': ['OK'],
  'AT+QMTCFG="will",0,0': ['OK'],
  'AT+QMTCFG="aliauth",0': ['OK'],
  [`AT+QMTCFG="aliauth",0,"a1XyZ0pQ9rS","pi-1","${SECRET}"`]: ['OK'],
};
const CLEARING = 'AT+QMTCFG="aliauth",0,"","",""';

async function configure(settings: MqttSettings, script: Script = WILLING) {
  const module = new ScriptedModule(script);
  await module.settle(configureMqtt(module.channel, settings, EC20));
  return module;
}

describe('the settings before AT+QMTOPEN', () => {
  const OPTIONS = [
    '+QMTCFG="version",0,4',
    '+QMTCFG="pdpcid",0,1',
    '+QMTCFG="ssl",0,0',
    '+QMTCFG="keepalive",0,120',
    '+QMTCFG="session",0,1',
    '+QMTCFG="timeout",0,5,3,0',
    '+QMTCFG="recv/mode",0,0,1',
    '+QMTCFG="will",0,0',
  ];

  it('are all written, since none survives a reset of the module, in one line', async () => {
    const module = await configure(SIGNED);
    assert.deepEqual(module.commands, [`AT${OPTIONS.join(';')}`, 'AT+QMTCFG="aliauth",0']);
  });

  it('are written one by one when one of them is refused', async () => {
    const module = await configure(SIGNED, { ...WILLING, 'AT+QMTCFG="timeout",0,5,3,0': ['ERROR'] });
    assert.deepEqual(module.commands, [
      `AT${OPTIONS.join(';')}`,
      ...OPTIONS.map((option) => `AT${option}`),
      'AT+QMTCFG="aliauth",0',
    ]);
  });

  it('belong to the chosen client, context, keep-alive and session', async () => {
    const module = new ScriptedModule({
      'AT+QMTCFG="version",3,4': ['OK'],
      'AT+QMTCFG="keepalive",3,60': ['OK'],
      'AT+QMTCFG="session",3,0': ['OK'],
    });
    const settings = { ...SIGNED, clientIndex: 3, context: 2, keepAliveSeconds: 60, cleanSession: false };
    await module.settle(configureMqtt(module.channel, settings, EC20));
    assert(module.commands.includes('AT+QMTCFG="pdpcid",3,2'));
    assert(module.commands.includes('AT+QMTCFG="session",3,0'));
  });

  for (const option of ['pdpcid",0,1', 'timeout",0,5,3,0', 'recv/mode",0,0,1', 'will",0,0']) {
    it(`may lack ${option.split('"')[0] ?? ''}: the connection works without it`, async () => {
      await configure(SIGNED, { ...WILLING, [`AT+QMTCFG="${option}`]: ['ERROR'] });
    });
  }

  for (const option of ['version",0,4', 'keepalive",0,120', 'session",0,1']) {
    const [name = ''] = option.split('"');
    it(`may leave ${name} at the module’s own value, and report so`, async () => {
      const module = new ScriptedModule({ ...WILLING, [`AT+QMTCFG="${option}`]: ['ERROR'] });
      assert.deepEqual(await module.settle(configureMqtt(module.channel, SIGNED, EC20)), [name]);
    });
  }

  it('may be refused altogether: the connection goes on with the module’s own', async () => {
    const module = new ScriptedModule({});
    const left = await module.settle(configureMqtt(module.channel, SIGNED, EC20));
    assert.deepEqual(left, ['version', 'keepalive', 'session']);
  });

  it('must be taken where TLS depends on them', async () => {
    const module = new ScriptedModule({});
    await module.rejects(
      configureMqtt(module.channel, { ...SIGNED, tlsContext: 2 }, EC20),
      'EC20_MODULE_ERROR',
    );
  });

  it('a will is written whole, and must be taken', async () => {
    const will = { topic: 'dev/状态', payload: 'gone', qos: 1, retain: true } as const;
    const line = 'AT+QMTCFG="will",0,1,1,1,"dev/状态","gone"';
    const module = await configure({ ...SIGNED, will }, { ...WILLING, [line]: ['OK'] });
    assert(module.commands[0]?.endsWith(line.slice(2)));
    const refusing = new ScriptedModule(WILLING);
    await refusing.rejects(configureMqtt(refusing.channel, { ...SIGNED, will }, EC20), 'EC20_MODULE_ERROR');
  });

  it('Rule 10: a quote in the will is refused and never reaches the line', async () => {
    const will = { topic: 'dev', payload: '{"state":"gone"}', qos: 0, retain: false } as const;
    const module = new ScriptedModule(WILLING);
    await module.rejects(configureMqtt(module.channel, { ...SIGNED, will }, EC20), 'EC20_AT_TEXT');
    assert(!module.commands.some((command) => command.includes('gone')));
  });
});

describe('aliauth', () => {
  it('sends the module the triple to sign with', async () => {
    const module = await configure(ALIAUTH);
    assert.equal(module.commands.at(-1), `AT+QMTCFG="aliauth",0,"a1XyZ0pQ9rS","pi-1","${SECRET}"`);
  });

  it('never shows the secret in the trace', async () => {
    const module = await configure(ALIAUTH);
    assert(module.traced.includes('"a1XyZ0pQ9rS","pi-1","***"'));
    assert(!module.traced.includes(SECRET));
  });

  it('that the firmware lacks is reported as such', async () => {
    const module = new ScriptedModule({
      ...WILLING,
      [`AT+QMTCFG="aliauth",0,"a1XyZ0pQ9rS","pi-1","${SECRET}"`]: ['ERROR'],
    });
    await module.rejects(configureMqtt(module.channel, ALIAUTH, EC20), 'EC20_ALIAUTH_MISSING');
  });

  it('that is not answered is no missing aliauth', async () => {
    const module = new ScriptedModule({
      ...WILLING,
      [`AT+QMTCFG="aliauth",0,"a1XyZ0pQ9rS","pi-1","${SECRET}"`]: [],
    });
    await module.rejects(configureMqtt(module.channel, ALIAUTH, EC20), 'EC20_TIMEOUT');
  });

  const LEFTOVERS = [
    `+QMTCFG: "aliauth","a1XyZ0pQ9rS","pi-0","${SECRET}"`,
    `+QMTCFG: "aliauth",0,"a1XyZ0pQ9rS","pi-0","${SECRET}"`,
    `+QMTCFG: "a1XyZ0pQ9rS","pi-0","${SECRET}"`,
  ];
  for (const answer of LEFTOVERS) {
    it(`left by an earlier program is cleared when we sign (${answer.replace(SECRET, '…')})`, async () => {
      const module = await configure(SIGNED, {
        ...WILLING,
        'AT+QMTCFG="aliauth",0': [[answer, 'OK'], ['OK']],
        [CLEARING]: ['OK'],
      });
      assert(module.commands.includes(CLEARING));
      assert(!module.traced.includes(SECRET), 'the old secret shows in the trace');
    });

    it(`left by an earlier program that can’t be cleared is reported (${answer.replace(SECRET, '…')})`, async () => {
      const module = new ScriptedModule({ ...WILLING, 'AT+QMTCFG="aliauth",0': [answer, 'OK'] });
      await module.rejects(configureMqtt(module.channel, SIGNED, EC20), 'EC20_ALIAUTH_OLD');
      assert(!module.traced.includes(SECRET), 'the old secret shows in the trace');
    });
  }

  for (const answer of ['+QMTCFG: "aliauth","","",""', '+QMTCFG: "aliauth"', '+QMTCFG: "","",""']) {
    it(`that is empty is left unchanged (${answer})`, async () => {
      const module = await configure(SIGNED, { ...WILLING, 'AT+QMTCFG="aliauth",0': [answer, 'OK'] });
      assert(!module.commands.includes(CLEARING));
    });
  }

  it('that the firmware lacks is no trouble when we sign', async () => {
    await configure(SIGNED, { ...WILLING, 'AT+QMTCFG="aliauth",0': ['ERROR'] });
  });
});
