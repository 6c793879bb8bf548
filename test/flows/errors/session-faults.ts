import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodedError } from '../../../src/base/coded-error';
import { aliyunProfile } from '../../../src/cloud/aliyun/aliyun-profile';
import { MemoryQueue } from '../../../src/session/memory-queue';
import { intercepted, type Interception } from '../../support/interception';
import { DEMO_SETTINGS, type PublishResult, type VirtualDevice } from '../../support/virtual-device';
import type { Provocation, Provocations, SessionFault } from './provocation';

const session = (what: string, fault: Omit<SessionFault, 'kind'>): Provocation => ({
  kind: 'session',
  what,
  ...fault,
});

/** Another program on the line. */
const meddling = (meddled_: Interception) => (device: VirtualDevice) => ({
  findTransport: () => Promise.resolve(intercepted(device.pair.left, meddled_)),
});

const ROOT = readFileSync(join(__dirname, '..', '..', '..', '..', 'certificates', 'globalsign-root-r1.pem'));

/** TLS, and another user of the line. */
const encrypted = (meddling_: Interception) => (device: VirtualDevice) => {
  device.clock.setWallTime(Date.UTC(2026, 10, 24));
  return {
    ...meddling(meddling_)(device),
    profile: aliyunProfile({ ...DEMO_SETTINGS, tls: 'on', tlsIdentity: { ca: ROOT, client: undefined } }),
  };
};

const answering = (command: RegExp, ...lines: string[]): Interception => ({
  answer: (written) => (command.test(written) ? lines : undefined),
});

const linkEnds = (what: string, stat: number): Provocation =>
  session(what, {
    onceOnline: ({ simulator }) => simulator.dropConnection(0, stat),
    status: 'disconnected',
  });

async function failed(device: VirtualDevice, fate: PublishResult): Promise<CodedError> {
  await device.clock.until(() => fate.failed.length > 0, 600_000, 'the error');
  const error = fate.failed[0];
  assert(error !== undefined);
  return error;
}

/** What only the module, the network or the broker does. */
export const SESSION_FAULTS: Provocations = {
  EC20_MODULE_SILENT: session('a port behind which nobody answers', {
    setUp: ({ simulator }) => simulator.hang(true),
    status: 'disconnected',
  }),
  EC20_MODULE_RESTARTED: session('the module resets by itself', {
    onceOnline: ({ simulator }) => simulator.reboot(),
    status: 'disconnected',
  }),
  EC20_ANSWER_SHAPE: session('an answer without its line', {
    settings: { joined: 'error' },
    options: meddling(answering(/^AT\+CGATT\?$/, 'OK')),
    status: 'disconnected',
  }),
  EC20_LINE_DESYNC: session('the module falls silent in the middle of a publish', {
    onceOnline: (device) => {
      device.simulator.hang(true);
      device.publish('a');
    },
    status: 'disconnected',
  }),
  EC20_SIM_BUSY: session('a card that does not get ready', {
    settings: { sim: 'busy', busyMs: 60_000 },
    status: 'disconnected',
  }),
  EC20_SIM_LOCKED: session('a module that belongs to another network', {
    options: meddling(answering(/^AT\+CPIN\?$/, '+CPIN: PH-NET PIN', 'OK')),
    status: 'disconnected',
  }),
  EC20_NOT_ATTACHED: session('a network without data', {
    settings: { joined: 'error' },
    options: meddling({
      answer: (command) =>
        (({ 'AT+CGATT?': ['+CGATT: 0', 'OK'], 'AT+CGATT=1': ['ERROR'] }) as Record<string, string[]>)[
          command
        ],
    }),
    status: 'disconnected',
  }),
  EC20_PDP_LOST: session('the network takes the address back', {
    onceOnline: ({ simulator }) => simulator.dropContext(),
    status: 'disconnected',
  }),
  EC20_CONNECT_TIMEOUT: session('a login without any answer', {
    options: meddling({ ...answering(/^AT\+QMTCONN=/, 'OK'), swallow: /\+QMTSTAT/ }),
    status: 'disconnected',
  }),
  EC20_CONNECT_LIMIT: session('five logins in the last minute', {
    setUp: ({ options, clock }) => {
      for (let login = 0; login < 5; login++)
        options.connectLimit.note(options.profile.deviceKey, clock.now());
    },
    status: 'disconnected',
  }),
  EC20_ALIAUTH_MISSING: session('a firmware that does not sign', {
    options: (device) => ({
      ...meddling(answering(/^AT\+QMTCFG="aliauth"/, 'ERROR'))(device),
      profile: aliyunProfile({ ...DEMO_SETTINGS, auth: 'aliauth' }),
    }),
    status: 'disconnected',
  }),
  EC20_TLS_REQUIRED: session('an instance that hangs up on a plain login', {
    options: () => ({ profile: aliyunProfile({ ...DEMO_SETTINGS, instanceId: 'iot-06z00abc', tls: 'off' }) }),
    setUp: ({ cloud }) => {
      cloud.settings.tlsOnly = true;
    },
    status: 'disconnected',
  }),
  EC20_CLOCK_UNSET: session('nobody knows the date', {
    options: encrypted(answering(/^AT\+(CCLK|QNTP)/, 'ERROR')),
    status: 'disconnected',
  }),
  EC20_TLS_FILE_GONE: session('the module loses its files', {
    settings: { openResult: '-1' },
    options: encrypted({
      answer: (command) =>
        command === 'AT+QFLST="*"'
          ? ['OK']
          : command.startsWith('AT+QFLST=')
            ? ['+CME ERROR: 405']
            : undefined,
    }),
    status: 'disconnected',
  }),
  EC20_TLS_DATE: session('a certificate that has expired', {
    options: encrypted({}),
    setUp: ({ cloud }) => {
      cloud.settings.certificateEndsMs = 0;
    },
    status: 'disconnected',
  }),
  EC20_TLS_SNI: session('a firmware that can’t name the host', {
    settings: { sni: false, openResult: '-1' },
    options: encrypted(answering(/^AT\+QSSLOPEN/, 'OK', '+QSSLOPEN: 11,550')),
    status: 'disconnected',
  }),
  EC20_TLS_HANDSHAKE: session('a port without TLS', {
    settings: { openResult: '-1' },
    options: encrypted(answering(/^AT\+QSSLOPEN/, 'OK', '+QSSLOPEN: 11,550')),
    status: 'disconnected',
  }),
  EC20_LINK_PEER_CLOSED: linkEnds('the broker closes', 1),
  EC20_LINK_PING: linkEnds('a ping without an answer', 2),
  EC20_LINK_CONNECT: session('a login that can’t be sent', {
    options: meddling(answering(/^AT\+QMTCONN=/, 'OK', '+QMTSTAT: 0,3')),
    status: 'disconnected',
  }),
  EC20_LINK_CONNACK: session('a login that stays unanswered', {
    options: meddling(answering(/^AT\+QMTCONN=/, 'OK', '+QMTSTAT: 0,4')),
    status: 'disconnected',
  }),
  EC20_LINK_DISCONNECTED: linkEnds('another program logs the module out', 5),
  EC20_LINK_SEND: linkEnds('sending fails again and again', 6),
  EC20_LINK_DEAD: linkEnds('a dead link', 7),
  EC20_LINK_CLIENT_CLOSED: linkEnds('the module closes by itself', 8),
  EC20_LINK_UNKNOWN: linkEnds('a reason that no note explains', 17),
  EC20_LINK_SILENT: session('the end of the connection is not told', {
    options: meddling({ swallow: /\+QMTSTAT/ }),
    onceOnline: ({ simulator }) => simulator.dropConnection(0, 7),
    status: 'disconnected',
  }),
  EC20_PUBLISH_FAILED: session('publishes without a ack', {
    settings: { publishResult: 'failed' },
    onceOnline: (device) => {
      device.publish('one');
      device.publish('two');
    },
    status: 'disconnected',
  }),
  EC20_PUBLISH_UNKNOWN: session('QoS 0, and the connection ends before the result', {
    settings: { publishResult: 'none' },
    failure: async (device) => {
      const fate = device.publish('perhaps', { qos: 0 });
      await device.clock.advance(1000);
      device.simulator.dropConnection(0, 1);
      return failed(device, fate);
    },
    status: 'disconnected',
  }),
  EC20_PUBLISH_POISON: session('a topic at which the broker hangs up, three times', {
    settings: { publishResult: 'none' },
    failure: async (device) => {
      const fate = device.publish('poison');
      while (fate.failed.length === 0) {
        await device.online(700_000);
        await device.clock.advance(500);
        device.simulator.dropConnection(0, 1);
        await device.clock.advance(1);
      }
      return failed(device, fate);
    },
    status: 'disconnected',
  }),
  EC20_SUBSCRIBE_FAILED: session('a subscription without an answer', {
    options: meddling(answering(/^AT\+QMTSUB=/, 'ERROR')),
    failure: async (device) => {
      const subscribed = device.session.subscribe('node', device.downlink, 1, () => undefined);
      return device.clock.settle(subscribed, 200_000).then(
        () => assert.fail('it was granted'),
        (error: unknown) => error as CodedError,
      );
    },
    status: 'connected',
  }),
  EC20_SUBSCRIBE_HANGUP: session('a filter at which the broker hangs up, twice', {
    options: (device) =>
      meddling({
        answer: (written) => {
          if (!written.startsWith('AT+QMTSUB=')) return undefined;
          device.clock.after(100, () => device.simulator.dropConnection(0, 1));
          return ['OK'];
        },
      })(device),
    failure: async (device) => {
      const told: CodedError[] = [];
      device.session.onSubscription(({ error }) => told.push(...(error === undefined ? [] : [error])));
      const subscribed = device.session.subscribe('node', device.downlink, 1, () => undefined);
      await device.clock.settle(subscribed, 60_000);
      await device.clock.until(() => told.length > 0, 200_000, 'the error');
      const [error] = told;
      assert(error !== undefined);
      return error;
    },
    status: 'disconnected',
  }),
  EC20_UNSUBSCRIBE_FAILED: session('a subscription that the module does not end', {
    options: meddling(answering(/^AT\+QMTUNS=/, 'ERROR')),
    failure: async (device) => {
      const subscribed = device.session.subscribe('node', device.downlink, 1, () => undefined);
      await device.clock.settle(subscribed, 60_000);
      return device.clock.settle(device.session.unsubscribeAll('node'), 60_000).then(
        () => assert.fail('it was ended'),
        (error: unknown) => error as CodedError,
      );
    },
    status: 'connected',
  }),
  EC20_INTERNAL: session('a fault of our own', {
    options: ({ clock }) => ({
      queue: Object.assign(new MemoryQueue(clock), {
        append: () => Promise.reject(new Error('out of paper')),
      }),
    }),
    onceOnline: (device) => {
      device.publish('a');
    },
    status: 'connected',
  }),
};
