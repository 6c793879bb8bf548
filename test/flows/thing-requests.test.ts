import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import type { CallOutcome } from '../../src/simulator/cloud/calls';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { helper, Probe, type FlowNode } from './rig';
import { told } from './thing-rig';
import { type Stage, stageOfEach } from './thing-stage';

function subscribe(kind: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  return [
    { id: 'subscribe', type: 'ec20-subscribe', modem: 'modem', kind, wires: [['in']], ...properties },
    { id: 'in', type: 'helper' },
    { id: 'reply', type: 'ec20-reply', wires: [] },
  ];
}

/** What the device has answered. */
function answered<A>(outcome: CallOutcome<A>): A {
  assert.equal(outcome.kind, 'answered');
  return outcome;
}

describe('ec20-subscribe and ec20-reply: requests of the cloud', () => {
  let stage: Stage;
  stageOfEach((each) => {
    stage = each;
  });

  const answer = (msg: NodeMessage) => helper.getNode('reply').receive(msg);

  it('property-set: arrives as an object, and is answered from downstream', async () => {
    await stage.online(subscribe('property-set'));
    const outcome = stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    const msg = await new Probe('in').next();
    assert.deepEqual(msg.payload, { LightSwitch: 1 });
    answer({ ...msg, payload: {} });
    assert.equal(answered(await outcome).code, 200);
  });

  it('property-set: answers itself where the node says so', async () => {
    await stage.online(subscribe('property-set', { autoReply: 'ok', autoReplyAfter: 0 }));
    assert.equal((await stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 0 })).kind, 'answered');
    // The first answer's delivery is settled before the second answer leaves.
    assert.equal((await stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 })).kind, 'answered');
    assert.deepEqual(stage.errors?.received, [], 'a delivered answer is no error');
  });

  it('a second answer is an error', async () => {
    await stage.online(subscribe('property-set'));
    void stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    const msg = await new Probe('in').next();
    answer({ ...msg, payload: {} });
    answer({ ...msg, payload: {} });
    const error = await stage.error();
    told(error, 'EC20_REPLY_TWICE');
  });

  it('a message that holds no request can’t be answered', async () => {
    await stage.online(subscribe('property-set'));
    answer({ payload: {} });
    assert.equal((await stage.error()).code, 'EC20_REPLY_REQUEST');
  });

  it('service: an asynchronous call and a synchronous one come alike, and are answered with outputs', async () => {
    await stage.online(subscribe('service'));
    const calls = new Probe('in');
    const reboot = stage.cloud.callService(DEMO_TRIPLET, 'Reboot', {}, false);
    const first = (await calls.next()) as { service?: unknown };
    assert.equal(first.service, 'Reboot');
    answer({ ...first, payload: {} });
    assert.equal((await reboot).kind, 'answered');
    const reading = stage.cloud.callService(DEMO_TRIPLET, 'ReadNow', {}, true);
    const second = (await calls.next()) as { service?: unknown };
    assert.equal(second.service, 'ReadNow');
    answer({ ...second, payload: { Temperature: 20.5 } });
    assert.deepEqual(answered(await reading).data, { Temperature: 20.5 });
  });

  it('service: of one identifier no other’s calls come', async () => {
    await stage.online(subscribe('service', { identifier: 'ReadNow' }));
    void stage.cloud.callService(DEMO_TRIPLET, 'Reboot', {}, false);
    void stage.cloud.callService(DEMO_TRIPLET, 'ReadNow', {}, true);
    assert.equal(((await new Probe('in').next()) as { service?: unknown }).service, 'ReadNow');
  });

  it('rrpc: any bytes in, any bytes out', async () => {
    await stage.online(subscribe('rrpc', { datatype: 'utf8' }));
    const outcome = stage.cloud.rrpc(DEMO_TRIPLET, 'how are you?');
    const msg = await new Probe('in').next();
    assert.equal(msg.payload, 'how are you?');
    answer({ ...msg, payload: 'fine' });
    assert.equal(answered(await outcome).payload.toString(), 'fine');
  });

  it('rrpc: on a topic of one’s own, where we sign', async () => {
    await stage.online(
      subscribe('rrpc', { topic: '/${productKey}/${deviceName}/user/get', datatype: 'utf8' }),
      {
        auth: 'sign',
      },
    );
    const outcome = stage.cloud.customRrpc(DEMO_TRIPLET, 'user/get', 'ping');
    const msg = await new Probe('in').next();
    answer({ ...msg, payload: 'pong' });
    assert.equal(answered(await outcome).payload.toString(), 'pong');
  });

  it('rrpc: on a topic of one’s own, where the module signs, is an error with its cure', async () => {
    await stage.online(subscribe('rrpc', { topic: '/${productKey}/${deviceName}/user/get' }));
    const error = await stage.error();
    told(error, 'EC20_RRPC_SIGN');
  });

  it('broadcast: to the whole product comes without a subscription', async () => {
    await stage.online(subscribe('broadcast', { datatype: 'utf8' }));
    assert.equal(stage.cloud.broadcast(DEMO_TRIPLET.productKey, 'hello all'), 1);
    assert.equal((await new Probe('in').next()).payload, 'hello all');
  });

  it('config: a pushed configuration comes, and is answered', async () => {
    await stage.online(subscribe('config', { autoReply: 'ok', autoReplyAfter: 0 }));
    const outcome = stage.cloud.pushConfiguration(DEMO_TRIPLET, '{"interval":5}');
    const { payload } = await new Probe('in').next();
    assert.equal(typeof (payload as { url: unknown }).url, 'string');
    assert.equal((await outcome).kind, 'answered');
  });

  it('raw: bytes for a product that speaks its own protocol', async () => {
    stage.cloud.setRaw(DEMO_TRIPLET.productKey);
    await stage.online(subscribe('raw', { datatype: 'buffer' }));
    stage.cloud.sendRaw(DEMO_TRIPLET, Buffer.from([1, 2, 255]));
    assert.deepEqual((await new Probe('in').next()).payload, Buffer.from([1, 2, 255]));
  });

  it('raw: a synchronous call for such a product is answered on its own topic', async () => {
    stage.cloud.setRaw(DEMO_TRIPLET.productKey);
    await stage.online(subscribe('raw', { datatype: 'buffer' }), { auth: 'sign' });
    const outcome = stage.cloud.callRaw(DEMO_TRIPLET, Buffer.from([1, 255]));
    const msg = await new Probe('in').next();
    assert.deepEqual(msg.payload, Buffer.from([1, 255]));
    answer({ ...msg, payload: Buffer.from([2]) });
    assert.deepEqual(answered(await outcome).payload, Buffer.from([2]));
  });

  it('strip: property sets and services are answered in the quotes of the config node', async () => {
    await stage.online([...subscribe('service'), ...subscribe('property-set', { autoReply: 'ok', autoReplyAfter: 0 }).slice(0, 1).map((node) => ({ ...node, id: 'sets', wires: [[]] }))], { quotes: 'strip' }); // prettier-ignore
    const payloads: string[] = [];
    stage.cloud.onPublish(({ topic, payload }) => {
      if (topic.includes('_reply') || topic.includes('/rrpc/')) payloads.push(payload.toString());
    });
    const call = stage.cloud.callService(DEMO_TRIPLET, 'Note', {}, true);
    const msg = await new Probe('in').next();
    answer({ ...msg, payload: { Text: 'abc' } });
    assert.deepEqual(answered(await call).data, { Text: 'abc' });
    const set = stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    assert.equal(answered(await set).code, 200);
    assert.equal(payloads.length, 2);
    for (const payload of payloads) assert(!payload.includes('"'), payload);
  });
});
