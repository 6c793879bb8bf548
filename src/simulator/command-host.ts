import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import type { Calls } from './calls';
import type { DataConnection } from './data-connection';
import type { DataRequest, DataResult } from './data-mode';
import type { Family } from './families';
import type { MessageService } from './messages/message-service';
import type { Flash, Memory } from './module-state';
import type { MqttClient } from './mqtt-client';
import type { Option } from './mqtt-options';
import type { Network } from './network';
import type { SimulatorSettings } from './settings';
import type { SocketBank } from './socket-bank';
import type { TlsRequest } from './tls';

/** A module's services besides MQTT, from one start to the next. */
export interface Services {
  readonly calls: Calls;
  readonly messages: MessageService;
  /** Uses the line while it carries data instead of commands. */
  readonly online: DataConnection;
  readonly sockets: { readonly plain: SocketBank; readonly secure: SocketBank };
}

/** What the commands use of the module that runs them. */
export interface CommandHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
  readonly network: Network;
  readonly clients: readonly MqttClient[];
  readonly services: Services;
  readonly family: Family;
  readonly model: string;
  readonly revision: string;
  /** The options of AT+QMTCFG that the module knows now. */
  readonly options: readonly Option[];
  after(delayMs: number, action: () => void): Timer;
  delay(ms: number): Promise<void>;
  reach(): SimulatorSettings['internet'];
  /** The module's own clock, UTC. */
  wallTime(): number;
  /** What a TLS context asks; undefined when it can't be used: a file is missing. */
  tls(context: number, host: string): TlsRequest | undefined;
  urc(text: string): void;
  /** The codes of a SIM that has become ready. */
  simCodes(): void;
  /** Opens the data phase of the command that runs. */
  collect(request: DataRequest): Promise<DataResult>;
  /** A reset that a command asked for. */
  restart(): void;
  /** The module switches itself off. */
  off(): void;
}
