import type { Line, LineListener, Transport } from '../../src/transport/transport';

/** What a test does between a module and its host. */
export interface Interception {
  /** The lines that answer a command instead of the module; undefined passes the command on. */
  readonly answer?: (command: string) => readonly string[] | undefined;
  /** Lines of the module that never arrive. */
  readonly swallow?: Pick<RegExp, 'test'>;
}

/** Wraps a line to answer commands instead of the module, and to drop some of its output. */
export function intercepted(transport: Transport, { answer, swallow }: Interception): Transport {
  return {
    path: transport.path,
    async open(listener: LineListener): Promise<Line> {
      const line = await transport.open({
        received: (bytes) => {
          if (swallow?.test(bytes.toString('latin1')) !== true) listener.received(bytes);
        },
        lost: (reason) => listener.lost(reason),
      });
      return {
        close: () => line.close(),
        write(bytes) {
          const lines = answer?.(Buffer.from(bytes).toString('latin1').trim());
          if (lines === undefined) return line.write(bytes);
          queueMicrotask(() => {
            for (const each of lines) listener.received(Buffer.from(`\r\n${each}\r\n`, 'latin1'));
          });
          return Promise.resolve();
        },
      };
    },
  };
}
