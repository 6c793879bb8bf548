import { BrokerUnreachable } from '../broker';
import type { Module } from '../module';
import { ERROR, ok, okThen } from '../reply';
import type { TlsRequest } from '../tls';
import type { CommandTable } from './command';

/** TCP/IP result codes (TCP/IP note, as in reference/ec20-at.md §2). */
const RESULT = { operation: 550, dns: 565, refused: 566 } as const;
const SOCKETS = 11;

/**
 * As much of QIOPEN and QSSLOPEN (TCP/IP and SSL notes) as a look at a port needs: a connection is made, told, and closed
 * again. Nothing can be sent on it.
 */
export const SOCKET_COMMANDS: CommandTable = {
  '+QIOPEN': {
    test: () => ok('+QIOPEN: (1-16),(0-11),"TCP",<host>,(1-65535)'),
    write: (module, parameters) => {
      const context = parameters.integer(0, 1, 16);
      const socket = parameters.integer(1, 0, SOCKETS);
      parameters.text(2, 16);
      const host = parameters.text(3, 150);
      const port = parameters.integer(4, 1, 65_535);
      if (!module.settings.sockets || !module.memory.activeContexts.has(context)) return ERROR;
      return okThen(() => void open(module, 'QIOPEN', socket, host, port));
    },
  },
  '+QSSLOPEN': {
    test: () => ok('+QSSLOPEN: (1-16),(0-5),(0-11),<host>,(1-65535)'),
    write: (module, parameters) => {
      const context = parameters.integer(0, 1, 16);
      const tlsContext = parameters.integer(1, 0, 5);
      const socket = parameters.integer(2, 0, SOCKETS);
      const host = parameters.text(3, 150);
      const port = parameters.integer(4, 1, 65_535);
      const { tls, sockets } = module.settings;
      if (!tls || !sockets || !module.memory.activeContexts.has(context)) return ERROR;
      const request = module.tls(tlsContext, host);
      return okThen(() => {
        if (request === undefined) module.urc(`+QSSLOPEN: ${socket},${RESULT.operation}`);
        else void open(module, 'QSSLOPEN', socket, host, port, request);
      });
    },
  },
  '+QICLOSE': { write: () => ok() },
  '+QSSLCLOSE': { write: () => ok() },
};

async function open(
  module: Module,
  name: string,
  socket: number,
  host: string,
  port: number,
  tls?: TlsRequest,
): Promise<void> {
  await module.delay(module.settings.openMs);
  module.urc(`+${name}: ${socket},${await reached(module, host, port, tls)}`);
}

async function reached(module: Module, host: string, port: number, tls?: TlsRequest): Promise<number> {
  const reach = module.reach();
  if (reach === 'no-dns') return RESULT.dns;
  if (reach === 'no-tcp') return RESULT.refused;
  try {
    await module.broker.probe(host, port, tls);
    return 0;
  } catch (error) {
    const failure = error instanceof BrokerUnreachable ? error.failure : 'timeout';
    if (failure === 'dns') return RESULT.dns;
    return failure === 'tls' ? RESULT.operation : RESULT.refused;
  }
}
