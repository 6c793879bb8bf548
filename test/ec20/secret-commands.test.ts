import assert from 'node:assert/strict';
import { maskSecretCommands, mayHoldSecret } from '../../src/ec20/secret-commands';

/** A line, and what is shown of it. */
const LINES: readonly (readonly [line: string, shown: string])[] = [
  ['AT+QICSGP=1,1,"cmnet","user","pa55",1', 'AT+QICSGP=1,1,"cmnet","user","***",1'],
  ['+QICSGP: 1,"cmnet","user","pa55",1', '+QICSGP: 1,"cmnet","user","***",1'],
  ['AT+CGAUTH=1,1,"user","pa55"', 'AT+CGAUTH=1,1,"***","***"'],
  ['AT+QHTTPCFG="auth","user:pa55"', 'AT+QHTTPCFG="auth","***"'],
  ['AT+QHTTPCFG="contextid",1', 'AT+QHTTPCFG="contextid",1'],
  ['AT+QFTPCFG="account","user","pa55"', 'AT+QFTPCFG="account","user","***"'],
  ['AT+CSQ;+CPIN="1234"', 'AT+CSQ;+CPIN=***'],
  ['AT+CPIN=1234;+CSQ', 'AT+CPIN=***;+CSQ'],
  ['AT+CPIN?', 'AT+CPIN?'],
  ['AT+CLCK="SC",1,"1234"', 'AT+CLCK="SC",1,***'],
  ['AT+CLCK="SC",2', 'AT+CLCK="SC",2'],
  ['AT+CPWD="SC","1234","5678"', 'AT+CPWD="SC",***'],
  ['at+qmtconn=0,"id","user","pa;55,x"', 'at+qmtconn=0,"id","user","***"'],
  // Without a password the user name is the proof, without both the client id.
  ['AT+QMTCONN=0,"id","token",""', 'AT+QMTCONN=0,"id","***",""'],
  ['AT+QMTCONN=0,"id","token"', 'AT+QMTCONN=0,"id","***"'],
  ['AT+QMTCONN=0,"key","",""', 'AT+QMTCONN=0,"***","",""'],
  ['AT+QMTCONN=0,"key"', 'AT+QMTCONN=0,"***"'],
  ['AT+QMTCONN=0', 'AT+QMTCONN=0'],
  ['+QMTCONN: 0,0,0', '+QMTCONN: 0,0,0'],
  ['AT+QMTCFG="aliauth",0,"pk","dn","s"', 'AT+QMTCFG="aliauth",0,"pk","dn","***"'],
  ['+QMTCFG: "aliauth","pk","dn","s"', '+QMTCFG: "aliauth","pk","dn","***"'],
  ['AT+QMTCFG="keepalive",0,120', 'AT+QMTCFG="keepalive",0,120'],
  ['AT+QMTPUBEX=0,1,1,0,"+CPIN=1",5', 'AT+QMTPUBEX=0,1,1,0,"+CPIN=1",5'],
  ['AT', 'AT'],
  ['', ''],
];

describe('commands that carry a secret', () => {
  for (const [line, shown] of LINES) {
    it(`${line} is shown as ${shown}`, () => {
      assert.equal(maskSecretCommands(line), shown);
    });
  }

  it('are known as such, whether they write or report it', () => {
    for (const [line, shown] of LINES) if (line !== shown) assert.equal(mayHoldSecret(line), true, line);
    for (const line of ['AT+QICSGP=1', 'AT+CGAUTH?', 'AT+QMTCFG="aliauth",0']) {
      assert.equal(mayHoldSecret(line), true, line);
    }
    for (const line of ['AT+CPIN?', 'AT+CSQ', 'AT+QMTCONN?', 'AT+QMTCFG="keepalive",0']) {
      assert.equal(mayHoldSecret(line), false, line);
    }
  });
});
