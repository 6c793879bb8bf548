import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../src/base/coded-error';
import { seededRandom } from '../../src/base/random';
import { readCapabilities } from '../../src/ec20/capabilities';
import { introduce, readImei } from '../../src/ec20/identity';
import { askBatch } from '../../src/ec20/command-batch';
import { initialStateQuestions, correctInitialState } from '../../src/ec20/initial-state';
import { MessageIds } from '../../src/ec20/message-id';
import { MqttClient } from '../../src/ec20/mqtt-client';
import { configureMqtt } from '../../src/ec20/mqtt-config';
import { activateContext, configureAccessPoint, dropDrifted, hasDrifted } from '../../src/ec20/packet-data';
import { EC20, EC200X } from '../../src/ec20/profiles/dialects';
import { cycleRadio, freeRadio } from '../../src/ec20/radio';
import { readReception } from '../../src/ec20/receive';
import { awaitRegistration, readOperator, readSignal } from '../../src/ec20/registration';
import { prepareSim, readSimIdentity } from '../../src/ec20/sim';
import { type Script, type ScriptedAnswer, ScriptedModule } from '../support/scripted-module';
import { hostileBytes, seeded } from './seed';

const PREFIXES = [
  '+CPIN', '+QPINC', '+CLCK', '+QCCID', '+CIMI', '+CREG', '+CGREG', '+CEREG', '+COPS', '+QNWINFO', '+CSQ', '+CGATT', '+QIACT',
  '+CGACT', '+QICSGP', '+QURCCFG', '+QMTCFG', '+QMTOPEN', '+QMTCONN', '+QMTSUB', '+QMTUNS', '+QMTPUBEX', '+QMTRECV',
  '+QMTSTAT', '+QMTCLOSE', '+QMTDISC', '+CMEE', '+CME ERROR', '+QIURC', '+CFUN', '+IFC', '+QSCLK', '+CGDCONT',
]; // prettier-ignore
const FINALS = [
  'OK',
  'OK',
  'ERROR',
  '+CME ERROR: 10',
  '+CME ERROR: x',
  '+CME ERROR: 4294967296',
  '+CMS ERROR: 500',
  '',
];

const NUMBER = fc.oneof(
  fc.integer({ min: -2, max: 6 }).map(String),
  fc.constantFrom('99999999999999999999', '-1', '1e309', '0x10', '00', '1.5', 'NaN'),
);
const FIELD = fc.oneof(
  { weight: 4, arbitrary: NUMBER },
  {
    weight: 2,
    arbitrary: fc.constantFrom('"READY"', '"10.0.0.1"', '"aliauth"', '"urcport"', '"a","b"', '""', '"', ''),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[ -~]{0,20}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[ -ÿ]{0,2000}$/) },
);
const LINE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...PREFIXES),
        fc.constantFrom(': ', ':', ' : ', ''),
        fc.array(FIELD, { maxLength: 8 }),
      )
      .map(([prefix, colon, fields]) => prefix + colon + fields.join(',')),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^\d{0,40}$/) },
  { weight: 1, arbitrary: fc.constantFrom('RDY', '> ', 'CONNECT', 'POWERED DOWN', 'OK', 'AT', 'ATE0') },
  { weight: 1, arbitrary: fc.stringMatching(/^[ -ÿ]{0,60}$/) },
);
const ANSWER: fc.Arbitrary<ScriptedAnswer> = fc
  .tuple(fc.array(LINE, { maxLength: 4 }), fc.constantFrom(...FINALS))
  .map(([lines, final]) => (final === '' ? lines : [...lines, final]));

/** Answers command after command from the list, whatever the command. */
function randomScript(answers: readonly ScriptedAnswer[]): Script {
  let next = 0;
  return new Proxy({}, { get: () => answers[next++ % Math.max(1, answers.length)] ?? ['OK'] });
}

const CMNET = { context: 1, apn: 'cmnet', user: 'u', password: 'p', authentication: 1 };

/** Everything that reads an answer, by name. */
const READERS: Readonly<Record<string, (module: ScriptedModule) => Promise<unknown>>> = {
  'the module’s names': ({ channel }) => introduce(channel, initialStateQuestions(true)),
  'the IMEI': ({ channel }) => readImei(channel),
  'the SIM card': ({ channel, clock }) =>
    prepareSim(channel, { clock, pin: '1234', refusedPins: new Set<string>() }),
  'the card’s numbers': ({ channel }) => readSimIdentity(channel),
  registration: ({ channel, clock }) => awaitRegistration(channel, clock),
  'the operator': ({ channel }) => readOperator(channel),
  'the signal': ({ channel }) => readSignal(channel),
  'the PDP context': ({ channel }) => activateContext(channel, CMNET),
  'the access point': ({ channel }) => configureAccessPoint(channel, CMNET),
  drift: ({ channel }) => hasDrifted(channel, 1),
  'drift’s end': ({ channel }) => dropDrifted(channel, 1),
  'what others have left': async ({ channel }) => {
    const { replies } = await askBatch(channel, initialStateQuestions(true));
    await correctInitialState(
      { channel, urcPort: 'usbat', report: () => undefined, undo: () => undefined },
      true,
      replies,
    );
  },
  'the firmware’s abilities': ({ channel }) => readCapabilities(channel, EC20),
  radio: ({ channel, clock }) => cycleRadio(channel, clock),
  'the operator’s choice': ({ channel }) =>
    freeRadio(channel, { keepsManual: false, report: () => undefined }),
  'the MQTT options': ({ channel }) =>
    configureMqtt(
      channel,
      {
        clientIndex: 0,
        context: 1,
        keepAliveSeconds: 120,
        cleanSession: true,
        will: undefined,
        aliauth: undefined,
        tlsContext: undefined,
      },
      EC200X,
    ),
  'an MQTT connection': useClient,
};

async function useClient({ channel, clock }: ScriptedModule): Promise<unknown> {
  const results: unknown[] = [];
  const client = new MqttClient({
    channel,
    clock,
    profile: EC20,
    messageIds: new MessageIds(seededRandom(1)),
    clientIndex: 0,
    apn: '',
    listener: {
      received: (message) => results.push(message.topic.length, message.payload.length),
      ended: (reason) => assert(reason instanceof CodedError),
      retransmitting: () => undefined,
    },
  });
  const packet = { topic: 't', payload: Buffer.from('p'), qos: 1, retain: false } as const;
  const steps: (() => Promise<unknown>)[] = [
    () => client.closeOld(),
    () => client.open('host.example', 1883),
    () => client.connect({ clientId: 'c' }),
    () => client.subscribe('a/#', 1),
    async () => {
      const { accepted, completed } = client.publish(packet);
      accepted.catch(checkError);
      return completed;
    },
    () => client.state(),
    () => client.unsubscribe('a/#'),
    () => client.disconnect(),
  ];
  for (const step of steps) {
    results.push(
      await step().catch((error: unknown) => {
        checkError(error);
        return 'refused';
      }),
    );
  }
  client.end(new CodedError('EC20_LINE_CLOSED'));
  return results;
}

/** An answer may be refused, but only with a code that names what happened: never by a bug. */
function checkError(error: unknown): void {
  assert(error instanceof CodedError, String(error));
  assert.notEqual(error.code, 'EC20_INTERNAL', error.stack);
}

function checkValue(value: unknown): void {
  if (typeof value === 'number') assert(Number.isFinite(value), String(value));
  if (typeof value === 'string') assert(value.length < 3000);
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) checkValue(each);
}

describe('untrustworthy answers', () => {
  for (const [what, read] of Object.entries(READERS)) {
    it(`${what}: any answers give a value or a coded error, in finite time`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(ANSWER, { minLength: 1, maxLength: 12 }), async (answers) => {
          const module = new ScriptedModule(randomScript(answers));
          const attempt = read(module).then(checkValue, checkError);
          await module.clock.settle(attempt, 6 * 3_600_000, what);
          module.channel.end(new CodedError('EC20_LINE_CLOSED'));
        }),
        seeded({ numRuns: 150 }),
      );
    }).timeout(60_000);
  }

  it('+QMTRECV in any shape is a message, a slot or nothing', () => {
    fc.assert(
      fc.property(LINE, fc.option(hostileBytes(50), { nil: undefined }), (line, data) => {
        const found = readReception(`+QMTRECV: ${line}`, data);
        if (found === undefined) return;
        checkValue(found.kind === 'stored' ? found.slot : [found.clientIndex, found.messageId]);
        if (found.kind === 'message') assert(Buffer.isBuffer(found.payload));
      }),
      seeded({ numRuns: 2000 }),
    );
  });
});
