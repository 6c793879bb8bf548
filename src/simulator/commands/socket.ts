import type { Parameters } from '../command-text';
import type { DataResult } from '../data-mode';
import type { CommandHost } from '../command-host';
import { ERROR, ok, finalWord, type Reply } from '../reply';
import { ACCESS, SOCKET_STATE, type Socket, type SocketBank } from '../socket-bank';
import type { Command, CommandTable } from './command';
import { HOST_ADDRESS } from './internet';
import { keptValue } from './kept-values';

const HIGHEST_SOCKET = 11;
const HIGHEST_CONTEXT = 16;
/** Of one QISEND and of one QIRD. */
const SEND_BYTES = 1460;
const READ_BYTES = 1500;
const SERVICES = ['TCP', 'UDP', 'TCP LISTENER', 'UDP SERVICE'];
const HEX = /^([\da-f]{2})+$/i;

type BankOf = (module: CommandHost) => SocketBank;
const plain: BankOf = (module) => module.services.sockets.plain;
const secure: BankOf = (module) => module.services.sockets.secure;

/**
 * Sockets with and without TLS (TCP/IP and SSL notes): open, write, read, query and close. The peer echoes, or behaves as the
 * setting `socketPeer` says.
 */
export const SOCKET_COMMANDS: CommandTable = {
  '+QIOPEN': {
    test: () =>
      ok(`+QIOPEN: (1-16),(0-11),"TCP/UDP/TCP LISTENER/UDP SERVICE",<host>,(0-65535),(0-65535),(0-2)`),
    write: (module, parameters) => {
      const context = parameters.integer(0, 1, HIGHEST_CONTEXT);
      const service = parameters.text(2, 16).toUpperCase();
      const isServer = service.includes(' ');
      const request = {
        id: parameters.integer(1, 0, HIGHEST_SOCKET),
        context,
        service,
        host: parameters.text(3, 150),
        port: parameters.integer(4, isServer ? 0 : 1, 65_535),
        localPort: parameters.integer(5, 0, 65_535, 0),
        access: parameters.integer(6, ACCESS.buffered, ACCESS.transparent, ACCESS.buffered),
      };
      if (!SERVICES.includes(service) || !isReady(module, context)) return ERROR;
      return module.services.sockets.plain.open(request);
    },
  },
  '+QSSLOPEN': {
    test: () => ok('+QSSLOPEN: (1-16),(0-5),(0-11),<host>,(1-65535),(0-2)'),
    write: (module, parameters) => {
      const context = parameters.integer(0, 1, HIGHEST_CONTEXT);
      const request = {
        context,
        tlsContext: parameters.integer(1, 0, 5),
        id: parameters.integer(2, 0, HIGHEST_SOCKET),
        service: 'SSLClient',
        host: parameters.text(3, 150),
        port: parameters.integer(4, 1, 65_535),
        localPort: 0,
        access: parameters.integer(5, ACCESS.buffered, ACCESS.transparent, ACCESS.buffered),
      };
      if (!module.settings.tls || !isReady(module, context)) return ERROR;
      return module.services.sockets.secure.open(
        request,
        module.tls(request.tlsContext, request.host) ?? 'impossible',
      );
    },
  },
  '+QISEND': sendCommand('QISEND', plain),
  '+QSSLSEND': sendCommand('QSSLSEND', secure),
  '+QISENDEX': {
    write: (module, parameters) => {
      const digits = parameters.text(1, 2 * SEND_BYTES);
      if (!HEX.test(digits)) return ERROR;
      const isSent = plain(module).send(socketNumber(parameters), Buffer.from(digits, 'hex'));
      return isSent ? finalWord('SEND OK') : ERROR;
    },
  },
  '+QIRD': readCommand('QIRD', plain),
  '+QSSLRECV': readCommand('QSSLRECV', secure),
  '+QISTATE': stateCommand('QISTATE', plain),
  '+QSSLSTATE': stateCommand('QSSLSTATE', secure),
  '+QICLOSE': closeCommand(plain),
  '+QSSLCLOSE': closeCommand(secure),
  '+QISWTMD': {
    write: (module, parameters) => {
      const socket = plain(module).get(socketNumber(parameters));
      const access = parameters.integer(1, ACCESS.buffered, ACCESS.transparent);
      if (socket?.state !== SOCKET_STATE.connected) return ERROR;
      socket.access = access;
      return access === ACCESS.transparent ? module.services.online.enter(socket.peer) : ok();
    },
  },
};

function isReady({ settings, memory }: CommandHost, context: number): boolean {
  return settings.sockets && memory.activeContexts.has(context);
}

function socketNumber(parameters: Parameters): number {
  return parameters.integer(0, 0, HIGHEST_SOCKET);
}

/** Prompt and data up to Ctrl-Z; with a length, that many bytes; with length 0, the status of the data sent so far. */
function sendCommand(name: string, bankOf: BankOf): Command {
  return {
    test: () => ok(`+${name}: (0-11),(0-${SEND_BYTES})`),
    write: async (module, parameters): Promise<Reply> => {
      const socket = bankOf(module).get(socketNumber(parameters));
      const countBytes = parameters.has(1) ? parameters.integer(1, 0, SEND_BYTES) : undefined;
      if (socket?.state !== SOCKET_STATE.connected) return ERROR;
      if (countBytes === 0) {
        const { sentBytes: sent, acknowledgedBytes: acknowledged } = socket;
        return ok(`+${name}: ${sent},${acknowledged},${sent - acknowledged}`);
      }
      const data = await collect(module, countBytes);
      // ESC: nothing is sent, and the answer is OK (as with AT+CMGS; M).
      if (data.kind !== 'complete') return ok();
      return bankOf(module).send(socket.id, data.bytes) ? finalWord('SEND OK') : finalWord('SEND FAIL');
    },
  };
}

async function collect(module: CommandHost, countBytes: number | undefined): Promise<DataResult> {
  await module.delay(module.settings.promptMs);
  return module.collect({
    intro: 'prompt',
    countBytes,
    echo: keptValue(module, '+QISDE') === 1,
    escCancels: module.settings.escCancels,
    limitMs: 0,
  });
}

/** Unread bytes, with their number; with length 0, the counts of received, read and unread bytes. */
function readCommand(name: string, bankOf: BankOf): Command {
  return {
    test: () => ok(`+${name}: (0-11),(0-${READ_BYTES})`),
    write: (module, parameters) => {
      const bank = bankOf(module);
      const socket = bank.get(socketNumber(parameters));
      const mostBytes = parameters.integer(1, 0, READ_BYTES, READ_BYTES);
      if (socket === undefined) return ERROR;
      if (parameters.has(1) && mostBytes === 0) {
        const { readBytes: read, unread } = socket;
        return ok(`+${name}: ${read + unread.length},${read},${unread.length}`);
      }
      const bytes = bank.read(socket, mostBytes);
      const head = `+${name}: ${bytes.length}`;
      return bytes.length === 0 ? ok(head) : ok(head, bytes.toString('latin1'));
    },
  };
}

/** All sockets, those of one context (`0,context`), or one (`1,number`). */
function stateCommand(name: string, bankOf: BankOf): Command {
  const all = (module: CommandHost) =>
    ok(...bankOf(module).all.map((socket) => stateLine(name, module, socket)));
  return {
    test: () => ok(),
    read: all,
    execute: all,
    write: (module, parameters) => {
      parameters.expect(2, 2);
      const isByContext = parameters.integer(0, 0, 1) === 0;
      const wanted = parameters.integer(
        1,
        isByContext ? 1 : 0,
        isByContext ? HIGHEST_CONTEXT : HIGHEST_SOCKET,
      );
      const found = bankOf(module).all.filter(({ id, context }) => (isByContext ? context : id) === wanted);
      return ok(...found.map((socket) => stateLine(name, module, socket)));
    },
  };
}

function stateLine(name: string, { settings }: CommandHost, socket: Socket): string {
  const { id, service, host, port, localPort, state, context, access, tlsContext } = socket;
  const address = /^[\d.]+$|:/.test(host) ? host : HOST_ADDRESS;
  const ends = `"${address}",${port},${localPort}`;
  const secureContext = tlsContext === undefined ? '' : `,${tlsContext}`;
  return `+${name}: ${id},"${service}",${ends},${state},${context},0,${access},"${settings.portKind}"${secureContext}`;
}

function closeCommand(bankOf: BankOf): Command {
  return {
    test: () => ok(),
    write: (module, parameters) => {
      parameters.integer(1, 0, 65_535, 0);
      bankOf(module).close(socketNumber(parameters));
      return ok();
    },
  };
}
