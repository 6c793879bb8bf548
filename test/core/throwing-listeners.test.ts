import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { aliyun } from '../../src/core/clouds';
import type { Session } from '../../src/core/device-session';
import { openModule } from '../../src/core/open-module';
import { createSession, send } from '../../src/core/open-session';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { virtualLine } from './virtual-line';

const UPDATE = '/${productKey}/${deviceName}/user/update';
const GET = `/${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}/user/get`;

const boom = (): never => {
  throw new Error('boom');
};
const late = async (): Promise<void> => {
  await Promise.resolve();
  boom();
};
const THROWERS: Readonly<Record<string, () => unknown>> = { 'at once': boom, later: late };
const nothing = () => undefined;
const message = { topic: UPDATE, payload: 'hello' };

/** Each place where a program's own function is called: registers one that throws. */
const LISTENERS: Readonly<Record<string, (session: Session, thrower: () => unknown) => void>> = {
  onChange: (session, thrower) => session.onChange(thrower),
  trace: (session, thrower) => session.trace.subscribe(thrower),
  accepted: (session, thrower) =>
    session.publish(message, { accepted: thrower, delivered: nothing, failed: nothing }),
  delivered: (session, thrower) =>
    session.publish(message, { accepted: nothing, delivered: thrower, failed: nothing }),
  failed: (session, thrower) =>
    session.publish({ ...message, topic: '#' }, { accepted: nothing, delivered: nothing, failed: thrower }),
  subscribe: (session, thrower) => void session.subscribe('bad', GET, 1, thrower),
};

describe('a listener of a program that throws', () => {
  for (const [name, register] of Object.entries(LISTENERS)) {
    for (const [how, thrower] of Object.entries(THROWERS)) {
      it(`${name}, ${how}: is reported, the others are called, and the session goes on to its end`, async () => {
        const { clock, cloud, choice } = await virtualLine();
        const session = createSession({ ...choice, cloud: aliyun(DEMO_TRIPLET) });
        const failures: CodedError[] = [];
        const states: string[] = [];
        const received: string[] = [];
        session.onFault(boom);
        session.onFault((error) => failures.push(error));
        register(session, thrower);
        session.onChange(({ state }) => states.push(state));
        void session.subscribe('good', GET, 1, ({ payload }) => received.push(payload.toString()));
        session.start();
        await clock.advance(60_000);
        assert.equal(states.at(-1), 'online');
        const shipping = send(session, message);
        await clock.settle(shipping.delivered, 10_000);
        cloud.send(DEMO_TRIPLET, GET, 'down', 1);
        await clock.advance(10_000);
        assert.deepEqual(received, ['down']);
        assert.equal(session.snapshot().queue.length, 0);
        await clock.settle(session.close(), 10_000);
        for (const { code } of failures) assert.equal(code, 'EC20_LISTENER');
        const named = failures.map(({ params }) => params['listener']);
        // The listener of faults that throws as well is reported to the other one.
        assert.deepEqual(new Set(named), new Set([name, 'onFault']));
      });
    }
  }

  it('of an open module is a warning', async () => {
    const { clock, choice } = await virtualLine();
    const warnings: CodedError[] = [];
    const module = await clock.settle(
      openModule({ ...choice, onWarning: (warning) => warnings.push(warning) }),
      10_000,
    );
    module.trace.subscribe(boom);
    assert.deepEqual(
      await clock.settle(
        module.command('AT+CSQ').then(({ ok }) => ok),
        10_000,
      ),
      true,
    );
    assert.deepEqual(
      warnings.map(({ code, params }) => [code, params['listener']]),
      [['EC20_LISTENER', 'trace']],
    );
    await clock.settle(module.close(), 10_000);
  });
});
