import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import type { Broker } from './broker';
import type { Option } from './mqtt-options';
import type { SimulatorSettings } from './settings';
import type { TlsRequest } from './tls';

/** What one MQTT client requires of the module. */
export interface ClientHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly settings: SimulatorSettings;
  /** The options of AT+QMTCFG that the module currently supports. */
  readonly options: readonly Option[];
  after(delayMs: number, action: () => void): Timer;
  delay(ms: number): Promise<void>;
  urc(text: string): void;
  /** Activates the context if necessary. */
  contextReady(cid: number): Promise<boolean>;
  reach(): SimulatorSettings['internet'];
  /** The parameters of a TLS context; undefined when it can't be used: a file is missing. */
  tls(context: number, host: string): TlsRequest | undefined;
}
