import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Device } from '../../nodes/shared/device';
import { CLOSED_PORT } from '../support/program';
import { FAST_SIMULATOR, helper, modemNode, Probe, startFlow } from './rig';

const SECRETS = {
  deviceSecret: 'S3cr3tDeviceKey9f8e7d6c5b4a3210',
  simPin: '73519246',
  apnPassword: 'ApnPass-Zx81-Qw55',
  password: 'MqttPass-77-Kk-Lm',
} as const;
/** A part of a secret of this length must not show either. */
const PART_LENGTH = 8;

const DEVICE = { productKey: 'a1SecretKey0', deviceName: 'keeper' };
const APN = { apn: 'cmnet', apnUser: 'apn-user', apnAuth: '1' };
const LOCKED = 'sim=pin&pin=73519246';

/** Commands that make a module repeat its settings. */
const CURIOUS = [
  'AT+QMTCFG="aliauth",0',
  `AT+QMTCFG="aliauth",0,"${DEVICE.productKey}","${DEVICE.deviceName}","${SECRETS.deviceSecret}"`,
  'AT+QMTCFG="aliauth",99',
  'AT+QICSGP=1',
  `AT+QICSGP=1,1,"cmnet","apn-user","${SECRETS.apnPassword}",1`,
  `AT+QICSGP=99,1,"cmnet","apn-user","${SECRETS.apnPassword}",1`,
  `AT+CPIN="${SECRETS.simPin}"`,
  `AT+CPIN=${SECRETS.simPin}`,
  `AT+CLCK="SC",1,"${SECRETS.simPin}"`,
  `AT+CPWD="SC","${SECRETS.simPin}","11112222"`,
  `AT+QMTCONN=5,"client","user","${SECRETS.password}"`,
  'AT+CGSN',
  'AT+CIMI',
  'AT+QCCID',
];

interface Scene {
  readonly what: string;
  readonly modem: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, string>>;
  /** Ends the scene, besides all commands answered. */
  readonly until: (state: { state: string; code: string | null }) => boolean;
}

const online: Scene['until'] = ({ state }) => state === 'online';
const refused =
  (code: string): Scene['until'] =>
  (state) =>
    state.code === code;

const SCENES: readonly Scene[] = [
  { what: 'the module signs', modem: { port: `${FAST_SIMULATOR}&${LOCKED}` }, until: online },
  {
    what: 'the module signs, and repeats options without their names',
    modem: { port: `${FAST_SIMULATOR}&${LOCKED}&cfgName=false` },
    until: online,
  },
  {
    what: 'the module’s echo never goes off',
    modem: { port: `${FAST_SIMULATOR}&${LOCKED}&echo=never-off` },
    until: online,
  },
  { what: 'we sign', modem: { port: `${FAST_SIMULATOR}&${LOCKED}`, auth: 'sign' }, until: online },
  {
    what: 'the cloud refuses our signature',
    modem: { port: `${FAST_SIMULATOR}&${LOCKED}&connectResult=4`, auth: 'sign' },
    until: refused('EC20_CONNECT_CREDENTIALS'),
  },
  {
    what: 'the PIN is wrong',
    modem: { port: `${FAST_SIMULATOR}&sim=pin&pin=11112222` },
    until: refused('EC20_SIM_PIN_WRONG'),
  },
  {
    what: 'the APN is wrong',
    modem: { port: `${FAST_SIMULATOR}&${LOCKED}&apn=wrong` },
    until: refused('EC20_PDP_FAILED'),
  },
  {
    what: 'the line garbles bytes',
    modem: { port: `${FAST_SIMULATOR}&${LOCKED}&flipRate=0.002&echo=never-off` },
    until: ({ state, code }) => state === 'online' || code !== null,
  },
  {
    what: 'a broker cannot be reached',
    modem: {
      port: `${FAST_SIMULATOR}&${LOCKED}`,
      server: 'mqtt',
      host: '127.0.0.1',
      mqttPort: String(CLOSED_PORT),
    },
    credentials: { username: 'mqtt-user' },
    until: ({ code }) => code !== null,
  },
  {
    what: 'a setting is refused',
    modem: { port: FAST_SIMULATOR, region: 'nowhere' },
    until: refused('EC20_REGION'),
  },
];

/** Every part of a text, of the length that must not show. */
function partsOf(text: string): string[] {
  return Array.from({ length: text.length - PART_LENGTH + 1 }, (_, at) => text.slice(at, at + PART_LENGTH));
}

/** The secret of which a part is in the text; undefined when there is none. */
function leakIn(text: string, secrets: Readonly<Record<string, string>>): string | undefined {
  for (const [name, secret] of Object.entries(secrets)) {
    const part = partsOf(secret).find((each) => text.includes(each));
    if (part !== undefined) {
      const at = text.indexOf(part);
      return `${name} in: …${text.slice(Math.max(0, at - 100), at + 60)}…`;
    }
  }
  return undefined;
}

/** Everything that hangs on a value, errors with their cause and stack too. */
const everything = (value: unknown) =>
  inspect(value, { depth: 8, showHidden: true, maxStringLength: null, maxArrayLength: null });

describe('secrets', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('the search finds a part of a secret where there is one', () => {
    assert.match(leakIn('a 9f8e7d6c b', SECRETS) ?? '', /^deviceSecret in/);
    assert.equal(leakIn('a 9f8e7d6 b', SECRETS), undefined);
    const error = new Error('outer', { cause: new Error(`inner ${SECRETS.password}`) });
    assert.match(leakIn(everything({ error }), SECRETS) ?? '', /^password in/);
  });

  for (const [index, scene] of SCENES.entries()) {
    it(`never show in logs, statuses, errors, traces, snapshots and answers when ${scene.what}`, async () => {
      const modem = modemNode({ ...DEVICE, ...APN, ...scene.modem, id: `modem-${index}` });
      await startFlow(
        [
          modem,
          {
            id: 'publish',
            type: 'ec20-publish',
            modem: modem.id,
            topic: 'no/rights/here',
            wires: [['heard']],
          },
          { id: 'subscribe', type: 'ec20-subscribe', modem: modem.id, topic: 'a/b', wires: [['heard']] },
          { id: 'command', type: 'ec20-command', modem: modem.id, wires: [['heard', 'answered']] },
          { id: 'status', type: 'ec20-status', modem: modem.id, wires: [['heard', 'states']] },
          { id: 'catcher', type: 'catch', scope: null, wires: [['heard', 'answered']] },
          { id: 'watcher', type: 'status', scope: null, wires: [['heard']] },
          { id: 'heard', type: 'helper' },
          { id: 'states', type: 'helper' },
          { id: 'answered', type: 'helper' },
        ],
        { [modem.id]: { ...SECRETS, ...scene.credentials } },
      );
      const [heard, states, answered] = [new Probe('heard'), new Probe('states'), new Probe('answered')];
      const isThere = (msg: { payload?: unknown }) =>
        scene.until(msg.payload as Parameters<Scene['until']>[0]);
      const { module, sim } = (await states.next(isThere)).payload as {
        module: { imei: string };
        sim: { iccid: string; imsi: string };
      };
      helper.getNode('publish').receive({ payload: 'a' });
      // The flow's author wrote these commands himself: what must not show is the answer, and what is made of it.
      for (const command of CURIOUS) {
        helper.getNode('command').receive({ payload: { command, force: true, timeout: 1000 } });
        const answer = await answered.next(isAnswer);
        const { payload, error } = answer as { payload: unknown; error?: unknown };
        assert.equal(leakIn(everything(error ?? payload), SECRETS), undefined, command);
      }
      const { device } = helper.getNode(modem.id) as unknown as { device: Device };
      const trace = everything(device.running?.trace.entries);
      const shown = {
        trace,
        snapshot: everything(device.snapshot()),
        logs: everything(helper.log().args),
        messages: everything(heard.received.filter((msg) => !isOwnWords(msg))),
        ports: (await helper.request().get('/ec20/ports')).text,
        credentials: (await helper.request().get(`/credentials/ec20-modem/${modem.id}`)).text,
        flows: (await helper.request().get('/flows')).text,
      };
      for (const [where, text] of Object.entries(shown)) {
        // The virtual module's own PIN is a part of the port's name.
        assert.equal(leakIn(text.replaceAll(/pin=\d+/g, ''), SECRETS), undefined, where);
      }
      const personal = Object.entries({ imei: module.imei, iccid: sim.iccid, imsi: sim.imsi });
      for (const [what, value] of personal) {
        if (value !== '')
          assert(!trace.includes(value) && !shown.logs.includes(value), `${what} in a trace or log`);
      }
    }).timeout(150_000);
  }
});

/** The outcome of a command: its answer, or its error; not another node's. */
function isAnswer(msg: object): boolean {
  const { error } = msg as { error?: { source?: { id?: string } } };
  return error === undefined || error.source?.id === 'command';
}

/** A command that failed goes on in its own message, which holds what the flow's author wrote. */
function isOwnWords(msg: object): boolean {
  const { payload } = msg as { payload?: { command?: unknown } };
  return typeof payload?.command === 'string';
}
