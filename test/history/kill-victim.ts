import { DiskHistory } from '../../src/history/disk/disk-history';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { PlayedSession } from './played-session';

/** A program to be killed: a message a minute, a minute whenever the disk is idle; prints how many are stored. */
const MINUTE = 60_000;
const [, , file = '', startMs = '0'] = process.argv;

async function live(): Promise<void> {
  const clock = new VirtualClock(Number(startMs));
  const store = new DiskHistory(file);
  const write = store.write.bind(store);
  let delivered = 0;
  const writing = new Set<unknown>();
  store.write = async (batch) => {
    writing.add(batch);
    const stored = delivered;
    await write(batch);
    writing.delete(batch);
    process.stdout.write(`${stored}\n`);
  };
  const open = store.open.bind(store);
  const opened = new Promise<void>((resolve) => {
    store.open = (wallMs) => open(wallMs).finally(resolve);
  });
  const session = new PlayedSession(clock, new Recorder({ clock, version: '1', store }));
  await opened;
  session.connect();
  for (;;) {
    session.deliver(100);
    delivered++;
    await clock.advance(MINUTE);
    while (writing.size > 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

// Without its parent nobody would ever end it.
process.stdin.resume().once('end', () => process.exit());
void live();
