import assert from 'node:assert/strict';
import {
  type AccessPoint,
  activateContext,
  configureAccessPoint,
  deactivateContext,
  hasDrifted,
} from '../../src/ec20/packet-data';
import { type Script, ScriptedModule } from '../support/scripted-module';

const OWN: AccessPoint = { context: 1, apn: '', user: '', password: '', authentication: 0 };
const CMIOT: AccessPoint = { ...OWN, apn: 'cmiot', user: 'me', password: 'pa55', authentication: 1 };
const ACTIVE = ['+QIACT: 1,1,1,"10.7.1.2"', 'OK'];
const WRITE_CMIOT = 'AT+QICSGP=1,1,"cmiot","me","pa55",1';

/** Of a module that is attached, unless the script says otherwise. */
const scripted = (script: Script) => new ScriptedModule({ 'AT+CGATT?': ['+CGATT: 1', 'OK'], ...script });

async function activate(access: AccessPoint, script: Script) {
  const module = scripted(script);
  const address = await module.settle(activateContext(module.channel, access));
  return { address, commands: module.commands, traced: module.traced };
}

describe('packet service', () => {
  const DETACHED = { 'AT+CGATT?': ['+CGATT: 0', 'OK'] };

  it('is attached when it is not, and the address, which may have come with that, is asked for again', async () => {
    const { address, commands } = await activate(OWN, {
      ...DETACHED,
      'AT+CGATT=1': ['OK'],
      'AT+QIACT?': [['OK'], ACTIVE],
    });
    assert.equal(address, '10.7.1.2');
    assert.deepEqual(commands, ['AT+CGATT?;+QIACT?', 'AT+CGATT=1', 'AT+QIACT?']);
  });

  it('that the network refuses is reported as that', async () => {
    const module = scripted({ ...DETACHED, 'AT+QIACT?': ['OK'], 'AT+CGATT=1': ['+CME ERROR: 30'] });
    await module.rejects(activateContext(module.channel, OWN), 'EC20_NOT_ATTACHED');
  });

  for (const [name, answer, code] of [
    ['refused', ['ERROR'], 'EC20_MODULE_ERROR'],
    ['answered with nothing but OK', ['OK'], 'EC20_ANSWER_SHAPE'],
  ] as const) {
    it(`that is unknown, since AT+CGATT? is ${name}, is reported`, async () => {
      const module = scripted({ 'AT+CGATT?': answer, 'AT+QIACT?': ACTIVE });
      await module.rejects(activateContext(module.channel, OWN), code);
    });
  }

  it('may take its 140 s', async () => {
    const module = scripted({ ...DETACHED, 'AT+QIACT?': [['OK'], ACTIVE], 'AT+CGATT=1': [] });
    const activated = activateContext(module.channel, OWN);
    await module.clock.advance(139_000);
    module.emit('OK');
    assert.equal(await module.settle(activated, 0), '10.7.1.2');
  });

  it('stops being waited for when the bring-up is given up', async () => {
    const module = scripted({ ...DETACHED, 'AT+QIACT?': ['OK'], 'AT+CGATT=1': [] });
    const giveUp = new AbortController();
    const activated = activateContext(module.channel, OWN, giveUp.signal);
    await module.clock.advance(1000);
    giveUp.abort();
    await module.rejects(activated, 'EC20_CANCELLED', 0);
  });
});

describe('the access point', () => {
  const QUESTION = 'AT+QICSGP=1;+CGDCONT?';
  const OURS = ['+QICSGP: 1,"cmiot","me","pa55",1', 'OK'];
  const DEFINED = ['+CGDCONT: 1,"IP","cmiot","0.0.0.0",0,0', 'OK'];

  async function configure(access: AccessPoint, script: Script) {
    const module = scripted(script);
    const isChanged = await module.settle(configureAccessPoint(module.channel, access));
    return { isChanged, commands: module.commands, traced: module.traced };
  }

  it('that fits is not touched', async () => {
    const found = await configure(CMIOT, { 'AT+QICSGP=1': OURS, 'AT+CGDCONT?': DEFINED });
    assert.deepEqual([found.isChanged, found.commands], [false, [QUESTION]]);
  });

  it('that is empty leaves the network’s own', async () => {
    assert.deepEqual((await configure(OWN, {})).commands, []);
  });

  for (const old of [
    '1,"","","",0',
    '1,"cmnet","me","pa55",1',
    '1,"cmiot","me","old",1',
    '1,"cmiot","me","pa55",2',
  ]) {
    it(`takes the place of ${old}; the password never shows`, async () => {
      const { isChanged, commands, traced } = await configure(CMIOT, {
        'AT+QICSGP=1': [`+QICSGP: ${old}`, 'OK'],
        'AT+CGDCONT?': DEFINED,
        [WRITE_CMIOT]: ['OK'],
      });
      assert.deepEqual([isChanged, commands], [true, [QUESTION, WRITE_CMIOT, 'AT+CGDCONT?']]);
      assert(!traced.includes('pa55'));
    });
  }

  it('that the attachment does not follow is written there too', async () => {
    const { isChanged, commands } = await configure(CMIOT, {
      'AT+QICSGP=1': OURS,
      'AT+CGDCONT?': ['+CGDCONT: 1,"IPV4V6","ims","0.0.0.0",0,0', '+CGDCONT: 2,"IP","cmiot"', 'OK'],
      'AT+CGDCONT=1,"IPV4V6","cmiot"': ['OK'],
    });
    assert.deepEqual([isChanged, commands], [true, [QUESTION, 'AT+CGDCONT=1,"IPV4V6","cmiot"']]);
  });

  for (const told of ['CMIOT', 'cmiot.mnc000.mcc460.gprs']) {
    it(`that the network calls ${told} is the same`, async () => {
      const { isChanged } = await configure(CMIOT, {
        'AT+QICSGP=1': OURS,
        'AT+CGDCONT?': [`+CGDCONT: 1,"IP","${told}"`, 'OK'],
      });
      assert.equal(isChanged, false);
    });
  }

  it('that is refused while its context is up is written once that is down', async () => {
    const { commands } = await configure(CMIOT, {
      'AT+QICSGP=1': ['+QICSGP: 1,"","","",0', 'OK'],
      'AT+CGDCONT?': DEFINED,
      [WRITE_CMIOT]: [['ERROR'], ['OK']],
      'AT+QIDEACT=1': ['OK'],
    });
    assert.deepEqual(commands.slice(1, 4), [WRITE_CMIOT, 'AT+QIDEACT=1', WRITE_CMIOT]);
  });

  it('that is refused for good is reported', async () => {
    const module = scripted({ 'AT+QICSGP=1': ['+QICSGP: 1,"","","",0', 'OK'], 'AT+CGDCONT?': DEFINED });
    await module.rejects(configureAccessPoint(module.channel, CMIOT), 'EC20_MODULE_ERROR');
  });
});

describe('the PDP context', () => {
  it('that is active already is used: AT+QIACT would answer ERROR', async () => {
    const { address, commands } = await activate(OWN, { 'AT+QIACT?': ACTIVE });
    assert.equal(address, '10.7.1.2');
    assert.deepEqual(commands, ['AT+CGATT?;+QIACT?']);
  });

  it('of another number, or one that is not up, is not taken for it', async () => {
    const { address } = await activate(OWN, {
      'AT+QIACT?': [
        ['+QIACT: 2,1,1,"10.0.0.9"', '+QIACT: 1,0,1', 'OK'],
        ['+QIACT: 2,1,1,"10.0.0.9"', ...ACTIVE],
      ],
      'AT+QIACT=1': ['OK'],
    });
    assert.equal(address, '10.7.1.2');
  });

  it('keeps its first address when there is an IPv6 one too', async () => {
    const { address } = await activate(OWN, {
      'AT+QIACT?': ['+QIACT: 1,1,1,"10.2.198.114","240E:404::1849"', 'OK'],
    });
    assert.equal(address, '10.2.198.114');
  });

  it('that came up though AT+QIACT said ERROR is used', async () => {
    const { address, commands } = await activate(OWN, {
      'AT+QIACT?': [['OK'], ACTIVE],
      'AT+QIACT=1': ['ERROR'],
    });
    assert.equal(address, '10.7.1.2');
    assert.deepEqual(commands, ['AT+CGATT?;+QIACT?', 'AT+QIACT=1;+QIACT?', 'AT+QIACT?'], 'activated once');
  });

  it('that stays down is reported with the access point and what the module said', async () => {
    const module = scripted({
      'AT+QICSGP=1': ['+QICSGP: 1,"cmiot","me","pa55",1', 'OK'],
      'AT+QIACT?': ['OK'],
      'AT+QIACT=1': ['+CME ERROR: 30'],
    });
    await assert.rejects(module.settle(activateContext(module.channel, CMIOT)), (error: Error) => {
      const { code, params } = error as Error & { code?: string; params?: unknown };
      assert.equal(code, 'EC20_PDP_FAILED');
      assert.deepEqual(params, { apn: 'cmiot' });
      assert.equal((error.cause as Error & { moduleCode?: number }).moduleCode, 30);
      return true;
    });
    assert.equal(module.commands.filter((command) => command.startsWith('AT+QIACT=1')).length, 1);
  });

  it('that the module says OK for but never shows is no address', async () => {
    const module = scripted({ 'AT+QIACT?': ['OK'], 'AT+QIACT=1': ['OK'] });
    await module.rejects(activateContext(module.channel, OWN), 'EC20_PDP_FAILED');
  });

  it('that the network’s side shows up though AT+QIACT is refused belongs to another program', async () => {
    const module = scripted({
      'AT+QIACT?': ['OK'],
      'AT+QIACT=1': ['+CME ERROR: 561'],
      'AT+CGACT?': ['+CGACT: 1,1', 'OK'],
    });
    await assert.rejects(module.settle(activateContext(module.channel, CMIOT)), {
      code: 'EC20_PDP_HELD',
      params: { context: 1 },
    });
  });

  it('with an empty access point keeps the network’s own', async () => {
    const { commands } = await activate(OWN, { 'AT+QIACT?': [['OK'], ACTIVE], 'AT+QIACT=1': ['OK'] });
    assert.deepEqual(commands, ['AT+CGATT?;+QIACT?', 'AT+QIACT=1;+QIACT?']);
  });

  it('comes up one command after the other where the firmware takes none joined', async () => {
    const { address, commands } = await activate(OWN, {
      'AT+CGATT?;+QIACT?': ['ERROR'],
      'AT+QIACT?': [['OK'], ACTIVE],
      'AT+QIACT=1': ['OK'],
    });
    assert.equal(address, '10.7.1.2');
    assert.deepEqual(commands, ['AT+CGATT?;+QIACT?', 'AT+CGATT?', 'AT+QIACT?', 'AT+QIACT=1', 'AT+QIACT?']);
  });

  it('may take 150 s to come up', async () => {
    const module = scripted({ 'AT+QIACT?': [['OK'], ACTIVE], 'AT+QIACT=1;+QIACT?': [] });
    const activated = activateContext(module.channel, OWN);
    await module.clock.advance(149_000);
    module.emit('+QIACT: 1,1,1,"10.7.1.2"', 'OK');
    assert.equal(await module.settle(activated, 0), '10.7.1.2');
  });

  it('that is not active is taken down without complaint', async () => {
    const module = new ScriptedModule({ 'AT+QIDEACT=1': ['ERROR'] });
    await module.settle(deactivateContext(module.channel, 1));
  });

  const DRIFT: readonly (readonly [
    name: string,
    qiact: readonly string[],
    cgact: readonly string[],
    drifted: boolean,
  ])[] = [
    ['both say up', ACTIVE, ['+CGACT: 1,1', '+CGACT: 2,0', 'OK'], false],
    ['AT+CGACT? says down', ACTIVE, ['+CGACT: 1,0', 'OK'], true],
    ['AT+QIACT? shows nothing', ['OK'], ['+CGACT: 1,1', 'OK'], true],
    ['AT+CGACT? is refused', ACTIVE, ['ERROR'], false],
    ['AT+CGACT? knows other contexts only', ACTIVE, ['+CGACT: 2,0', 'OK'], false],
  ];
  for (const [name, qiact, cgact, drifted] of DRIFT) {
    it(`${drifted ? 'can’t' : 'can'} be trusted when ${name}`, async () => {
      const module = new ScriptedModule({ 'AT+QIACT?': qiact, 'AT+CGACT?': cgact });
      assert.equal(await module.settle(hasDrifted(module.channel, 1)), drifted);
    });
  }
});
