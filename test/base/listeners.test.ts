import assert from 'node:assert/strict';
import { Listeners } from '../../src/base/listeners';

const unexpected = (error: Error): never => assert.fail(error.message);

describe('listeners', () => {
  it('receive each value, in order of subscription', () => {
    const listeners = new Listeners<number>('numbers', unexpected);
    const received: string[] = [];
    listeners.add((value) => received.push(`first ${value}`));
    listeners.add((value) => received.push(`second ${value}`));
    listeners.emit(1);
    listeners.emit(2);
    assert.deepEqual(received, ['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('receive nothing after they were removed, and no others are removed with them', () => {
    const listeners = new Listeners<number>('numbers', unexpected);
    const received: string[] = [];
    const listener = (value: number) => received.push(`twice ${value}`);
    const takeAway = listeners.add(listener);
    listeners.add(listener);
    takeAway();
    takeAway();
    listeners.emit(1);
    assert.deepEqual(received, ['twice 1']);
    assert.equal(listeners.size, 1);
  });

  it('may be removed and added by a listener that is being called', () => {
    const listeners = new Listeners<number>('numbers', unexpected);
    const received: string[] = [];
    const takeAway = listeners.add((value) => {
      received.push(`once ${value}`);
      takeAway();
      listeners.add((later) => received.push(`later ${later}`));
    });
    listeners.add((value) => received.push(`always ${value}`));
    listeners.emit(1);
    assert.deepEqual(received, ['once 1', 'always 1']);
    listeners.emit(2);
    assert.deepEqual(received, ['once 1', 'always 1', 'always 2', 'later 2']);
  });

  it('that throw, or reject, are reported once each, and the others are called', async () => {
    const failures: string[] = [];
    const listeners = new Listeners<number>('numbers', ({ code, params }) =>
      failures.push(`${code} ${params['listener']} ${params['detail']}`),
    );
    const received: number[] = [];
    listeners.add(() => {
      throw new Error('thrown');
    });
    const rejecting: (value: number) => unknown = () => Promise.reject(new Error('rejected'));
    listeners.add(rejecting);
    listeners.add(() => {
      throw Object.create(null);
    });
    listeners.add((value) => received.push(value));
    listeners.emit(1);
    await new Promise(setImmediate);
    assert.deepEqual(received, [1]);
    assert.deepEqual(failures, [
      'EC20_LISTENER numbers thrown',
      'EC20_LISTENER numbers object',
      'EC20_LISTENER numbers rejected',
    ]);
  });
});
