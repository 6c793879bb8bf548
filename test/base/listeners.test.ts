import assert from 'node:assert/strict';
import { Listeners } from '../../src/base/listeners';

describe('listeners', () => {
  it('hear each value, in the order of their coming', () => {
    const listeners = new Listeners<number>();
    const heard: string[] = [];
    listeners.add((value) => heard.push(`first ${value}`));
    listeners.add((value) => heard.push(`second ${value}`));
    listeners.emit(1);
    listeners.emit(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('hear nothing after they were taken away, and nobody else is taken away with them', () => {
    const listeners = new Listeners<number>();
    const heard: string[] = [];
    const listener = (value: number) => heard.push(`twice ${value}`);
    const takeAway = listeners.add(listener);
    listeners.add(listener);
    takeAway();
    takeAway();
    listeners.emit(1);
    assert.deepEqual(heard, ['twice 1']);
    assert.equal(listeners.size, 1);
  });

  it('may be taken away, and added, by one that hears', () => {
    const listeners = new Listeners<number>();
    const heard: string[] = [];
    const takeAway = listeners.add((value) => {
      heard.push(`once ${value}`);
      takeAway();
      listeners.add((later) => heard.push(`later ${later}`));
    });
    listeners.add((value) => heard.push(`always ${value}`));
    listeners.emit(1);
    assert.deepEqual(heard, ['once 1', 'always 1']);
    listeners.emit(2);
    assert.deepEqual(heard, ['once 1', 'always 1', 'always 2', 'later 2']);
  });
});
