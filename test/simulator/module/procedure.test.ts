import assert from 'node:assert/strict';
import { Bench, lines } from './bench';

const PK = 'a1B2c3D4e5F';
const DN = 'ec20-001';
const DS = '0123456789abcdef0123456789abcdef';
const POST = `/sys/${PK}/${DN}/thing/event/property/post`;

describe('typing the classic procedure by hand', () => {
  it('goes from the first AT to a delivered reading, with the client index in quotes', async () => {
    const bench = await Bench.start();
    const body = '{"method":"thing.event.property.post","params":{"CurrentTemperature":21.5}}';
    const typed: readonly (readonly [string, readonly string[]])[] = [
      ['AT', ['AT', 'OK']],
      ['AT+CGATT?', ['AT+CGATT?', '+CGATT: 1', 'OK']],
      ['AT+CREG?', ['AT+CREG?', '+CREG: 0,1', 'OK']],
      ['AT+CSQ', ['AT+CSQ', '+CSQ: 24,99', 'OK']],
      ['AT+QMTCFG="recv/mode",0,0,1', ['AT+QMTCFG="recv/mode",0,0,1', 'OK']],
      [
        `AT+QMTCFG="aliauth","0","${PK}","${DN}","${DS}"`,
        [`AT+QMTCFG="aliauth","0","${PK}","${DN}","${DS}"`, 'OK'],
      ],
      [
        `AT+QMTOPEN=0,"${PK}.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883`,
        [`AT+QMTOPEN=0,"${PK}.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883`, 'OK', '+QMTOPEN: 0,0'],
      ],
      ['AT+QMTCONN=0,"ec20-001"', ['AT+QMTCONN=0,"ec20-001"', 'OK', '+QMTCONN: 0,0,0']],
      [`AT+QMTSUB=0,1,"${POST}_reply",1`, [`AT+QMTSUB=0,1,"${POST}_reply",1`, 'OK', '+QMTSUB: 0,1,0,1']],
      [
        `AT+QMTPUBEX=0,2,1,0,"${POST}",${body.length}`,
        [`AT+QMTPUBEX=0,2,1,0,"${POST}",${body.length}`, '> '],
      ],
    ];
    for (const [text, answer] of typed) {
      assert.deepEqual(lines(await bench.send(`${text}\r\n`)), answer);
    }
    assert.deepEqual(lines(await bench.send(body)), [body, 'OK', '+QMTPUBEX: 0,2,0']);
    assert.deepEqual(
      bench.broker.published.map(({ topic, payload, qos, retain }) => ({
        topic,
        payload: payload.toString(),
        qos,
        retain,
      })),
      [{ topic: POST, payload: body, qos: 1, retain: false }],
    );
  });

  it('signs in with what aliauth stored, not with anything the host computed', async () => {
    const bench = await Bench.start();
    await bench.run(
      'AT+QMTCFG="version",0,4',
      'AT+QMTCFG="aliauth",0,"pk","device","secret"',
      'AT+QMTOPEN=0,"broker.example",1883',
      'AT+QMTCONN=0,"12345"',
    );
    assert.deepEqual(bench.broker.requests, [
      {
        protocolLevel: 4,
        cleanSession: true,
        keepAliveSeconds: 120,
        clientId: '12345|securemode=3,signmethod=hmacsha1|',
        username: 'device&pk',
        // openssl dgst -sha1 -hmac secret over clientId12345deviceNamedeviceproductKeypk
        password: '3504e4df7ce4766d30f796ee973c9ce7fc5425cb',
      },
    ]);
  });

  it('passes user name and password through where there is no aliauth', async () => {
    const bench = await Bench.start();
    await bench.run('AT+QMTOPEN=0,"broker.example",1883', 'AT+QMTCONN=0,"me","anna","s3cret"');
    const [request] = bench.broker.requests;
    assert.deepEqual([request?.clientId, request?.username, request?.password], ['me', 'anna', 's3cret']);
    assert.equal(request?.protocolLevel, 3);
  });

  it('still signs with an old aliauth until it is emptied or the module restarts', async () => {
    const bench = await Bench.start({ oldAliauth: 'oldPk,oldDn,oldSecret', bootMs: 100, bootStepMs: 1 });
    assert.match(
      await bench.send('AT+QMTCFG="aliauth",0\r'),
      /\+QMTCFG: "aliauth","oldPk","oldDn","oldSecret"\r\n/,
    );
    const signIn = ['AT+QMTOPEN=0,"broker.example",1883', 'AT+QMTCONN=0,"me","anna","pw"', 'AT+QMTDISC=0'];
    await bench.run(...signIn);
    await bench.run('AT+QMTCFG="aliauth",0,"","",""', ...signIn);
    assert.deepEqual(
      bench.broker.requests.map(({ username }) => username),
      ['oldDn&oldPk', 'anna'],
    );
    await bench.run('AT+QMTCFG="aliauth",0,"a","b","c"', 'AT+CFUN=1,1');
    assert.match(await bench.send('AT+QMTCFG="aliauth",0\r'), /"aliauth","","",""/);
  });
});
