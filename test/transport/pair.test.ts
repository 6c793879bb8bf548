import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CodedError } from '../../src/base/coded-error';
import { createPair } from '../../src/transport/pair';
import type { LineListener } from '../../src/transport/transport';

/** A listener that records its input. */
class RecordingListener implements LineListener {
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
    const [leftListener, rightListener] = [new RecordingListener(), new RecordingListener()];
    const left = await pair.left.open(leftListener);
    const right = await pair.right.open(rightListener);
    await left.write(Buffer.from('AT\r'));
    await right.write(Buffer.from('\r\nOK\r\n'));
    await delivered();
    assert.equal(rightListener.text, 'AT\r');
    assert.equal(leftListener.text, '\r\nOK\r\n');
  });

  it('delivers all bytes once and in order, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), async (chunks) => {
        const pair = createPair('simulator');
        const listener = new RecordingListener();
        await pair.right.open(listener);
        const line = await pair.left.open(new RecordingListener());
        await Promise.all(chunks.map((chunk) => line.write(chunk)));
        await delivered();
        assert.deepEqual(Buffer.concat(listener.chunks), Buffer.concat(chunks));
      }),
    );
  });

  it('delivers after write() has returned, so that an answer never overtakes the asking', async () => {
    const pair = createPair('simulator');
    const listener = new RecordingListener();
    await pair.right.open(listener);
    const line = await pair.left.open(new RecordingListener());
    const writing = line.write(Buffer.from('AT\r'));
    assert.equal(listener.text, '');
    await writing;
    await delivered();
    assert.equal(listener.text, 'AT\r');
  });

  it('passes the listener a copy that the writer can no longer change', async () => {
    const pair = createPair('simulator');
    const listener = new RecordingListener();
    await pair.right.open(listener);
    const line = await pair.left.open(new RecordingListener());
    const bytes = Buffer.from('AT\r');
    void line.write(bytes);
    bytes.fill(0);
    await delivered();
    assert.equal(listener.text, 'AT\r');
  });

  it('drops what is written while the other end is not open', async () => {
    const pair = createPair('simulator');
    const line = await pair.left.open(new RecordingListener());
    await line.write(Buffer.from('received by no one'));
    const listener = new RecordingListener();
    await pair.right.open(listener);
    await line.write(Buffer.from('AT\r'));
    await delivered();
    assert.equal(listener.text, 'AT\r');
  });

  it('is busy while open, and can be opened again once closed', async () => {
    const pair = createPair('simulator');
    const line = await pair.left.open(new RecordingListener());
    await assert.rejects(pair.left.open(new RecordingListener()), {
      code: 'EC20_PORT_BUSY',
      params: { port: 'simulator' },
    });
    await line.close();
    await line.close();
    await pair.left.open(new RecordingListener());
  });

  it('receives nothing after close(), not even bytes in transit', async () => {
    const pair = createPair('simulator');
    const listener = new RecordingListener();
    const right = await pair.right.open(listener);
    const left = await pair.left.open(new RecordingListener());
    void left.write(Buffer.from('late'));
    await right.close();
    pair.unplug();
    await delivered();
    assert.equal(listener.text, '');
    assert.deepEqual(listener.losses, []);
  });

  it('lets no closed line write, nor close the line opened after it', async () => {
    const pair = createPair('simulator');
    const listener = new RecordingListener();
    await pair.right.open(listener);
    const first = await pair.left.open(new RecordingListener());
    await first.close();
    const second = await pair.left.open(new RecordingListener());
    await first.close();
    await assert.rejects(first.write(Buffer.from('ghost')), { code: 'EC20_PORT_LOST', outcome: 'unknown' });
    await second.write(Buffer.from('AT\r'));
    await delivered();
    assert.equal(listener.text, 'AT\r');
  });

  it('notifies both ends once when unplugged, and refuses to write or open until replugged', async () => {
    const pair = createPair('simulator');
    const [leftListener, rightListener] = [new RecordingListener(), new RecordingListener()];
    const left = await pair.left.open(leftListener);
    await pair.right.open(rightListener);
    pair.unplug();
    pair.unplug();
    for (const listener of [leftListener, rightListener]) {
      assert.deepEqual(
        listener.losses.map((loss) => loss.code),
        ['EC20_PORT_LOST'],
      );
    }
    await assert.rejects(left.write(Buffer.from('AT\r')), { code: 'EC20_PORT_LOST', outcome: 'unknown' });
    await assert.rejects(pair.left.open(new RecordingListener()), { code: 'EC20_PORT_NOT_FOUND' });
    pair.replug();
    await pair.left.open(new RecordingListener());
    await assert.rejects(left.write(Buffer.from('AT\r')), { code: 'EC20_PORT_LOST' });
  });
});
