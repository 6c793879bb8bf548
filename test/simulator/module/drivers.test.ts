import assert from 'node:assert/strict';
import { Bench } from './bench';
import { DIALOGUES, type Exchange } from './drivers';

describe('the virtual module with other people’s drivers', () => {
  for (const { driver, about, settings = {}, exchanges, published, sent } of DIALOGUES) {
    it(`${driver}: ${about}`, async () => {
      const bench = await Bench.start(settings);
      for (const exchange of exchanges) await play(bench, exchange);
      if (published !== undefined)
        assert.deepEqual(
          bench.broker.published.map(({ topic, payload }) => [topic, payload.toString()]),
          published,
        );
      if (sent !== undefined)
        assert.deepEqual(
          bench.simulator.sentMessages.map(({ to, text }) => [to, text]),
          sent,
        );
    });
  }
});

async function play(bench: Bench, exchange: Exchange): Promise<void> {
  if (!('expected' in exchange)) {
    const [host, expected, forMs] = exchange;
    assert.match(await bench.send(host, forMs), expected, host);
    return;
  }
  if ('topic' in exchange) bench.broker.deliver(exchange.topic, exchange.payload);
  else assert.equal(bench.simulator.receiveText(exchange.text, exchange.from), true);
  assert.match(await bench.listen(), exchange.expected);
}
