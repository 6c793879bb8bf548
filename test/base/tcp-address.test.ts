import assert from 'node:assert/strict';
import { type AddressForm, parseAddress, type TcpAddress } from '../../src/base/tcp-address';

const TCP: AddressForm = { scheme: 'tcp' };
const ANY_PORT: AddressForm = { scheme: 'tcp', lowestPort: 0 };
const MQTT: AddressForm = { scheme: 'mqtt', defaultPort: 1883 };
const LOGIN: AddressForm = { ...MQTT, mayLogIn: true };

const CASES: readonly (readonly [AddressForm, string, TcpAddress | undefined])[] = [
  [TCP, 'tcp://192.168.1.7:8899', { host: '192.168.1.7', port: 8899 }],
  [TCP, 'tcp://dtu.local:1', { host: 'dtu.local', port: 1 }],
  [TCP, 'tcp://DTU_1:65535/', { host: 'dtu_1', port: 65_535 }],
  [TCP, 'tcp://网关:23', { host: 'xn--d6q013i', port: 23 }],
  [TCP, 'tcp://[::1]:8899', { host: '::1', port: 8899 }],
  [TCP, 'tcp://[FE80::1]:8899/', { host: 'fe80::1', port: 8899 }],
  [TCP, 'tcp://a:80', { host: 'a', port: 80 }],
  [TCP, 'tcp://a:443', { host: 'a', port: 443 }],
  [TCP, 'tcp://1.2.3.400:1', undefined],
  [TCP, 'tcp:///a:1', undefined],
  [TCP, 'tcp://host', undefined],
  [TCP, 'tcp://host:', undefined],
  [TCP, 'tcp://:1', undefined],
  [TCP, 'tcp://a:0', undefined],
  [TCP, 'tcp://a:65536', undefined],
  [TCP, 'tcp://a:-1', undefined],
  [TCP, 'tcp://a:1.5', undefined],
  [TCP, 'tcp://a:x', undefined],
  [TCP, 'tcp://::1:8899', undefined],
  [TCP, 'tcp://[::1:8899', undefined],
  [TCP, 'tcp://[dtu]:8899', undefined],
  [TCP, 'tcp://a b:1', undefined],
  [TCP, ' tcp://a:1', undefined],
  [TCP, 'tcp://a:1\n', undefined],
  [TCP, 'tcp://a:1/x', undefined],
  [TCP, 'tcp://a:1?x', undefined],
  [TCP, 'tcp://a:1#x', undefined],
  [TCP, 'tcp://u@a:1', undefined],
  [TCP, 'tcp://@a:1', undefined],
  [TCP, 'tcp://a%zz:1', undefined],
  [TCP, 'tcp:a:1', undefined],
  [TCP, 'http://a:1', undefined],
  [TCP, 'a:1', undefined],
  [TCP, '', undefined],
  [ANY_PORT, 'tcp://127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  [ANY_PORT, 'tcp://127.0.0.1', undefined],
  [MQTT, 'mqtt://localhost', { host: 'localhost', port: 1883 }],
  [MQTT, 'mqtt://[::1]/', { host: '::1', port: 1883 }],
  [MQTT, 'mqtt://10.0.0.1:11883', { host: '10.0.0.1', port: 11_883 }],
  [MQTT, 'mqtts://x', undefined],
  [MQTT, 'mqtt://u:p@x', undefined],
  [LOGIN, 'mqtt://u:p@x', { host: 'x', port: 1883, user: 'u', password: 'p' }],
  [LOGIN, 'mqtt://me%40home:p%3Aw%25@x:1884', { host: 'x', port: 1884, user: 'me@home', password: 'p:w%' }],
  [LOGIN, 'mqtt://u@x', { host: 'x', port: 1883, user: 'u' }],
  [LOGIN, 'mqtt://:p@x', { host: 'x', port: 1883 }],
  [LOGIN, 'mqtt://u:100%@x', undefined],
];

describe('An address in the network', () => {
  for (const [form, text, expected] of CASES) {
    const what = `${JSON.stringify(form)} ${JSON.stringify(text)}`;
    it(`${what} is ${expected === undefined ? 'refused' : `host ${expected.host}, port ${expected.port}`}`, () => {
      assert.deepEqual(parseAddress(text, form), expected);
    });
  }
});
