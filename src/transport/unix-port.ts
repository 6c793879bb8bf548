import { readSync, writeSync } from 'node:fs';

type Readiness = 'readable' | 'writable';

/** What serialport's bindings for Linux and macOS have in common (`@serialport/bindings-cpp` 13, linux.js, darwin.js). */
interface UnixPort {
  readonly fd: number | null;
  readonly poller: { once(event: Readiness, heard: (error: Error | null) => void): unknown };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
  write(bytes: Buffer): Promise<void>;
}

/**
 * Reads and writes an open port of serialport on the event loop, as the kernel says that it is ready; leaves alone what
 * isn't such a port. The port is open non-blocking, so neither call ever waits. The binding's own way goes through Node's
 * pool of four threads and costs us twice:
 *
 * - each read wakes a thread, mostly to hear that there is nothing yet: most of the time that a publish takes, and behind
 *   a slow SD card the line would wait for the card;
 * - after a hang-up the kernel answers each read with 0 bytes at once, and unix-read.js then reads again without end: when
 *   a module restarts or is pulled out while it talks, no event would ever come, and Node.js would burn a core and grow
 *   until the next write fails. The port is opened with VMIN 1, so 0 bytes mean nothing else.
 */
export function driveByReadiness(port: unknown): void {
  if (!isUnixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      await ready(port, 'readable');
      const bytesRead = unlessNotYet(() => readSync(openFile(port), buffer, offset, length, null));
      if (bytesRead === 0) throw new Error('the port has hung up');
      if (bytesRead !== undefined) return { buffer, bytesRead };
    }
  };
  port.write = async (bytes) => {
    for (let written = 0; written < bytes.length;) {
      const taken = unlessNotYet(() => writeSync(openFile(port), bytes, written));
      if (taken === undefined) await ready(port, 'writable');
      else written += taken;
    }
  };
}

/** The file descriptor; throws the binding's kind of error, which its stream takes as no failure, once it is closed. */
function openFile({ fd }: UnixPort): number {
  if (fd === null) throw Object.assign(new Error('the port is closed'), { canceled: true });
  return fd;
}

/** What a call on a file that never blocks has done; undefined: it has to wait. */
function unlessNotYet(call: () => number): number | undefined {
  try {
    return call();
  } catch (error) {
    if (NOT_YET.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

const NOT_YET: ReadonlySet<string> = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/** Rejects, marked as cancelled, when the port is closed meanwhile: the poller sees to that. */
function ready(port: UnixPort, readiness: Readiness): Promise<void> {
  // A poller that was destroyed crashes the process when it is used.
  openFile(port);
  return new Promise((resolve, reject) => {
    port.poller.once(readiness, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function isUnixPort(port: unknown): port is UnixPort {
  return typeof port === 'object' && port !== null && 'fd' in port && 'poller' in port && 'read' in port;
}
