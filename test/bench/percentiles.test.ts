import assert from 'node:assert/strict';
import { median, spreadOf } from '../../bench/percentiles';

describe('The bench’s percentiles', () => {
  it('are values that were measured, in whatever order they came', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(spreadOf(values), { count: 100, mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
  });

  it('of one value are that value', () => {
    assert.deepEqual(spreadOf([7]), { count: 1, mean: 7, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  it('of nothing are no numbers', () => {
    assert.deepEqual(spreadOf([]), { count: 0, mean: NaN, p50: NaN, p95: NaN, p99: NaN, max: NaN });
    assert.equal(median([]), NaN);
  });

  it('have a middle between two middle values', () => {
    assert.equal(median([9, 1, 3, 2]), 2.5);
    assert.equal(median([9, 1, 3]), 3);
  });
});
