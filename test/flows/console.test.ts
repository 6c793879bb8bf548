import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import * as util from '@node-red/util';
import consolePlugin from '../../nodes/console/ec20-console';
import type { HistoryReading } from '../../nodes/console/history-reading';
import { helper, inState, modemNode, Probe, startFlow } from './rig';

/** Node-RED's own events, which its types leave out: what RED.comms publishes passes there. */
const { events } = util as unknown as { events: EventEmitter };

const FLOW = [
  modemNode(),
  modemNode({ id: 'unused', name: 'U' }),
  modemNode({ id: 'broken', name: 'B', keepAlive: 'never' }),
  { id: 'user', type: 'ec20-status', modem: 'broken', wires: [[]] },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
];

interface Entry {
  readonly at: number;
  readonly direction: string;
  readonly text: string;
  readonly own?: boolean;
}

interface Reading {
  readonly deployed: boolean;
  readonly state: string;
  readonly code?: string;
  readonly reason?: string;
  readonly model: string;
  readonly versions?: { readonly package: string; readonly node: string };
  readonly epoch: string;
  readonly next: number;
  readonly left: number;
  readonly entries: readonly Entry[];
}

interface Answer {
  readonly ok: boolean;
  readonly result?: string;
  readonly lines?: readonly { readonly text: string; readonly meaning: string }[];
  readonly code?: string;
  readonly message?: string;
}

describe('The console’s endpoints', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    await startFlow(FLOW, {}, [consolePlugin]);
    await new Probe('states').next(inState('online'));
  });
  afterEach(() => helper.unload());

  const read = async (id: string, query = ''): Promise<Reading> => {
    const answer = await helper.request().get(`/ec20/trace/${id}${query}`).expect(200);
    return answer.body as Reading;
  };
  const run = async (body: object | string, query = '', id = 'modem') => {
    const answer = await helper.request().post(`/ec20/command/${id}${query}`).send(body);
    return { status: answer.status, ...(answer.body as Answer) };
  };
  const texts = ({ entries }: Reading) => entries.map(({ text }) => text);

  it('give what went over the line so far, and from then on only what is new', async () => {
    const first = await read('modem');
    assert.equal(first.deployed, true);
    assert.equal(first.state, 'online');
    assert.match(first.model, /^EC20/);
    assert.equal(first.left, 0);
    assert.ok(texts(first).some((text) => text.startsWith('+QMTCONN: 0,0,0')));
    const place = `?epoch=${first.epoch}&after=${first.next}`;
    assert.deepEqual((await read('modem', place)).entries, []);
    await run({ command: 'AT+CGMI' });
    const more = await read('modem', place);
    assert.deepEqual(texts(more), ['AT+CGMI<CR>', 'Quectel', 'OK']);
    assert.deepEqual(texts(await read('modem', `?epoch=other&after=${first.next}`)).length, more.next);
  });

  it('hold no secret and no personal number, from any command', async () => {
    for (const command of ['AT+GSN', 'AT+CGSN', 'AT+CIMI', 'AT+QCCID', 'AT+CNUM', 'AT+CPIN="9876"']) {
      const answer = await run({ command });
      assert.doesNotMatch(JSON.stringify(answer), /\d{11,}|9876/);
    }
    const { entries } = await read('modem');
    assert.ok(entries.some(({ text }) => text.includes('"aliauth",0,"a1DemoEC20x","demo-device","***"')));
    assert.doesNotMatch(JSON.stringify(entries.map(({ text }) => text)), /\d{11,}|9876/);
  });

  it('count what they leave out of a long trace', async () => {
    const session = (helper.getNode('modem') as unknown as Modem).device.running;
    for (let line = 0; line < 3000; line++) session.trace.record('in', `line ${line}`);
    const reading = await read('modem');
    assert.equal(reading.entries.length, 500);
    assert.equal(reading.entries.at(-1)?.text, 'line 2999');
    assert.equal(reading.left + 500, reading.next);
  });

  it('notify every editor of news, without the lines', async () => {
    await read('modem');
    const told = new Promise<{ data: unknown; retain: unknown }>((resolve) => {
      const hear = (event: { topic: string; data: unknown; retain: unknown }) => {
        if (event.topic !== 'ec20/trace/modem') return;
        events.off('comms', hear);
        resolve(event);
      };
      events.on('comms', hear);
    });
    await run({ command: 'AT+CSQ' });
    const { data, retain } = await told;
    assert.deepEqual([data, retain], [{ news: true }, false]);
  });

  it('run a command and return its result', async () => {
    const { lines = [], ...answer } = await run({ command: 'AT+CSQ' }, '?lang=zh-CN');
    assert.deepEqual(answer, { status: 200, ok: true, result: 'OK' });
    assert.equal(lines.length, 1);
    assert.match(lines[0]?.text ?? '', /^\+CSQ: \d+,\d+$/);
    assert.match(lines[0]?.meaning ?? '', /^信号强度：\d+ → -\d+ dBm/);
    const english = await run({ command: 'AT+CSQ' }, '?lang=en-US');
    assert.match(english.lines?.[0]?.meaning ?? '', /^signal: \d+ → -\d+ dBm/);
    assert.deepEqual((await run({ command: 'AT' })).lines, []);
  });

  it('mark their own commands and answers, and nothing else', async () => {
    const before = await read('modem');
    await run({ command: 'AT+CGMR' });
    await run({ command: 'AT+NOSUCH' });
    await run({ command: 'AT+CPIN="9876"' });
    const { entries } = await read('modem', `?epoch=${before.epoch}&after=${before.next}`);
    const marked = entries.filter(({ own }) => own === true).map(({ text }) => text);
    assert.equal(marked.length, 7, marked.join());
    assert.deepEqual([marked[0], marked[2], marked[3]], ['AT+CGMR<CR>', 'OK', 'AT+NOSUCH<CR>']);
    assert.ok(marked[5]?.startsWith('AT+CPIN='), marked.join());
    assert.ok(before.entries.every(({ own }) => own === undefined));
  });

  it('name the versions that a saved trace is headed by', async () => {
    const { versions } = await read('modem');
    assert.match(versions?.package ?? '', /^\d+\.\d+\.\d+/);
    assert.equal(versions?.node, process.versions.node);
  });

  it('give the overview of a modem node: its stages, and the minutes that are new', async () => {
    const ask = async (path: string) => {
      const answer = await helper.request().get(`/ec20/history/${path}`).expect(200);
      return answer.body as HistoryReading;
    };
    const chinese = await ask('modem?range=hour&lang=zh-CN');
    assert.deepEqual([chinese.deployed, chinese.state], [true, 'online']);
    assert.deepEqual(
      chinese.stages.map(({ state }) => state),
      Array.from({ length: 7 }, () => 'good'),
    );
    assert.equal(chinese.stages[1]?.value, '虚拟模块');
    assert.doesNotMatch(JSON.stringify(chinese), /\d{15,}|a1DemoEC20x/);
    const last = chinese.samples.at(-1);
    assert(last !== undefined);
    assert.ok(last.spanMs === 60_000 && last.recordedMs > 0, JSON.stringify(last));
    const more = await ask(`modem?range=hour&since=${last.at}`);
    assert.deepEqual(
      more.samples.filter(({ at }) => at < last.at),
      [],
    );
    assert.notDeepEqual(more.samples, []);
    assert.equal((await ask(`modem?range=hour&since=${more.now + 60_000}`)).samples.length, 0);
    const broken = await ask('broken?lang=en-US');
    assert.deepEqual([broken.stages[0]?.state, broken.stages[0]?.code], ['bad', 'EC20_SETTING']);
    assert.deepEqual((await ask('nosuchnode')).deployed, false);
  });

  it('list the modem nodes of the running flows by the label of the node', async () => {
    const answer = await helper.request().get('/ec20/modems').expect(200);
    const names = (answer.body as { id: string; name: string }[]).map(({ id, name }) => `${id}: ${name}`);
    assert.ok(names.includes('unused: U') && names.includes('broken: B'), names.join());
    assert.equal(names.length, 3);
  });

  it('give the console a page of its own, in the asked language, that holds nothing of the flows', async () => {
    for (const [lang, title] of [
      ['zh-CN', '<title>EC20 模块控制台</title>'],
      ['en-US', '<title>EC20 modem console</title>'],
    ] as const) {
      const { text, headers } = await helper.request().get(`/ec20/console?lang=${lang}`).expect(200);
      assert.match(
        String((headers as Record<string, unknown>)['content-type']),
        /^text\/html; charset=utf-8/,
      );
      assert.ok(text.includes(title) && text.includes(`RED.ec20.console.openWindow('${lang}')`));
      assert.match(text, /<style>\s*\.ec20-console \{/);
      assert.doesNotMatch(text, /demo-device|a1DemoEC20x|https?:\/\//);
    }
  });

  const QUESTIONS = ['AT+QMTOPEN?', 'AT+QMTCONN?', 'AT+CFUN?', 'AT+CMEE?', 'AT+IPR?'];
  for (const command of QUESTIONS) {
    it(`let ${command} pass while online`, async () => {
      assert.equal((await run({ command })).ok, true);
    });
  }

  const REFUSED: readonly (readonly [body: object, status: number, code: string])[] = [
    [{ command: 'AT+QMTCLOSE=0' }, 400, 'EC20_RESERVED'],
    [{ command: 'AT+QMTCONN?;+QMTCLOSE=0' }, 400, 'EC20_RESERVED'],
    [{ command: 'ATE1' }, 400, 'EC20_RESERVED'],
    [{ command: 'AT＋CSQ' }, 400, 'EC20_COMMAND_INVALID'],
    [{ command: 'AT+CSQ\rAT+CFUN=0' }, 400, 'EC20_COMMAND_INVALID'],
    [{ command: 1 }, 400, 'EC20_COMMAND_INVALID'],
    [{}, 400, 'EC20_COMMAND_INVALID'],
    [[], 400, 'EC20_COMMAND_INVALID'],
    [{ command: 'AT+NOSUCHCOMMAND' }, 409, 'EC20_MODULE_ERROR'],
  ];
  for (const [body, status, code] of REFUSED) {
    it(`refuse ${JSON.stringify(body)} with ${code}`, async () => {
      const answer = await run(body);
      assert.deepEqual([answer.status, answer.code, answer.ok], [status, code, false]);
    });
  }

  /** What each step of a blog is done by. */
  const STEPS: readonly (readonly [command: string, zh: RegExp, en: RegExp])[] = [
    ['AT+QMTCFG="recv/mode",0,0,1', /由模块节点在连接时自动完成.*“云平台”/, /when it connects.*“Cloud”/],
    ['AT+QMTCFG="aliauth",0,"pk","dn","ds"', /由模块节点在连接时自动完成/, /when it connects/],
    ['AT+QMTOPEN=0,"a.b",1883', /由模块节点在连接时自动完成/, /when it connects/],
    ['AT+QMTCONN=0,"c"', /由模块节点在连接时自动完成/, /when it connects/],
    ['AT+QMTSUB=0,1,"/a/b",0', /“ec20 订阅”节点/, /“ec20 subscribe”/],
    ['AT+QMTPUBEX=0,1,1,0,"/a/b",51', /“ec20 发布”节点/, /“ec20 publish”/],
    ['AT+QMTPUB=0,1,1,0,"/a/b"', /“ec20 发布”节点/, /“ec20 publish”/],
    ['ATE1', /回显/, /echo/],
    ['AT+IPR=9600', /“高级”标签页/, /tab “Advanced”/],
    ['AT+CFUN=0', /断电再上电/, /off and on/],
    ['ATD*99#', /不需要拨号/, /No dial-up/],
  ];
  for (const [command, zh, en] of STEPS) {
    it(`say what does the step of ${command}`, async () => {
      for (const [lang, step] of [
        ['zh-CN', zh],
        ['en-US', en],
      ] as const) {
        const { code, message = '' } = await run({ command }, `?lang=${lang}`);
        assert.equal(code, 'EC20_RESERVED');
        assert.match(message, step);
        assert.doesNotMatch(message, /msg\.|force|deploy|部署/);
      }
    });
  }

  /** What is said of a refusal by the module, and of what can't be sent. */
  const TOLD: readonly (readonly [command: string, zh: RegExp, en: RegExp])[] = [
    ['AT+CSQ?', /没有带“\?”的查询形式，请发 AT\+CSQ/, /no form with “\?”: send AT\+CSQ/],
    ['AT+CPIN', /查询要带“\?”，请发 AT\+CPIN\?/, /to ask, send AT\+CPIN\?/],
    ['AT+CPIN="9876"', /\+CME ERROR: \d+（[^）]+）/, /\+CME ERROR: \d+ \([^)]+\)/],
    ['AT+CSQ 信', /含有不能发送的字符“信”/, /the character “信”/],
    ['AT+QPING=1,"信"', /双引号里有不能发送的字符“信”/, /the character “信” within quotes/],
    ['CSQ', /CSQ（是不是想发 AT\+CSQ？）/, /did you mean AT\+CSQ\?/],
  ];
  for (const [command, zh, en] of TOLD) {
    it(`explain the refusal of ${command}`, async () => {
      for (const [lang, told] of [
        ['zh-CN', zh],
        ['en-US', en],
      ] as const) {
        const { message = '' } = await run({ command }, `?lang=${lang}`);
        assert.match(message, told);
        assert.doesNotMatch(message, /U\+4FE1|ATI/);
      }
    });
  }

  it('say what to do at the line for commands, not in a flow', async () => {
    for (const [lang, cure] of [
      ['zh-CN', /请输入一条不带换行的指令/],
      ['en-US', /Enter one command without line breaks/],
    ] as const) {
      const { message = '' } = await run({ command: 'HELLO' }, `?lang=${lang}`);
      assert.match(message, cure);
      assert.doesNotMatch(message, /msg\./);
    }
  });

  it('speak the asked language', async () => {
    const command = 'AT+QMTCLOSE=0';
    assert.match(
      (await run({ command }, '?lang=zh-CN')).message ?? '',
      /由本软件包自己使用，没有发送。断开连接由模块节点自己处理/,
    );
    assert.match(
      (await run({ command }, '?lang=en-US')).message ?? '',
      /is used by this package itself and was not sent. The modem node ends the connection/,
    );
    const hint = '/ec20/hint?direction=in&line=%2BQMTSTAT:%200,1&lang=';
    assert.match(await hintAt(`${hint}zh-CN`), /服务器断开了连接/);
    assert.match(await hintAt(`${hint}en-US`), /The broker closed the connection/);
    assert.equal(await hintAt('/ec20/hint'), '');
  });

  it('report config nodes that are missing, unused or set up wrongly', async () => {
    assert.deepEqual(await read('nobody'), { deployed: false, entries: [] });
    assert.equal((await run({ command: 'AT' }, '', 'nobody')).code, 'EC20_NO_MODEM');
    const unused = await read('unused');
    assert.deepEqual([unused.state, unused.epoch, unused.entries.length], ['closed', '', 0]);
    assert.equal((await run({ command: 'AT' }, '', 'unused')).code, 'EC20_LINE_CLOSED');
    const broken = await read('broken', '?lang=zh-CN');
    assert.equal(broken.state, 'failed');
    assert.match(broken.reason ?? '', /[\u4e00-\u9fff]/);
    assert.equal((await run({ command: 'AT' }, '', 'broken')).code, broken.code);
  });

  async function hintAt(path: string): Promise<string> {
    const answer = await helper.request().get(path).expect(200);
    return (answer.body as { hint: string }).hint;
  }
});

interface Modem {
  readonly device: { readonly running: { readonly trace: { record(way: 'in', text: string): void } } };
}
