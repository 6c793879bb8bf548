import assert from 'node:assert/strict';
import { Listeners } from '../../src/base/listeners';

describe('listeners', () => {
  it('hear each value, in the order of their coming', () => {
    const listeners = new Listeners<number>();
    const received: string[] = [];
    listeners.add((value) => received.push(`first ${value}`));
    listeners.add((value) => received.push(`second ${value}`));
    listeners.emit(1);
    listeners.emit(2);
    assert.deepEqual(received, ['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('hear nothing after they were taken away, and nobody else is taken away with them', () => {
    const listeners = new Listeners<number>();
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

  it('may be taken away, and added, by one that hears', () => {
    const listeners = new Listeners<number>();
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
});
