import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import type { Broker } from './broker';
import type { LogEntry } from './line';
import type { SentMessage } from './messages/message-service';
import type { Flash } from './module-state';
import type { SimulatorSettings } from './settings';

/** The world outside the module. */
export interface ModuleWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  /** Sends bytes to the port that issued the last command, to the URC port, or to all ports that receive URCs. */
  write(bytes: Buffer, to: 'asking' | SimulatorSettings['urcport']): void;
  /** The port that issued the last command. */
  asking(): SimulatorSettings['portKind'];
  log(entry: LogEntry): void;
  /** A text message has been sent to the network. */
  sent(message: SentMessage): void;
  /** A reset requested by a command. */
  restart(): void;
  /** The module has switched itself off. */
  off(): void;
}
