import assert from 'node:assert/strict';
import { Bench } from './bench';
import { TRANSCRIPTS, type Transcript } from './transcripts';

async function prepare({ settings, mostQos, unreachable, before }: Transcript): Promise<Bench> {
  const bench = await Bench.start(settings);
  if (mostQos !== undefined) bench.broker.mostQos = mostQos;
  bench.broker.unreachable = unreachable;
  await bench.run(...before);
  await bench.listen();
  return bench;
}

describe('the virtual module plays what real modules said', () => {
  for (const transcript of TRANSCRIPTS) {
    it(`${transcript.id}: ${transcript.about}`, async () => {
      const bench = await prepare(transcript);
      for (const step of transcript.steps) {
        if ('deliver' in step) {
          bench.broker.deliver(step.deliver.topic, step.deliver.payload, step.deliver.messageId);
          assert.equal(await bench.listen(), step.module);
        } else {
          Object.assign(bench.simulator.settings, step.set);
          assert.equal(await bench.send(step.host), step.module);
        }
      }
    });

    it(`${transcript.id} comes the same when the host's bytes come one by one`, async () => {
      const bench = await prepare(transcript);
      for (const step of transcript.steps) {
        if ('deliver' in step) {
          bench.broker.deliver(step.deliver.topic, step.deliver.payload, step.deliver.messageId);
          assert.equal(await bench.listen(), step.module);
        } else {
          Object.assign(bench.simulator.settings, step.set);
          let received = '';
          for (const character of step.host) received += await bench.send(character, 0);
          assert.equal(received + (await bench.listen()), step.module);
        }
      }
    });
  }
});
