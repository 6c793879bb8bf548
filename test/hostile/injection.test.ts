import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandLine, quoted, secret } from '../../src/at/parameter';
import { CodedError } from '../../src/base/coded-error';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { mqttProfile } from '../../src/cloud/mqtt';
import { checkRawCommand } from '../../src/session/raw-command';
import type { SessionModemOptions } from '../../src/session/session';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';
import { seeded } from './seed';

/** Appended to a value by an attacker, or by mistake, so that the module takes the rest for a command or another argument. */
const TAILS = [
  '"',
  '\r',
  '\n',
  '\rAT+CFUN=0\r',
  '\n\nAT+QPOWD\n',
  '",1,"',
  '\u001a',
  '\u001b',
  '\0',
  '\u007f',
];

const MQTT = {
  host: 'broker.example',
  mqttPort: 1883,
  tls: 'auto',
  clientId: 'client',
  username: 'user',
  password: 'password',
  keepAlive: 120,
  cleanSession: true,
  willTopic: 'will',
  willPayload: 'gone',
  willQos: 0,
  willRetain: false,
  productKey: '',
  deviceName: '',
} as const;

/** Every user setting that becomes an argument of a command, as passed to a session. */
const MODEM_FIELDS: readonly (keyof SessionModemOptions)[] = ['apn', 'apnUser', 'apnPassword', 'simPin'];

describe('nothing of a user’s reaches the AT line unchecked (rule 10)', () => {
  for (const field of MODEM_FIELDS) {
    for (const tail of TAILS) {
      it(`${field} with ${JSON.stringify(tail)} is refused by a code, and never written`, async () => {
        const device = new VirtualDevice({ sim: 'pin', pin: '1234' }, (made) => ({
          modem: { ...made.options.modem, apn: 'cmnet', simPin: '1234', apnAuth: 1, [field]: `8765${tail}` },
        }));
        await device.start();
        await device.clock.until(() => device.faults.length > 0, 300_000, 'a refusal');
        const written = device.simulator.log.map(({ text }) => text).join('\n');
        assert(!/CFUN=0|QPOWD/.test(written), written);
        assert(!device.simulator.log.some(({ text }) => text.includes(`8765${tail}`)), written);
        assert.match(device.faults[0]?.code ?? '', /^EC20_/);
        assert.notEqual(device.faults[0]?.code, 'EC20_INTERNAL');
        await device.close();
      });
    }
  }

  for (const tail of TAILS) {
    it(`topic, filter and client id with ${JSON.stringify(tail)} are refused at once`, async () => {
      const device = new VirtualDevice();
      await device.online();
      const commands = device.simulator.log.length;
      const { failed } = device.publish('x', { topic: `${device.uplink}${tail}` });
      assert.match(failed[0]?.code ?? '', /^EC20_TOPIC_/);
      await assert.rejects(
        device.session.subscribe('me', `${device.downlink}${tail}`, 0, () => undefined),
        {
          code: /^EC20_(TOPIC|FILTER)_/,
        },
      );
      const text = (field: string) => ({ [field]: `client${tail}` });
      for (const field of ['productKey', 'deviceName', 'deviceSecret', 'host'] as const) {
        assert.throws(() => aliyunProfile({ ...DEMO_SETTINGS, ...text(field) }), CodedError, field);
      }
      for (const field of ['host', 'clientId', 'username', 'password', 'willTopic', 'willPayload'] as const) {
        assert.throws(() => mqttProfile({ ...MQTT, ...text(field) }), CodedError, field);
      }
      assert.throws(
        () => checkRawCommand({ command: `AT+CSQ${tail === '"' || tail === '",1,"' ? '\r' : tail}x` }),
        {
          code: 'EC20_COMMAND_INVALID',
        },
      );
      await device.clock.advance(1000);
      assert.equal(device.simulator.log.length, commands, 'nothing was written');
      await device.close();
    });
  }

  it('a command is one line, whatever stands in its arguments, or is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.boolean(), (value, isSecret) => {
        try {
          const argument = isSecret ? secret('field', value) : quoted('field', value);
          const { text } = commandLine('AT+X=', argument, 7);
          assert.match(text, /^AT\+X="[^"]*",7$/);
          assert(Buffer.from(text, 'latin1').every((byte) => byte >= 0x20 && byte !== 0x7f));
        } catch (error) {
          assert(error instanceof CodedError);
          assert(!isSecret || !JSON.stringify(error.params).includes(value) || value.length < 4);
        }
      }),
      seeded({ numRuns: 3000 }),
    );
  });
});
