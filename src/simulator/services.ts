import type { Broker } from './broker';
import { Calls } from './calls';
import type { CommandHost, Services } from './command-host';
import { indicates, keptValue } from './commands/kept-values';
import { guardTime } from './commands/registers';
import { clockText } from './commands/time';
import { DataConnection, type ConnectionHost } from './data-connection';
import { MessageService, type MessageHost } from './messages/message-service';
import { SOCKET_FAMILIES, SocketBank } from './socket-bank';

/** What the services need of their module. */
type ServicesHost = Omit<CommandHost, 'services' | 'clients'> &
  Pick<ConnectionHost, 'stream' | 'connected' | 'write'> &
  Pick<MessageHost, 'sent'> & { readonly broker: Broker };

/** The services of a module, each given the part of it that it requires. */
export function servicesOf(module: ServicesHost): Services {
  const { settings, flash, memory, network, broker } = module;
  const after = (delayMs: number, action: () => void) => module.after(delayMs, action);
  const urc = (text: string) => module.urc(text);
  const online = new DataConnection({
    stream: (request) => module.stream(request),
    connected: (words) => module.connected(words),
    write: (bytes) => module.write(bytes),
    urc,
    get guardMs() {
      return guardTime(module);
    },
  } satisfies ConnectionHost);
  const messages = new MessageService({
    settings,
    flash,
    memory,
    network,
    online,
    after,
    urc,
    sent: (message) => module.sent(message),
    get reportsMessages() {
      return indicates(module, 'smsincoming');
    },
    get networkStamp() {
      return clockText(module.clock.wallTime(), true);
    },
  } satisfies MessageHost);
  const calls = new Calls({
    after,
    urc,
    get showsCaller() {
      return keptValue(module, '+CLIP') === 1;
    },
    get reportsRinging() {
      return indicates(module, 'ring');
    },
  });
  const bank = (family: keyof typeof SOCKET_FAMILIES) =>
    new SocketBank(
      {
        settings,
        broker,
        memory,
        online,
        after,
        urc,
        delay: (ms) => module.delay(ms),
        reach: () => module.reach(),
      },
      SOCKET_FAMILIES[family],
    );
  return { calls, messages, online, sockets: { plain: bank('plain'), secure: bank('secure') } };
}
