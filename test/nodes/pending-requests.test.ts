import assert from 'node:assert/strict';
import { PendingRequests, type FlowRequest } from '../../nodes/shared/pending-requests';
import { CodedError } from '../../src/base/coded-error';
import type { DownlinkRequest } from '../../src/cloud/thing-dialogue';
import { VirtualClock } from '../support/virtual-clock';

const SET: DownlinkRequest = {
  kind: 'property-set',
  topic: '/sys/pk/dn/thing/service/property/set',
  id: '7',
  identifier: '',
  method: 'thing.service.property.set',
  limitMs: undefined,
  format: 'alink',
};
const CALL: DownlinkRequest = { ...SET, kind: 'rrpc', topic: '/sys/pk/dn/rrpc/request/1', limitMs: 8000 };

function code(expected: string) {
  return (error: unknown) => error instanceof CodedError && error.code === expected;
}

describe('requests of the cloud that a flow may answer', () => {
  let clock: VirtualClock;
  let requests: PendingRequests;

  beforeEach(() => {
    clock = new VirtualClock();
    requests = new PendingRequests(clock, 'run');
  });

  it('are answered once', () => {
    const request = requests.add(SET, 'modem', undefined);
    requests.answer(request);
    assert.throws(() => requests.answer(request), code('EC20_REPLY_TWICE'));
  });

  it('are answered automatically as the cloud sent them, whatever the flow has made of its own', async () => {
    const answered: FlowRequest[] = [];
    const automatic = { afterMs: 1000, unanswered: (request: FlowRequest) => answered.push(request) };
    const request = requests.add(SET, 'modem', automatic) as { topic?: string; id: string };
    delete request.topic;
    request.id = 'changed';
    await clock.advance(1000);
    assert.deepEqual([answered[0]?.topic, answered[0]?.id], [SET.topic, SET.id]);
  });

  it('are answered however late where the cloud waits for ever', async () => {
    const request = requests.add(SET, 'modem', undefined);
    await clock.advance(3_600_000);
    requests.answer(request);
  });

  it('are too late behind the cloud’s limit', async () => {
    const request = requests.add(CALL, 'modem', undefined);
    await clock.advance(8000);
    assert.throws(() => requests.answer(request), code('EC20_REPLY_LATE'));
  });

  it('of an earlier run are answered where the cloud waits for ever, and are too late where it doesn’t', () => {
    requests.answer({ ...SET, modem: 'modem', token: 'earlier-1' });
    const late: FlowRequest = { ...CALL, modem: 'modem', token: 'earlier-2' };
    assert.throws(() => requests.answer(late), code('EC20_REPLY_LATE'));
  });

  it('are answered automatically if the flow does not answer, and only then', async () => {
    const unanswered: string[] = [];
    const automatic = {
      afterMs: 3000,
      unanswered: (request: FlowRequest) => unanswered.push(request.id),
    };
    const answered = requests.add({ ...SET, id: '1' }, 'modem', automatic);
    requests.add({ ...SET, id: '2' }, 'modem', automatic);
    requests.answer(answered);
    await clock.advance(2999);
    assert.deepEqual(unanswered, []);
    await clock.advance(1);
    assert.deepEqual(unanswered, ['2']);
  });

  it('answer nothing by themselves after the end', async () => {
    requests.add(SET, 'modem', { afterMs: 3000, unanswered: () => assert.fail('answered') });
    requests.close();
    await clock.advance(10_000);
  });

  it('are forgotten, the oldest first, when there are more than a thousand', () => {
    const first = requests.add(CALL, 'modem', undefined);
    for (let count = 0; count < 1000; count++) requests.add(CALL, 'modem', undefined);
    assert.throws(() => requests.answer(first), code('EC20_REPLY_LATE'));
  });

  it('are bounded in a flood: the oldest is answered automatically, once, and then forgotten', async () => {
    const answered: string[] = [];
    const automatic = { afterMs: 5000, unanswered: ({ token }: FlowRequest) => answered.push(token) };
    const all = Array.from({ length: 1500 }, () => requests.add(CALL, 'modem', automatic));
    assert.deepEqual(
      answered,
      all.slice(0, 500).map(({ token }) => token),
    );
    await clock.advance(5000);
    assert.deepEqual(
      answered,
      all.map(({ token }) => token),
    );
  });
});
