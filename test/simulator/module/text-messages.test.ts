import assert from 'node:assert/strict';
import { Bench, lines } from './bench';

/** SMS-SUBMIT of `hellohello` to +46708251358, as in textbooks; 23 octets after the service centre's. */
const SUBMIT = '0011000B916407281553F80000AA0AE8329BFD4697D9EC37';
/** SMS-DELIVER of the same text from 27838890001, through +27381000015; 28 octets. */
const DELIVER = '07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37';

async function quiet(...commands: readonly string[]): Promise<Bench> {
  const bench = await Bench.start({ smsMs: 10 });
  await bench.run('ATE0', ...commands);
  return bench;
}

describe('text messages of the virtual module', () => {
  const refused = [
    ['a length that isn’t the PDU’s', 'AT+CMGS=22', SUBMIT, 304],
    ['no hexadecimal digits', 'AT+CMGS=23', 'hello', 304],
    ['a PDU that is cut', 'AT+CMGS=20', SUBMIT.slice(0, 42), 304],
    ['what is received, not sent', 'AT+CMGS=28', DELIVER, 304],
    ['a number in PDU mode', 'AT+CMGS="10086"', undefined, 304],
  ] as const;
  for (const [what, command, data, code] of refused) {
    it(`in PDU mode refuse ${what} with ${code}`, async () => {
      const bench = await quiet();
      const prompt = await bench.send(`${command}\r`);
      if (data === undefined) assert.equal(prompt, `\r\n+CMS ERROR: ${code}\r\n`);
      else {
        assert.equal(prompt, '\r\n> ');
        assert.equal(await bench.send(`${data}\x1a`), `\r\n+CMS ERROR: ${code}\r\n`);
      }
      assert.deepEqual(bench.simulator.sentMessages, []);
    });
  }

  it('are cancelled by ESC in both modes', async () => {
    const bench = await quiet();
    await bench.send('AT+CMGS=23\r');
    assert.equal(await bench.send(`${SUBMIT}\x1b`), '\r\nOK\r\n');
    await bench.run('AT+CMGF=1');
    await bench.send('AT+CMGS="10086"\r');
    assert.equal(await bench.send('no\x1b'), '\r\nOK\r\n');
    assert.deepEqual(bench.simulator.sentMessages, []);
  });

  it('are sent with an increasing reference, and the PDU unchanged', async () => {
    const bench = await quiet();
    for (const reference of [1, 2]) {
      await bench.send('AT+CMGS=23\r');
      assert.equal(await bench.send(`${SUBMIT}\x1a`), `\r\n+CMGS: ${reference}\r\n\r\nOK\r\n`);
    }
    const [first] = bench.simulator.sentMessages;
    assert.deepEqual(first, { to: '+46708251358', text: 'hellohello', tpdu: `1101${SUBMIT.slice(6)}` });
  });

  const errors = [
    [{ sim: 'absent' }, '+CMS ERROR: 310'],
    [{ sim: 'pin' }, '+CMS ERROR: 311'],
    [{ sim: 'puk' }, '+CMS ERROR: 316'],
    [{ sim: 'failure' }, '+CMS ERROR: 313'],
  ] as const;
  for (const [settings, error] of errors) {
    it(`need the card: ${JSON.stringify(settings)} is ${error}, for reading too`, async () => {
      const bench = await Bench.start(settings);
      await bench.run('ATE0');
      for (const command of ['AT+CMGS=23', 'AT+CPMS?', 'AT+CMGL=4', 'AT+CMGR=0', 'AT+CMGD=0'])
        assert.equal(await bench.send(`${command}\r`), `\r\n${error}\r\n`, command);
    });
  }

  it('need the network: 331', async () => {
    const bench = await Bench.start({ registration: 'denied' });
    await bench.run('ATE0', 'AT+CMGF=1');
    await bench.send('AT+CMGS="10086"\r');
    assert.equal(await bench.send('hi\x1a'), '\r\n+CMS ERROR: 331\r\n');
    assert.equal(bench.simulator.receiveText('hi'), false);
  });

  const rows = [
    ['2,1,0,0,0', /^\r\n\+CMTI: "ME",0\r\n$/, 1],
    ['2,2,0,0,0', /^\r\n\+CMT: ,\d+\r\n0891[\dA-F]+\r\n$/, 0],
    ['2,0,0,0,0', /^$/, 1],
    ['0,1,0,0,0', /^$/, 1],
  ] as const;
  for (const [indication, code, stored] of rows) {
    it(`are received as AT+CNMI=${indication} selects`, async () => {
      const bench = await quiet(`AT+CNMI=${indication}`);
      assert.deepEqual(lines(await bench.send('AT+CNMI?\r')), [`+CNMI: ${indication}`, 'OK']);
      assert.equal(bench.simulator.receiveText('Alarm', '10086'), true);
      assert.match(await bench.listen(), code);
      assert.match(await bench.send('AT+CPMS?\r'), new RegExp(`"ME",${stored},255`));
    });
  }

  it('that were withheld are reported when AT+CNMI enables them, or dropped', async () => {
    const bench = await quiet('AT+CNMI=0,1');
    bench.simulator.receiveText('one');
    assert.deepEqual(lines(await bench.send('AT+CNMI=2,1,0,0,0\r')), ['OK', '+CMTI: "ME",0']);
    await bench.run('AT+CNMI=0,1');
    bench.simulator.receiveText('two');
    assert.deepEqual(lines(await bench.send('AT+CNMI=2,1,0,0,1\r')), ['OK']);
  });

  it('are not reported where AT+QINDCFG disables it', async () => {
    const bench = await quiet('AT+QINDCFG="smsincoming",0');
    bench.simulator.receiveText('one');
    assert.equal(await bench.listen(), '');
  });

  it('that are long come in parts with one reference, in the GSM alphabet and in UCS2', async () => {
    const bench = await quiet('AT+CMGF=0');
    bench.simulator.receiveText('x'.repeat(161), '10086');
    bench.simulator.receiveText('中'.repeat(71), '10086');
    const pdus = lines(await bench.send('AT+CMGL=4\r')).filter((line) => line.startsWith('0891'));
    assert.equal(pdus.length, 4);
    const headers = pdus.map((pdu) => /050003([\dA-F]{2})(\d\d)(\d\d)/.exec(pdu)?.slice(1, 4));
    const [one, , two] = headers.map((header) => header?.[0]);
    assert.deepEqual(headers, [
      [one, '02', '01'],
      [one, '02', '02'],
      [two, '02', '01'],
      [two, '02', '02'],
    ]);
    assert.notEqual(one, two);
  });

  it('from a name show the name', async () => {
    const bench = await quiet('AT+CMGF=1');
    bench.simulator.receiveText('Hi', 'Aliyun');
    assert.match(await bench.send('AT+CMGR=0\r'), /\+CMGR: "REC UNREAD","Aliyun",,/);
  });

  it('in UCS2 show numbers and text in digits, and are written so', async () => {
    const bench = await quiet('AT+CMGF=1', 'AT+CSCS="UCS2"', 'AT+CSMP=17,167,0,8');
    bench.simulator.receiveText('温度', '10086');
    assert.match(await bench.send('AT+CMGL="ALL"\r'), /"00310030003000380036",,"[^"]+"\r\n6E295EA6\r\n/);
    await bench.send('AT+CMGS="00310030003000380036"\r');
    await bench.send('6E295EA6\x1a');
    assert.deepEqual(
      bench.simulator.sentMessages.map(({ to, text }) => [to, text]),
      [['10086', '温度']],
    );
  });

  it('are written to a store, sent from it to another number, and deleted by their status', async () => {
    const bench = await quiet('AT+CMGF=1');
    await bench.send('AT+CMGW="10086"\r');
    assert.deepEqual(lines(await bench.send('draft\x1a')), ['+CMGW: 0', 'OK']);
    await bench.run('AT+CMGF=0');
    await bench.send('AT+CMGW=28,0\r');
    assert.deepEqual(lines(await bench.send(`${DELIVER}\x1a`)), ['+CMGW: 1', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+CMGR=1\r')), [`+CMGR: 0,,28`, DELIVER, 'OK']);
    await bench.run('AT+CMGF=1');
    assert.match(
      await bench.send('AT+CMGR=1\r'),
      /"REC READ","27838890001",,"99\/03\/29,15:16:59\+08"\r\nhellohello/,
    );
    assert.deepEqual(lines(await bench.send('AT+CMSS=0,"+8613900000000"\r')), ['+CMSS: 1', 'OK']);
    assert.equal(bench.simulator.sentMessages[0]?.to, '+8613900000000');
    assert.match(await bench.send('AT+CMGL="STO SENT"\r'), /\+CMGL: 0,"STO SENT","10086",,\r\ndraft/);
    await bench.run('AT+CMGD=0,1');
    assert.deepEqual(lines(await bench.send('AT+CMGD=?\r')), ['+CMGD: (0),(0-4)', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+CMGR=1\r')), ['+CMS ERROR: 321']);
  });

  it('fill a store, and then no more comes in', async () => {
    const bench = await quiet('AT+CPMS="SM","SM","SM"');
    for (let count = 0; count < 50; count += 1) assert.equal(bench.simulator.receiveText(`${count}`), true);
    assert.equal(bench.simulator.receiveText('50'), false);
    assert.match(await bench.send('AT+CPMS?\r'), /"SM",50,50/);
    await bench.send('AT+CMGW=23\r');
    assert.equal(await bench.send(`${SUBMIT}\x1a`), '\r\n+CMS ERROR: 322\r\n');
  });

  it('outlive a reset with their settings; AT&F brings the maker’s back', async () => {
    const bench = await quiet('AT+CMGF=1', 'AT+CSCA="+8613800210500"', 'AT+CPMS="SM"', 'AT+CSCS="UCS2"');
    bench.simulator.receiveText('kept');
    bench.simulator.reboot();
    await bench.listen(20_000);
    await bench.run('ATE0');
    const asked = async (command: string) => lines(await bench.send(`${command}\r`))[0];
    assert.equal(await asked('AT+CMGF?'), '+CMGF: 1');
    assert.equal(await asked('AT+CSCA?'), '+CSCA: "+8613800210500",145');
    assert.equal(await asked('AT+CSCS?'), '+CSCS: "GSM"');
    assert.equal(await asked('AT+CPMS?'), '+CPMS: "SM",0,50,"ME",1,255,"ME",1,255');
    await bench.run('AT&F', 'ATE0');
    assert.equal(await asked('AT+CMGF?'), '+CMGF: 0');
    assert.equal(await asked('AT+CPMS?'), '+CPMS: "ME",1,255,"ME",1,255,"ME",1,255');
    assert.equal(await asked('AT+CSCA?'), '+CSCA: "+8613800210500",145');
  });

  it('that are shown want AT+CNMA once each in service 1', async () => {
    const bench = await quiet('AT+CSMS=1', 'AT+CNMI=2,2');
    assert.equal(await bench.send('AT+CNMA\r'), '\r\n+CMS ERROR: 340\r\n');
    bench.simulator.receiveText('one');
    await bench.listen();
    assert.equal(await bench.send('AT+CNMA\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('AT+CNMA\r'), '\r\n+CMS ERROR: 340\r\n');
  });

  it('to the module’s own number come back', async () => {
    const bench = await Bench.start({ ownNumber: '+8613900001111', smsMs: 10 });
    await bench.run('ATE0', 'AT+CMGF=1');
    assert.match(await bench.send('AT+CNUM\r'), /\+CNUM: ,"\+8613900001111",145/);
    await bench.send('AT+CMGS="13900001111"\r');
    assert.deepEqual(lines(await bench.send('loop\x1a')), ['+CMGS: 1', 'OK', '+CMTI: "ME",0']);
    assert.match(await bench.send('AT+CMGR=0\r'), /"REC UNREAD","\+8613900001111"[^]+\r\nloop\r\n/);
  });

  it('of the GSM alphabet keep its special characters', async () => {
    const bench = await quiet('AT+CMGF=0');
    bench.simulator.receiveText('{"t":1} 5€ @home_1', '10086');
    await bench.run('AT+CMGF=1', 'AT+CSCS="UCS2"');
    const digits = lines(await bench.send('AT+CMGR=0\r'))[1] ?? '';
    assert.equal(Buffer.from(digits, 'hex').swap16().toString('utf16le'), '{"t":1} 5€ @home_1');
  });

  it('short codes are answered once AT+CUSD asks for it', async () => {
    const bench = await Bench.start({ smsMs: 10, ussd: '余额12元' });
    await bench.run('ATE0', 'AT+CSCS="UCS2"');
    assert.deepEqual(lines(await bench.send('AT+CUSD=1,"002A0031003000300023",15\r')), [
      'OK',
      '+CUSD: 0,"4F59989D003100325143",72',
    ]);
    assert.deepEqual(lines(await bench.send('AT+CUSD=0,"002A0031",15\r')), ['OK']);
    assert.deepEqual(lines(await bench.send('AT+CUSD=2\r')), ['OK']);
  });
});
