import assert from 'node:assert/strict';
import { type RawCommand, checkRawCommand, runRawCommand } from '../../src/session/raw-command';
import { type Script, ScriptedModule } from '../support/scripted-module';

async function run(command: RawCommand, script: Script) {
  const module = new ScriptedModule(script);
  return { module, answer: await module.settle(runRawCommand(module.channel, command)) };
}

describe('a command of a flow', () => {
  const INVALID: readonly (readonly [command: string, detail: string])[] = [
    ['', '(empty)'],
    ['  ', '(empty)'],
    ['CSQ', 'CSQ'],
    ['hello AT', 'hello AT'],
    ['AT+CSQ\rAT+CFUN=0', 'U+000D'],
    ['AT+CSQ\nAT', 'U+000A'],
    ['AT+CMGS="1"\u001a', 'U+001A'],
    ['AT+CSQ\u0000', 'U+0000'],
    ['AT+CSQ？', 'U+FF1F'],
  ];
  for (const [command, detail] of INVALID) {
    it(`is refused: ${JSON.stringify(command)}`, () => {
      assert.throws(() => checkRawCommand({ command }), { code: 'EC20_COMMAND_INVALID', params: { detail } });
    });
  }

  for (const timeoutMs of [0, 99, 180_001, -5, NaN, Infinity]) {
    it(`is refused with a timeout of ${timeoutMs}`, () => {
      assert.throws(() => checkRawCommand({ command: 'AT', timeoutMs }), { code: 'EC20_COMMAND_INVALID' });
    });
  }

  const RESERVED = [
    'AT+QMTOPEN=0,"host",1883',
    'at+qmtcfg="aliauth",0',
    'ATE1',
    'atv0',
    'ATZ',
    'AT&F',
    'AT &F0',
    'ATQ1',
    'AT+IPR=9600',
    'AT+CMEE=0',
    'AT+QURCCFG="urcport","uart1"',
    'AT+CFUN=0',
    'AT +CFUN=1,1',
    'AT+ CFUN=0',
    'AT+C FUN=0',
    'AT+QPOWD',
    'AT+IFC=2,2',
    'AT+CSQ;+CFUN=1,1',
    'AT+CPBF="a;b";+QPOWD=1',
    'AT+CSQ;E1',
    'ATIE1',
    'ATX4V0E1',
    'ATS3=13&W',
    'ATX4+CFUN=1,1',
  ];
  for (const command of RESERVED) {
    it(`is reserved, since it would break the session: ${command}`, () => {
      assert.throws(() => checkRawCommand({ command }), { code: 'EC20_RESERVED' });
      checkRawCommand({ command, force: true });
    });
  }

  for (const command of ['AT+QMTOPEN?', 'at+qmtconn?']) {
    it(`is free while online and reserved otherwise: ${command}`, () => {
      assert.throws(() => checkRawCommand({ command }), { code: 'EC20_RESERVED' });
      checkRawCommand({ command }, true);
    });
  }
  for (const command of [
    'AT+QMTCONN?;+QMTCLOSE=0',
    'AT+QMTCONN=?',
    'AT+QMTRECV?',
    'AT+CFUN=0',
    'AT+QPOWD?',
  ]) {
    it(`is reserved while online too: ${command}`, () => {
      assert.throws(() => checkRawCommand({ command }, true), { code: 'EC20_RESERVED' });
    });
  }
  for (const command of [
    'AT+CFUN?',
    'at +cfun?',
    'AT+CFUN=?',
    'AT+IPR?',
    'AT+CMEE?',
    'AT+IFC=?',
    'AT+ICF?',
  ]) {
    it(`only asks, so it is free in every state: ${command}`, () => {
      for (const isOnline of [false, true]) checkRawCommand({ command }, isOnline);
    });
  }
  for (const command of ['AT+CSQ;+CFUN?', 'AT+CFUN?;+CFUN=0', 'AT+CFUN?1', 'ATE?']) {
    it(`is reserved, since it is more than one harmless question: ${command}`, () => {
      assert.throws(() => checkRawCommand({ command }, true), { code: 'EC20_RESERVED' });
    });
  }

  const FREE = [
    'AT',
    'ATI',
    'at+csq',
    ' AT+CSQ ',
    'AT+CSQ;+COPS?',
    'AT+CPBF=";E1"',
    'AT+QPING=1,"a.b"',
    'AT+CMGS="+8613800000000"',
    'AT+CEREG?',
    'AT+QENG="servingcell"',
    'AT$QCRMCALL?',
  ];
  for (const command of FREE) it(`is free: ${command}`, () => checkRawCommand({ command }));
});

describe('running a command of a flow', () => {
  for (const [command, name] of [
    ['AT+CMGS="10086"', 'AT+CMGS'],
    ['at +cmgw=20', 'AT+CMGW'],
    ['AT+CMGF=1;+CMGS="10086"', 'AT+CMGS'],
    ['AT+QISEND=0', 'AT+QISEND'],
    ['AT+QISEND=0,10', 'AT+QISEND'],
    ['AT+QFUPL="UFS:a.txt",300', 'AT+QFUPL'],
    ['AT+QHTTPURL=23,80', 'AT+QHTTPURL'],
    ['AT+QFTPPUT="a.txt","COM:",0', 'AT+QFTPPUT'],
  ] as const) {
    it(`is not sent without its data: ${command}`, async () => {
      const refusal = { code: 'EC20_COMMAND_INVALID', params: { detail: `${name} without data` } };
      // The library sets `force`: without a session nothing is reserved, but the data are needed all the same.
      for (const force of [false, true]) {
        await assert.rejects(run({ command, force }, { [command]: ['OK'] }), refusal);
      }
    });
  }
  for (const command of [
    'AT+CMGS=?',
    'AT+QISEND=0,0',
    'AT+QISEND=?',
    'AT+QFTPPUT="a.txt","UFS:a.txt"',
    'AT+QHTTPURL?',
    'AT+QHTTPPOSTFILE="UFS:a.txt",80',
    'AT+CPBW=1,"+CMGS=1"',
  ]) {
    it(`is followed by no data: ${command}`, async () => {
      assert.equal((await run({ command }, { [command]: ['OK'] })).answer.result, 'OK');
    });
  }

  it('returns its lines, with a prefix and without', async () => {
    const { answer } = await run({ command: 'AT+CSQ' }, { 'AT+CSQ': ['+CSQ: 24,99', 'OK'] });
    assert.deepEqual(answer, { ok: true, lines: ['+CSQ: 24,99'], result: 'OK' });
    const ati = ['Quectel', 'EC20F', 'Revision: EC20CEFAGR06A10M4G'];
    assert.deepEqual((await run({ command: ' ATI ' }, { ATI: [...ati, 'OK'] })).answer.lines, ati);
  });

  it('returns UTF-8 as text', async () => {
    const { answer } = await run({ command: 'AT+COPS?' }, { 'AT+COPS?': ['+COPS: 0,0,"中国移动",7', 'OK'] });
    assert.deepEqual(answer.lines, ['+COPS: 0,0,"中国移动",7']);
  });

  it('takes no line that another listens to', async () => {
    const module = new ScriptedModule({ ATI: ['Quectel', 'RDY', '+QMTSTAT: 0,1', 'OK'] });
    const heard: string[] = [];
    for (const code of ['RDY', '+QMTSTAT']) module.channel.on(code, (urc) => heard.push(urc.text));
    const answer = await module.settle(runRawCommand(module.channel, { command: 'ATI' }));
    assert.deepEqual(answer.lines, ['Quectel']);
    assert.deepEqual(heard, ['RDY', '+QMTSTAT: 0,1']);
  });

  it('that is refused is reported with the module’s number', async () => {
    const module = new ScriptedModule({ 'AT+CIMI': ['+CME ERROR: 10'] });
    const running = runRawCommand(module.channel, { command: 'AT+CIMI' });
    await assert.rejects(module.settle(running), { code: 'EC20_MODULE_ERROR', moduleCode: 10 });
  });

  const DEADLINES: readonly (readonly [command: string, timeoutMs: number | undefined, ms: number])[] = [
    ['AT+CSQ', undefined, 5000],
    ['AT+COPS=?', undefined, 180_000],
    ['at+qiact=1', undefined, 150_000],
    ['AT+COPS=?', 250, 250],
  ];
  for (const [command, timeoutMs, ms] of DEADLINES) {
    it(`${command} that stays unanswered is given up after ${ms} ms`, async () => {
      const module = new ScriptedModule({ [command]: [] });
      const running = runRawCommand(
        module.channel,
        timeoutMs === undefined ? { command } : { command, timeoutMs },
      );
      await module.rejects(running, 'EC20_TIMEOUT', ms);
      assert.equal(module.clock.now(), ms);
    });
  }

  it('waits for a late code, and returns it as the last line', async () => {
    const module = new ScriptedModule({ 'AT+QPING=1,"a.b"': ['OK'] });
    const running = runRawCommand(module.channel, { command: 'AT+QPING=1,"a.b"', until: '+QPING:' });
    await module.clock.advance(8000);
    module.emit('+QPING: 0,"1.2.3.4",32,80,255');
    const answer = await module.settle(running, 0);
    assert.deepEqual(answer.lines, ['+QPING: 0,"1.2.3.4",32,80,255']);
  });

  it('returns a late code that overtakes its OK', async () => {
    const { answer } = await run(
      { command: 'AT+QNTP=1,"a.b"', until: '+CTZV' },
      { 'AT+QNTP=1,"a.b"': ['+CTZV: 32', 'OK'] },
    );
    assert.deepEqual(answer.lines, ['+CTZV: 32']);
  });

  it('allows a late code its whole time from OK on, however long other commands took before', async () => {
    const module = new ScriptedModule({ 'AT+COPS=?': [], 'AT+QPING=1,"a.b"': ['OK'] });
    const slow = runRawCommand(module.channel, { command: 'AT+COPS=?' });
    const ping = runRawCommand(module.channel, {
      command: 'AT+QPING=1,"a.b"',
      until: '+QPING',
      timeoutMs: 10_000,
    });
    await module.clock.advance(8000);
    module.emit('OK');
    await module.settle(slow, 0);
    await module.clock.advance(9000);
    module.emit('+QPING: 0');
    assert.deepEqual((await module.settle(ping, 0)).lines, ['+QPING: 0']);
  });

  it('is given up when the late code does not come, or the command is refused', async () => {
    const module = new ScriptedModule({ 'AT+QPING=1,"a.b"': [['OK'], ['ERROR']] });
    const command = { command: 'AT+QPING=1,"a.b"', until: '+QPING:', timeoutMs: 1000 };
    await module.rejects(runRawCommand(module.channel, command), 'EC20_TIMEOUT');
    assert.equal(module.clock.now(), 1000);
    await module.rejects(runRawCommand(module.channel, command), 'EC20_MODULE_ERROR');
    assert.equal(module.clock.armed, 0);
  });

  it('writes data behind the prompt as it is', async () => {
    const data = Buffer.from([0, 1, 13, 10, 26, 255]);
    const { module, answer } = await run(
      { command: 'AT+QFUPL="f",6', data },
      { 'AT+QFUPL="f",6': ['CONNECT', '+QFUPL: 6,1f2e', 'OK'] },
    );
    assert.deepEqual(module.data, [data]);
    assert.deepEqual(answer.lines, ['+QFUPL: 6,1f2e']);
  });

  it('ends data with 0x1A when asked to, also when there is none', async () => {
    const script = { 'AT+CMGS="1"': ['>', '+CMGS: 7', 'OK'] };
    const sent = await run({ command: 'AT+CMGS="1"', data: Buffer.from('hi'), ctrlZ: true }, script);
    assert.deepEqual(sent.module.data, [Buffer.from('hi\u001a')]);
    assert.deepEqual(sent.answer.lines, ['+CMGS: 7']);
    const empty = await run({ command: 'AT+CMGS="1"', ctrlZ: true }, script);
    assert.deepEqual(empty.module.data, [Buffer.from('\u001a')]);
  });

  it('Rule 6: a prompt that got lost is left by 0x1A, where that ends the data', async () => {
    const written: Buffer[] = [];
    const module = new ScriptedModule({ 'AT+CMGS="1"': [] }, (bytes) => written.push(bytes));
    const running = runRawCommand(module.channel, {
      command: 'AT+CMGS="1"',
      data: Buffer.from('hi'),
      ctrlZ: true,
    });
    await module.rejects(running, 'EC20_DATA_STUCK');
    await module.clock.advance(100);
    assert.deepEqual(written[1], Buffer.from([0x1a]));
  });
});

describe('Rule 10: personal numbers of a command of a flow', () => {
  const NUMBERS: readonly (readonly [command: string, answer: string])[] = [
    ['AT+GSN', '867698040123456'],
    ['AT+CGSN', '867698040123456'],
    ['AT+CIMI', '460001234567890'],
    ['AT+QCCID', '+QCCID: 89860012345678901234'],
    ['AT+CNUM', '+CNUM: ,"13800138000",129'],
  ];
  for (const [command, line] of NUMBERS) {
    it(`reach the flow, but not the trace: ${command}`, async () => {
      const { module, answer } = await run({ command }, { [command]: [line, 'OK'] });
      assert.deepEqual(answer.lines, [line]);
      assert.doesNotMatch(module.traced, /\d{11}/);
    });
  }
});

describe('Rule 10: secrets of a command of a flow', () => {
  const SECRETS: readonly (readonly [command: string, answer: readonly string[]])[] = [
    ['AT+QMTCFG="aliauth",0', ['+QMTCFG: "aliauth","pk","dn","s3cr3t"']],
    ['AT+QMTCFG="aliauth",0', ['+QMTCFG: "aliauth",0,"pk","dn","s3cr3t"']],
    ['AT+QMTCFG="aliauth",0,"pk","dn","s3cr3t"', []],
    ['AT+QMTCONN=0,"id","user","s3cr3t"', []],
    ['AT+QICSGP=1', ['+QICSGP: 1,"apn","user","s3cr3t",1']],
    ['AT+QICSGP=1,1,"apn","user","s3cr3t",1', []],
    ['AT+CPIN="s3cr3t"', []],
    ['AT+CPIN=s3cr3t', []],
    ['AT+CPIN = "s3cr3t"', []],
    ['AT+QICSGP =1,1,"apn","user","s3cr3t",1', []],
    ['AT+CLCK="SC",1,"s3cr3t"', []],
    ['AT+CPWD="SC","s3cr3t","s3cr3t2"', []],
    ['AT+ CPIN="s3cr3t"', []],
    ['AT+CSQ;+CPIN="s3cr3t"', []],
    ['AT+CGAUTH=1,1,"user","s3cr3t"', []],
    ['AT+CGAUTH=1,1,"s3cr3t","user"', []],
    ['AT+CGAUTH?', ['+CGAUTH: 1,1,"user","s3cr3t"']],
    ['AT$QCPDPP=1,1,"s3cr3t","user"', []],
    ['AT+QHTTPCFG="auth","user:s3cr3t"', []],
    ['AT+QHTTPCFG="auth"', ['+QHTTPCFG: "auth","user:s3cr3t"']],
    ['AT+QFTPCFG="account","user","s3cr3t"', []],
    ['AT+QFTPCFG="account"', ['+QFTPCFG: "account","user","s3cr3t"']],
    ['AT+QSMTPCFG="account","a@b.c","s3cr3t"', []],
    ['AT+QIREGAPP="apn","user","s3cr3t"', []],
    ['AT+QMTCFG="onenet",0,"product","s3cr3t"', []],
    ['AT+QMTCFG="hwauth",0,"s3cr3t"', []],
  ];
  for (const [command, lines] of SECRETS) {
    it(`are neither in the trace, with the module’s echo on, nor in the answer: ${command} ${lines.join()}`, async () => {
      const { module, answer } = await run(
        { command, force: true },
        { [command]: [command, ...lines, 'OK'] },
      );
      assert(!module.traced.includes('s3cr3t'), module.traced);
      assert(!answer.lines.join().includes('s3cr3t'), answer.lines.join());
      assert.equal(answer.lines.length, lines.length);
    });
  }

  it('are not in the error either', async () => {
    const module = new ScriptedModule({ 'AT+CPIN="s3cr3t"': ['+CME ERROR: 16'] });
    await assert.rejects(
      module.settle(runRawCommand(module.channel, { command: 'AT+CPIN="s3cr3t"' })),
      (error: Error) => {
        assert(!JSON.stringify([error.message, error]).includes('s3cr3t'));
        return true;
      },
    );
  });
});
