import assert from 'node:assert/strict';

import { helper, inState, modemNode, Probe, startFlow, type CaughtMessage } from './rig';

const FLOW = [
  modemNode(),
  { id: 'command', type: 'ec20-command', modem: 'modem', wires: [['out']] },
  { id: 'out', type: 'helper' },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

describe('ec20-command', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    await startFlow(FLOW);
    await new Probe('states').next(inState('online'));
  });
  afterEach(() => helper.unload());

  it('returns the module’s answer', async () => {
    const out = new Probe('out');
    helper.getNode('command').receive({ payload: 'AT+CSQ', extra: 1 });
    const msg = await out.next();
    assert.deepEqual(msg.payload, { ok: true, lines: ['+CSQ: 24,99'], result: 'OK' });
    assert.equal(msg['extra'], 1);
  });

  it('sends a text message: data after the prompt, ended by Ctrl-Z', async () => {
    const out = new Probe('out');
    helper.getNode('command').receive({ payload: 'AT+CMGF=1' });
    await out.next();
    helper.getNode('command').receive({ payload: { command: 'AT+CMGS="10086"', data: 'hi', ctrlZ: true } });
    const { lines } = (await out.next()).payload as { lines: string[] };
    assert.match(lines[0] ?? '', /^\+CMGS: \d+$/);
  });

  it('waits for a code that comes after OK', async () => {
    const out = new Probe('out');
    const command = 'AT+QPING=1,"a1DemoEC20x.iot-as-mqtt.cn-shanghai.aliyuncs.com",4,1';
    helper.getNode('command').receive({ payload: { command, until: '+QPING:', timeout: 5000 } });
    const { lines } = (await out.next()).payload as { lines: string[] };
    assert.match(lines.at(-1) ?? '', /^\+QPING: /);
  });

  const refused: [payload: unknown, code: string][] = [
    ['AT+QMTCLOSE=0', 'EC20_RESERVED'],
    ['at+cfun=1,1', 'EC20_RESERVED'],
    ['AT+CSQ;+CFUN=0', 'EC20_RESERVED'],
    ['ATE1', 'EC20_RESERVED'],
    ['hello', 'EC20_COMMAND_INVALID'],
    ['AT+CSQ\rAT+CFUN=0', 'EC20_COMMAND_INVALID'],
    [{ data: 'without a command' }, 'EC20_COMMAND_INVALID'],
    [{ command: 'AT', timeout: 1_000_000 }, 'EC20_COMMAND_INVALID'],
    [{ command: 'AT', force: 'yes' }, 'EC20_COMMAND_INVALID'],
    [42, 'EC20_COMMAND_INVALID'],
    ['AT+NOSUCHCOMMAND', 'EC20_MODULE_ERROR'],
  ];
  for (const [payload, code] of refused) {
    it(`refuses ${JSON.stringify(payload)} with ${code}`, async () => {
      const [errors, out] = [new Probe('errors'), new Probe('out')];
      helper.getNode('command').receive({ payload });
      assert.equal(((await errors.next()) as CaughtMessage).error.code, code);
      assert.equal(out.received.length, 0);
    });
  }

  const copied: [payload: unknown, command: string][] = [
    ['AT+CSQ //信号质量查询', 'AT+CSQ'],
    ['> AT＋CSQ', 'AT+CSQ'],
    [{ command: '[10:00:01] 发送：AT+CSQ（信号）' }, 'AT+CSQ'],
  ];
  for (const [payload, command] of copied) {
    it(`understands ${JSON.stringify(payload)}, and names what was sent`, async () => {
      const out = new Probe('out');
      helper.getNode('command').receive({ payload });
      const answer = (await out.next()).payload as { lines: string[]; command?: string };
      assert.match(answer.lines.join(), /^\+CSQ: \d+,\d+$/);
      assert.equal(answer.command, command);
    });
  }

  it('sends a plain command as it is, and says no more than its answer', async () => {
    const out = new Probe('out');
    helper.getNode('command').receive({ payload: 'AT+CGMI' });
    assert.deepEqual((await out.next()).payload, { ok: true, lines: ['Quectel'], result: 'OK' });
  });

  it('runs a reserved command when it is forced', async () => {
    const out = new Probe('out');
    helper.getNode('command').receive({ payload: { command: 'AT+CFUN?', force: true } });
    assert.deepEqual(((await out.next()).payload as { lines: string[] }).lines, ['+CFUN: 1']);
  });
});
