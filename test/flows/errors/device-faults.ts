import { join } from 'node:path';
import { FAST_SIMULATOR } from '../rig';
import type { Provocations } from './provocation';

const SECRET = '0123456789abcdef0123456789abcdef';
const MINE = { productKey: 'a1Mine', deviceName: 'my-device' };

const shipped = (root: 'r1' | 'r6') =>
  join(__dirname, '..', '..', '..', '..', 'certificates', `globalsign-root-${root}.pem`);

const refused = (
  what: string,
  modem: Readonly<Record<string, unknown>>,
  secrets: Record<string, string> = {},
) => ({ kind: 'device', what, modem, secrets, status: 'disconnected' }) as const;

/** A config node in a real Node-RED: bad settings, and what the virtual module and its network can be set to. */
export const DEVICE_FAULTS: Provocations = {
  EC20_NO_SECRET: refused('a flow is imported, without its credentials', MINE),
  EC20_PRODUCT_KEY: refused(
    'the region’s host is pasted as ProductKey',
    { ...MINE, productKey: 'a1.iot' },
    { deviceSecret: SECRET },
  ),
  EC20_DEVICE_NAME: refused(
    'the DeviceName is too short',
    { ...MINE, deviceName: 'pi' },
    { deviceSecret: SECRET },
  ),
  EC20_DEVICE_SECRET: refused('the DeviceSecret is pasted with a blank in it', MINE, {
    deviceSecret: 'ab cd',
  }),
  EC20_DEVICE_KEY: refused(
    'a Tencent key that is cut off',
    { server: 'tencent', productKey: 'P1product', deviceName: 'sensor1' },
    { deviceSecret: 'QUJDR' },
  ),
  EC20_ENV_MISSING: refused('a variable is not set', { deviceName: '${EC20_TEST_NOT_SET}' }),
  EC20_FULL_WIDTH: refused('a Chinese keyboard types the APN', { apn: 'ＣＭＩＯＴ' }),
  EC20_SETTING: refused('a number is none', { pdpContext: 'many' }),
  EC20_KEEPALIVE: refused('the keep-alive is too short', { keepAlive: 5 }),
  EC20_REGION: refused('the region is mistyped', { region: 'shanghai' }),
  EC20_SUB_TABLE: refused('a row of the table without a name', { subDevices: 'a1DemoMeter' }),
  EC20_SUB_FILE: refused('a table that isn’t there', { subDevicesFile: '/ec20-test/missing.csv' }),
  EC20_HOST_MISSING: refused('a broker without its address', { server: 'mqtt' }),
  EC20_PRODUCT_SECRET: refused('a ProductSecret with a blank in it', MINE, { productSecret: 'ab cd' }),
  EC20_REGISTER_TLS: refused('registration with TLS off', { ...MINE, tls: 'off' }, { productSecret: 'abcd' }),
  EC20_CA_MISSING: refused('the port with the cloud’s own root', { tls: 'on', mqttPort: 8883 }),
  EC20_TLS_FILE: refused('a CA file that isn’t there', { tls: 'on', caFile: '/ec20-test/missing.pem' }),
  EC20_TLS_PEM: refused('a program as CA file', { tls: 'on', caFile: __filename }),
  EC20_TLS_PAIR: refused('a certificate without its key', { tls: 'on', certFile: shipped('r1') }),
  EC20_TLS_FIRMWARE: refused('a firmware without TLS', { tls: 'on', port: `${FAST_SIMULATOR}&tls=false` }),
  EC20_MODULE_UNSUPPORTED: refused('an NB-IoT module', { port: `${FAST_SIMULATOR}&family=BC26` }),
  EC20_FILE_FULL: refused('no room for a certificate', { tls: 'on', port: `${FAST_SIMULATOR}&files=full` }),
  EC20_FILE_UPLOAD: refused('an upload that breaks off', {
    tls: 'on',
    port: `${FAST_SIMULATOR}&files=breaks-off`,
  }),
  EC20_FILE_CHECKSUM: refused('a certificate that arrives damaged', {
    tls: 'on',
    port: `${FAST_SIMULATOR}&files=damaged`,
  }),
  EC20_TLS_UNREACHABLE: refused('a card for chosen servers only', {
    tls: 'on',
    port: `${FAST_SIMULATOR}&internet=no-tcp`,
  }),
  EC20_TLS_SERVER: refused('the root of another CA', { tls: 'on', caFile: shipped('r6') }),
  EC20_AT_TEXT: refused(
    'a quotation mark in the password',
    { server: 'mqtt', host: 'a.b' },
    { username: 'u', password: 'a"b' },
  ),
  EC20_AT_LONG: refused('an APN that no AT command carries', { apn: 'x'.repeat(63) }),
  EC20_PORT_NOT_FOUND: refused(
    'a port that isn’t there',
    { ...MINE, port: '/dev/ec20-test-missing' },
    { deviceSecret: SECRET },
  ),
  EC20_PORT_NONE: refused(
    'auto, and no module plugged in',
    { ...MINE, port: 'auto' },
    { deviceSecret: SECRET },
  ),
  EC20_PORT_FAILED: refused(
    'a path that is no serial port',
    { ...MINE, port: '/dev/null' },
    { deviceSecret: SECRET },
  ),
  EC20_PORT_NO_TTY: refused('a folder as port', { ...MINE, port: '/dev' }, { deviceSecret: SECRET }),
  EC20_SIM_ABSENT: refused('no SIM card', { port: `${FAST_SIMULATOR}&sim=absent` }),
  EC20_SIM_PIN_NEEDED: refused('a card with its lock on', { port: `${FAST_SIMULATOR}&sim=pin` }),
  EC20_SIM_PIN_WRONG: refused(
    'the PIN of another card',
    { port: `${FAST_SIMULATOR}&sim=pin` },
    { simPin: '9999' },
  ),
  EC20_SIM_PUK: refused('a card that is blocked', { port: `${FAST_SIMULATOR}&sim=puk` }),
  EC20_PDP_FAILED: refused('a wrong APN', { apn: 'cmnet', port: `${FAST_SIMULATOR}&apn=wrong` }),
  EC20_OPEN_FAILED: refused('an open without a reason', { port: `${FAST_SIMULATOR}&openResult=-1` }),
  EC20_OPEN_PARAMETER: refused('an address that the module rejects', {
    port: `${FAST_SIMULATOR}&openResult=1`,
  }),
  EC20_OPEN_OCCUPIED: refused('a client that stays occupied', { port: `${FAST_SIMULATOR}&openResult=2` }),
  EC20_OPEN_PDP: refused('an open without a context', { port: `${FAST_SIMULATOR}&openResult=3` }),
  EC20_OPEN_DNS: refused('an unknown host', { host: 'broker.invalid' }),
  EC20_OPEN_NETWORK: refused('a card that reaches no TCP', { port: `${FAST_SIMULATOR}&internet=no-tcp` }),
  EC20_CONNECT_PROTOCOL: refused('a broker of another protocol', {
    port: `${FAST_SIMULATOR}&connectResult=1`,
  }),
  EC20_CONNECT_ID: refused('a client id that is refused', { port: `${FAST_SIMULATOR}&connectResult=2` }),
  EC20_CONNECT_UNAVAILABLE: refused('a broker that is busy', { port: `${FAST_SIMULATOR}&connectResult=3` }),
  EC20_CONNECT_CREDENTIALS: refused(
    'a wrong DeviceSecret',
    { productKey: 'a1DemoEC20x', deviceName: 'demo-device' },
    { deviceSecret: SECRET },
  ),
  EC20_CONNECT_NOT_AUTHORISED: refused('a device that is switched off', {
    port: `${FAST_SIMULATOR}&connectResult=5`,
  }),
  EC20_CONNECT_FAILED: refused('no CONNACK, which the module tells', {
    port: `${FAST_SIMULATOR}&connectResult=none`,
  }),
  EC20_ALIAUTH_OLD: refused('an old triplet that stays in the module', {
    auth: 'sign',
    port: `${FAST_SIMULATOR}&aliauthClear=false&oldAliauth=a1Old,old-device,0123456789abcdef`,
  }),
};
