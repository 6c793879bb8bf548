import type { Transport } from '../../src/transport/transport';

/** The virtual EC20 on `transport` under another model name; either end of its line may be passed. */
export function renamed(transport: Transport, name: string): Transport {
  const rename = (bytes: Uint8Array) =>
    Buffer.from(
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/EC20(F|CEFAG)/g, name),
      'latin1',
    );
  return {
    path: transport.path,
    ...(transport.usbAt === undefined ? {} : { usbAt: transport.usbAt }),
    async open(listener) {
      const line = await transport.open({
        received: (bytes) => listener.received(rename(bytes)),
        lost: (reason) => listener.lost(reason),
      });
      return { write: (bytes) => line.write(rename(bytes)), close: () => line.close() };
    },
  };
}
