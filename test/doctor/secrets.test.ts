import assert from 'node:assert/strict';
import { Redactor } from '../../src/doctor/redact';
import { readTrace } from '../../src/doctor/trace';
import { intercepted } from '../support/interception';
import { ExaminedModule } from './examined-module';

const IMEI = '867698040123456';
const ICCID = '89860318740043512345';
const IMSI = '460001234567890';

/** Everything that went in one direction, however it was split. */
function flow(trace: string, dir: 'in' | 'out'): string {
  return readTrace(trace)
    .events.flatMap((event) => (event.dir === dir ? [event.bytes.toString('latin1')] : []))
    .join('');
}

describe('What the doctor writes', () => {
  for (const settings of [
    {},
    { splitRate: 1 },
    { echo: 'never-off' },
    { echo: 'never-off', splitRate: 1 },
  ] as const) {
    it(`holds no secret and nothing that identifies a person: ${JSON.stringify(settings)}`, async () => {
      const examined = new ExaminedModule(settings);
      const said: string[] = [];
      const { report, trace } = await examined.examine({
        onStart: ({ name }) => {
          // Nobody queries these, but a module may send them, and an earlier program may have asked.
          if (name === 'errors') examined.simulator.inject(`\r\n${IMEI}\r\n+QCCID: ${ICCID}\r\n${IMSI}\r\n`);
          if (name === 'quotes') examined.simulator.inject('\r\n+CREG: 2,1,"18A3","0B2F4C01",7\r\n');
        },
        onReport: (report) => said.push(JSON.stringify(report)),
      });
      const all = [JSON.stringify(report), flow(trace, 'in'), flow(trace, 'out'), trace].join('\n');
      for (const secret of [IMEI, ICCID, IMSI, 'pass-word-7', 'greenhouse', 'broker.example', '10.7.1.2']) {
        assert.equal(all.includes(secret), false, secret);
      }
      assert.equal(said.join('').includes('pass-word-7'), false);
      assert.match(flow(trace, 'in'), /\+CREG: 2,1,"0000","00000000",7/);
    });
  }

  it('holds no login in Chinese either, which goes over the line as UTF-8', async () => {
    const examined = new ExaminedModule();
    const sent: string[] = [];
    const transport = intercepted(examined.pair.left, {
      answer: (command) => void sent.push(Buffer.from(command, 'latin1').toString('utf8')),
    });
    const login = { user: '花房', password: '七个口令字' };
    const { trace } = await examined.examine({
      transport,
      broker: { host: 'broker.example', port: 1883, ...login },
    });
    assert.ok(sent.some((command) => command.endsWith(',"花房","七个口令字"')));
    const redacted = [login.user, login.password].map((text) => Buffer.byteLength(text));
    assert.match(flow(trace, 'out'), new RegExp(`,"u{${redacted[0]}}","p{${redacted[1]}}"\r`));
  });

  it('keeps every length, so that counts and framing stay true', async () => {
    const open = new ExaminedModule();
    const plain = await open.examine({
      broker: { host: 'h'.repeat(14), port: 1883, user: 'u'.repeat(10), password: 'p'.repeat(11) },
    });
    const redacted = await new ExaminedModule().examine();
    assert.equal(flow(redacted.trace, 'in').length, flow(plain.trace, 'in').length);
    assert.equal(flow(redacted.trace, 'out'), flow(plain.trace, 'out'));
  });
});

describe('Covering', () => {
  for (const [text, redacted] of [
    ['+QIACT: 1,1,1,"10.7.1.2"', '+QIACT: 1,1,1,"00.0.0.0"'],
    ['"240E:404:2500:9D0E:168A:86BE:913C:1849"', '"0000:000:0000:0000:0000:0000:0000:0000"'],
    ['+CMT: "+8613912345678",,"26/11/27,14:00:00+32"', '+CMT: "+0000000000000",,"26/11/27,14:00:00+32"'],
    ['+CEREG: 2,1,"1A2B","0ABCDEF1",7', '+CEREG: 2,1,"0000","00000000",7'],
    ['Revision: EC20CEFAGR06A10M4G', 'Revision: EC20CEFAGR06A10M4G'],
    // Of another program's: by the table of commands that carry one.
    ['+QICSGP: 1,"cmnet","user","left here",1', '+QICSGP: 1,"cmnet","user","*********",1'],
    ['+CGAUTH: 1,1,"user","left here"\r\n+CSQ: 20,99', '+CGAUTH: 1,1,"****","*********"\r\n+CSQ: 20,99'],
    [
      '+QMTCFG: "aliauth","a1B2c3D4e5F","pi","0123456789"',
      '+QMTCFG: "aliauth","a1B2c3D4e5F","pi","**********"',
    ],
    ['+QMTCFG: "aliauth",(0-5),"product key","secret"', '+QMTCFG: "aliauth",(0-5),"product key","secret"'],
    ['+QMTCFG: "timeout",(0-5),(1-1200),(1-10),(0,1)', '+QMTCFG: "timeout",(0-5),(1-1200),(1-10),(0,1)'],
  ] as const) {
    it(`makes ${text} ${text === redacted ? 'what it is' : redacted}`, () => {
      assert.equal(new Redactor().redact(text), redacted);
    });
  }

  it('covers a short secret only where it is a string of a command', () => {
    const redactor = new Redactor();
    redactor.mark('AT', 'u');
    assert.equal(redactor.redact('AT+QMTCONN=5,"me","AT"\r'), 'AT+QMTCONN=5,"me","uu"\r');
  });
});
