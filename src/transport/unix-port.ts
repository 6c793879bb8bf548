import { readSync, writeSync } from 'node:fs';

type Readiness = 'readable' | 'writable';

/** What serialport's bindings for Linux and macOS have in common (`@serialport/bindings-cpp` 13, linux.js, darwin.js). */
interface UnixPort {
  readonly fd: number | null;
  readonly poller: { once(event: Readiness, callback: (error: Error | null) => void): unknown };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
  write(bytes: Buffer): Promise<void>;
}

/**
 * Reads and writes an open port of serialport on the event loop, when the kernel reports readiness; does nothing for any other
 * object. The port is open non-blocking, so neither call ever waits. The binding's own method uses Node's pool of four threads and
 * has two disadvantages:
 *
 * - each read wakes a thread, mostly to find that there is no data yet: this takes most of the time of a publish, and behind a slow
 *   SD card the line would wait for the card;
 * - after a hang-up the kernel answers each read with 0 bytes at once, and unix-read.js then reads again endlessly: when a module
 *   restarts or is unplugged while it sends, no event would ever be emitted, and Node.js would burn a core and grow until the next
 *   write fails. The port is opened with VMIN 1, so 0 bytes mean nothing else.
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

/** The file descriptor; once it is closed, throws the binding's kind of error, which its stream does not treat as a failure. */
function openFile({ fd }: UnixPort): number {
  if (fd === null) throw Object.assign(new Error('the port is closed'), { canceled: true });
  return fd;
}

/** The result of a call on a non-blocking file; undefined: it would block. */
function unlessNotYet(call: () => number): number | undefined {
  try {
    return call();
  } catch (error) {
    if (NOT_YET.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

const NOT_YET: ReadonlySet<string> = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/** Rejects, marked as cancelled, when the port is closed meanwhile: the poller ensures that. */
function ready(port: UnixPort, readiness: Readiness): Promise<void> {
  // Using a destroyed poller crashes the process.
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
