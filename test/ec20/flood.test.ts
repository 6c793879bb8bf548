import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { seededRandom } from '../../src/base/random';
import { MessageIds } from '../../src/ec20/message-id';
import { MqttClient } from '../../src/ec20/mqtt-client';
import { EC20 } from '../../src/ec20/profiles/dialects';
import type { Reception } from '../../src/ec20/receive';
import { ScriptedModule, type Script } from '../support/scripted-module';

const OK = ['OK'];
const ONLINE: Script = {
  'AT+QMTCLOSE=0': ['ERROR'],
  'AT+QMTOPEN=0,"broker.example",1883': ['OK', '+QMTOPEN: 0,0'],
  'AT+QMTCONN=0,"me"': ['OK', '+QMTCONN: 0,0,0'],
  'AT+QMTCONN?': ['+QMTCONN: 0,3', 'OK'],
};

interface Connection {
  readonly module: ScriptedModule;
  readonly client: MqttClient;
  readonly received: string[];
  readonly ended: CodedError[];
}

function connection(script: Script): Connection {
  const module = new ScriptedModule(script);
  const received: string[] = [];
  const ended: CodedError[] = [];
  const client = new MqttClient({
    channel: module.channel,
    clock: module.clock,
    profile: EC20,
    messageIds: new MessageIds(seededRandom(1)),
    clientIndex: 0,
    apn: '',
    listener: {
      received: ({ payload }: Reception) => received.push(payload.toString()),
      ended: (reason) => ended.push(reason),
      retransmitting: () => undefined,
    },
  });
  return { module, client, received, ended };
}

async function connect({ module, client }: Connection): Promise<void> {
  await module.settle(client.closeOld());
  await module.settle(client.open('broker.example', 1883));
  await module.settle(client.connect({ clientId: 'me' }));
}

const times = ({ module }: Connection, command: string) =>
  module.commands.filter((each) => each === command).length;

describe('codes that would become work', () => {
  it('a flood of +QMTSTAT behind our own close asks once at a time, and once more for those that came meanwhile', async () => {
    const online = connection(ONLINE);
    await connect(online);
    const { module } = online;
    for (let round = 0; round < 1000; round++)
      module.emit(...Array.from({ length: 20 }, () => '+QMTSTAT: 0,1'));
    assert(module.channel.waiting <= 1, `${module.channel.waiting} wait`);
    await module.clock.advance(1000);
    assert.deepEqual([times(online, 'AT+QMTCONN?'), module.channel.waiting, online.ended], [2, 0, []]);
  });

  it('a true one among them still ends the connection, with its reason', async () => {
    const online = connection({ ...ONLINE, 'AT+QMTCONN?': [['+QMTCONN: 0,3', 'OK'], OK] });
    await connect(online);
    online.module.emit('+QMTSTAT: 0,5', '+QMTSTAT: 0,1');
    await online.module.clock.advance(1000);
    assert.deepEqual(
      online.ended.map(({ code }) => code),
      ['EC20_LINK_PEER_CLOSED'],
    );
  });

  it('slots that the module can’t have are not asked for, and each other one once at a time', async () => {
    const fetches = Object.fromEntries(
      Array.from({ length: EC20.receiveSlots }, (_, slot) => [
        `AT+QMTRECV=0,${slot}`,
        [`+QMTRECV: 0,1,"t",2,"m${slot}"`, 'OK'],
      ]),
    );
    const online = connection({ ...ONLINE, ...fetches });
    await connect(online);
    const { module, received } = online;
    const before = module.commands.length;
    const codes = Array.from({ length: 5000 }, (_, slot) => `+QMTRECV: 0,${slot}`);
    module.emit(...codes, ...codes.slice(0, 10), '+QMTRECV: 0,-1', '+QMTRECV: 0,65536');
    assert(module.channel.waiting < EC20.receiveSlots, `${module.channel.waiting} wait`);
    await module.clock.advance(1000);
    assert.equal(module.commands.length - before, EC20.receiveSlots);
    assert.deepEqual(received, ['m0', 'm1', 'm2', 'm3', 'm4'].slice(0, EC20.receiveSlots));
  });
});

describe('a +QMTSTAT between the open and our CONNECT', () => {
  it('is why CONNECT is refused', async () => {
    const early = connection({ ...ONLINE, 'AT+QMTCONN=0,"me"': ['ERROR'] });
    await early.module.settle(early.client.closeOld());
    await early.module.settle(early.client.open('broker.example', 1883));
    early.module.emit('+QMTSTAT: 0,1');
    await early.module.rejects(early.client.connect({ clientId: 'me' }), 'EC20_LINK_PEER_CLOSED');
  });

  it('before the open is not', async () => {
    const late = connection({ ...ONLINE, 'AT+QMTCONN=0,"me"': ['ERROR'] });
    await late.module.settle(late.client.closeOld());
    late.module.emit('+QMTSTAT: 0,1');
    await late.module.settle(late.client.open('broker.example', 1883));
    await late.module.rejects(late.client.connect({ clientId: 'me' }), 'EC20_CONNECT_FAILED');
  });

  it('fails no CONNECT that succeeds', async () => {
    const fine = connection(ONLINE);
    await fine.module.settle(fine.client.open('broker.example', 1883));
    fine.module.emit('+QMTSTAT: 0,1');
    await fine.module.settle(fine.client.connect({ clientId: 'me' }));
    assert.deepEqual(fine.ended, []);
  });
});
