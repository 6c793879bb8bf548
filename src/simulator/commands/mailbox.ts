import type { Parameters } from '../command-text';
import type { MessageStatus, StoreName } from '../messages/mailbox';
import type { CommandHost } from '../command-host';
import { ERROR, ok, type Reply } from '../reply';
import type { CommandTable } from './command';
import { CMS, HIGHEST_PLACE, withMessages } from './text-message';

const STORES: readonly StoreName[] = ['SM', 'ME', 'MT'];
const ALL = 4;
/** The statuses of AT+CMGL in text mode, indexed by their PDU mode number. */
const STATUSES = ['REC UNREAD', 'REC READ', 'STO UNSENT', 'STO SENT', 'ALL'] as const;
/** The statuses that each delflag of AT+CMGD deletes (EC2x AT manual §9.5). */
const DELETED: Readonly<Record<number, readonly MessageStatus[]>> = {
  1: [1],
  2: [1, 3],
  3: [1, 2, 3],
  4: [0, 1, 2, 3],
};

/** Messages stored in the SIM card and the module (EC2x AT manual §9.4-9.7). */
export const MAILBOX_COMMANDS: CommandTable = {
  '+CPMS': {
    test: () => {
      const names = `(${STORES.map((name) => `"${name}"`).join(',')})`;
      return ok(`+CPMS: ${names},${names},${names}`);
    },
    read: withMessages((module) => {
      const { stores } = module.flash.messages;
      return ok(`+CPMS: ${stores.map((name) => `"${name}",${room(module, name)}`).join(',')}`);
    }),
    write: withMessages((module, parameters) => {
      parameters.expect(1, 3);
      const { messages } = module.flash;
      const [first, second, third] = messages.stores.map((now, place) =>
        parameters.has(place) ? storeName(parameters, place) : now,
      );
      if (first === undefined || second === undefined || third === undefined) return ERROR;
      messages.stores = [first, second, third];
      return ok(`+CPMS: ${messages.stores.map((name) => room(module, name)).join(',')}`);
    }),
  },
  '+CMGL': {
    test: ({ flash }) =>
      ok(
        flash.messages.textMode
          ? `+CMGL: ${STATUSES.map((name) => `"${name}"`).join(',')}`
          : `+CMGL: (0-${ALL})`,
      ),
    execute: withMessages((module) => list(module, 0)),
    write: withMessages((module, parameters) => {
      const { textMode } = module.flash.messages;
      const wanted = textMode
        ? STATUSES.findIndex((name) => name === parameters.text(0, 16).toUpperCase())
        : [0, 1, 2, 3, ALL].findIndex((status) => String(status) === parameters.text(0, 16));
      return wanted === -1 ? CMS[textMode ? 'textMode' : 'pduMode'] : list(module, wanted);
    }),
  },
  '+CMGR': {
    write: withMessages((module, parameters) => {
      parameters.expect(1, 1);
      const message = module.services.messages.store(0).get(parameters.integer(0, 0, HIGHEST_PLACE));
      if (message === undefined) return CMS.index;
      const lines = module.services.messages.read(message.status, message.tpdu, message.centre);
      if (message.status === 0) message.status = 1;
      return lines === undefined ? CMS.failure : ok(`+CMGR: ${lines[0] ?? ''}`, ...lines.slice(1));
    }),
  },
  '+CMGD': {
    test: ({ services }) => {
      const places = services.messages.store(0).all.map(([place]) => place);
      return ok(`+CMGD: (${places.join(',')}),(0-4)`);
    },
    write: withMessages((module, parameters) => {
      parameters.expect(1, 2);
      const store = module.services.messages.store(0);
      const place = parameters.integer(0, 0, HIGHEST_PLACE);
      const flag = parameters.integer(1, 0, 4, 0);
      if (flag === 0 && place >= store.total) return CMS.index;
      if (flag === 0) store.delete(place);
      for (const [found, { status }] of store.all)
        if (DELETED[flag]?.includes(status) === true) store.delete(found);
      return ok();
    }),
  },
};

function storeName(parameters: Parameters, place: number): StoreName | undefined {
  const name = parameters.text(place, 4).toUpperCase();
  return STORES.find((known) => known === name);
}

function room(module: CommandHost, name: StoreName): string {
  const { used, total } = module.flash.messages.messages.get(name);
  return `${used},${total}`;
}

/** Messages of one status, or all; listing marks unread ones as read. */
function list(module: CommandHost, wanted: number): Reply {
  const lines: string[] = [];
  for (const [place, message] of module.services.messages.store(0).all) {
    if (wanted !== ALL && message.status !== wanted) continue;
    const [head, ...rest] =
      module.services.messages.list(place, message.status, message.tpdu, message.centre) ?? [];
    if (head !== undefined) lines.push(`+CMGL: ${head}`, ...rest);
    if (message.status === 0) message.status = 1;
  }
  return ok(...lines);
}
