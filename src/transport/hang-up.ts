import { read } from 'node:fs';
import { promisify } from 'node:util';

/** What serialport's bindings for Linux and macOS have in common (`@serialport/bindings-cpp` 13, linux.js, darwin.js). */
interface UnixPort {
  readonly fd: number | null;
  readonly poller: { once(event: 'readable', heard: (error: Error | null) => void): unknown };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
}

/**
 * Makes an open port of serialport notice a hang-up while it reads; leaves alone what isn't such a port. After a hang-up
 * the kernel answers each read with 0 bytes at once, and the binding (unix-read.js) then reads again without end: when a
 * module restarts or is pulled out while it talks, no event would ever come, and Node.js would burn a core and grow until
 * the next write fails. The port is opened with VMIN 1, so 0 bytes mean nothing else.
 */
export function noticeHangUp(port: unknown): void {
  if (!isUnixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      const bytesRead = await readOnce(openFile(port), buffer, offset, length);
      if (bytesRead === 0) throw new Error('the port has hung up');
      if (bytesRead !== 'nothing yet') return { buffer, bytesRead };
      // Asked again, because a poller that was destroyed meanwhile crashes the process when it is used.
      openFile(port);
      await readable(port);
    }
  };
}

/** The file descriptor; throws the binding's kind of error, which its stream takes as no failure, once it is closed. */
function openFile({ fd }: UnixPort): number {
  if (fd === null) throw Object.assign(new Error('the port is closed'), { canceled: true });
  return fd;
}

const readFile = promisify(read);

async function readOnce(
  fd: number,
  buffer: Buffer,
  offset: number,
  length: number,
): Promise<number | 'nothing yet'> {
  try {
    return (await readFile(fd, buffer, offset, length, null)).bytesRead;
  } catch (error) {
    if (['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return 'nothing yet';
    throw error;
  }
}

/** Rejects, marked as cancelled, when the port is closed meanwhile: the poller sees to that. */
function readable({ poller }: UnixPort): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function isUnixPort(port: unknown): port is UnixPort {
  return typeof port === 'object' && port !== null && 'fd' in port && 'poller' in port && 'read' in port;
}
