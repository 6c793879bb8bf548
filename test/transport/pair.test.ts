import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CodedError } from '../../src/base/coded-error';
import { createPair } from '../../src/transport/pair';
import type { LineListener } from '../../src/transport/transport';

/** A listener that records its input. */
class Ear implements LineListener {
  readonly chunks: Buffer[] = [];
  readonly losses: CodedError[] = [];

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  received(bytes: Buffer): void {
    this.chunks.push(bytes);
  }

  lost(reason: CodedError): void {
    this.losses.push(reason);
  }
}

/** Lets microtasks run, in which a pair delivers. */
const delivered = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a pair of line ends in memory', () => {
  it('carries bytes both ways', async () => {
    const pair = createPair('simulator');
    const [leftEar, rightEar] = [new Ear(), new Ear()];
    const left = await pair.left.open(leftEar);
    const right = await pair.right.open(rightEar);
    await left.write(Buffer.from('AT\r'));
    await right.write(Buffer.from('\r\nOK\r\n'));
    await delivered();
    assert.equal(rightEar.text, 'AT\r');
    assert.equal(leftEar.text, '\r\nOK\r\n');
  });

  it('delivers all bytes once and in order, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), async (chunks) => {
        const pair = createPair('simulator');
        const ear = new Ear();
        await pair.right.open(ear);
        const line = await pair.left.open(new Ear());
        await Promise.all(chunks.map((chunk) => line.write(chunk)));
        await delivered();
        assert.deepEqual(Buffer.concat(ear.chunks), Buffer.concat(chunks));
      }),
    );
  });

  it('delivers after write() has returned, so that an answer never overtakes the asking', async () => {
    const pair = createPair('simulator');
    const ear = new Ear();
    await pair.right.open(ear);
    const line = await pair.left.open(new Ear());
    const writing = line.write(Buffer.from('AT\r'));
    assert.equal(ear.text, '');
    await writing;
    await delivered();
    assert.equal(ear.text, 'AT\r');
  });

  it('gives the listener a copy that the writer can no longer change', async () => {
    const pair = createPair('simulator');
    const ear = new Ear();
    await pair.right.open(ear);
    const line = await pair.left.open(new Ear());
    const bytes = Buffer.from('AT\r');
    void line.write(bytes);
    bytes.fill(0);
    await delivered();
    assert.equal(ear.text, 'AT\r');
  });

  it('drops what is written while the other end is not open', async () => {
    const pair = createPair('simulator');
    const line = await pair.left.open(new Ear());
    await line.write(Buffer.from('nobody hears this'));
    const ear = new Ear();
    await pair.right.open(ear);
    await line.write(Buffer.from('AT\r'));
    await delivered();
    assert.equal(ear.text, 'AT\r');
  });

  it('is busy while open, and can be opened again once closed', async () => {
    const pair = createPair('simulator');
    const line = await pair.left.open(new Ear());
    await assert.rejects(pair.left.open(new Ear()), {
      code: 'EC20_PORT_BUSY',
      params: { port: 'simulator' },
    });
    await line.close();
    await line.close();
    await pair.left.open(new Ear());
  });

  it('hears nothing after close(), not even what was on its way', async () => {
    const pair = createPair('simulator');
    const ear = new Ear();
    const right = await pair.right.open(ear);
    const left = await pair.left.open(new Ear());
    void left.write(Buffer.from('late'));
    await right.close();
    pair.unplug();
    await delivered();
    assert.equal(ear.text, '');
    assert.deepEqual(ear.losses, []);
  });

  it('lets no closed line write, nor close the line opened after it', async () => {
    const pair = createPair('simulator');
    const ear = new Ear();
    await pair.right.open(ear);
    const first = await pair.left.open(new Ear());
    await first.close();
    const second = await pair.left.open(new Ear());
    await first.close();
    await assert.rejects(first.write(Buffer.from('ghost')), { code: 'EC20_PORT_LOST', outcome: 'unknown' });
    await second.write(Buffer.from('AT\r'));
    await delivered();
    assert.equal(ear.text, 'AT\r');
  });

  it('tells both ends once when unplugged, and refuses to write or open until replugged', async () => {
    const pair = createPair('simulator');
    const [leftEar, rightEar] = [new Ear(), new Ear()];
    const left = await pair.left.open(leftEar);
    await pair.right.open(rightEar);
    pair.unplug();
    pair.unplug();
    for (const ear of [leftEar, rightEar]) {
      assert.deepEqual(
        ear.losses.map((loss) => loss.code),
        ['EC20_PORT_LOST'],
      );
    }
    await assert.rejects(left.write(Buffer.from('AT\r')), { code: 'EC20_PORT_LOST', outcome: 'unknown' });
    await assert.rejects(pair.left.open(new Ear()), { code: 'EC20_PORT_NOT_FOUND' });
    pair.replug();
    await pair.left.open(new Ear());
    await assert.rejects(left.write(Buffer.from('AT\r')), { code: 'EC20_PORT_LOST' });
  });
});
