import type { CheckReport } from '../modem/check-report';
import { realpathSync } from 'node:fs';

import { SystemClock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import type { RefusedPins } from '../../src/ec20/sim';
import { ConnectLimit } from '../../src/session/connect-limit';
import { SettingFiles } from '../../src/core/setting-file';
import { PortMemory, type PortOwner } from '../../src/transport/port-memory';

/**
 * What the config nodes of one Node-RED share: the owner of each port, and the connects of each device. Made once per
 * runtime, by ec20-modem's initialiser.
 */
export class SessionRegistry {
  /** The cloud counts connects by device, not by config node. */
  readonly connectLimit = new ConnectLimit();
  /** A wrong PIN is not tried again by the next deploy: the third one locks the card. */
  readonly refusedPins: RefusedPins = new Set<string>();
  /** The number of files read at once is limited across all of them. */
  readonly files = new SettingFiles(new SystemClock());
  /** The editor's checks, which release their ports for a session. */
  checks: { end(): Promise<void>; lastOf(node: string): CheckReport | undefined } | undefined;
  /** What `auto` has learned of the modules on USB; outlives a deploy. */
  readonly portMemory = new PortMemory();
  /** By the path as named: a link may lead elsewhere when the module returns with other numbers. */
  readonly #holders = new Map<string, PortOwner>();

  /**
   * Takes `path` for the config node `owner`, whose displayed name is `name`. Links are followed, so that
   * /dev/serial/by-id/… and /dev/ttyUSB2 are one port. Taking one's own port again is fine; another's is
   * `EC20_PORT_SHARED`.
   */
  claim(path: string, owner: string, name: string): void {
    const holder = this.#holder(path);
    if (holder !== undefined && holder.id !== owner) {
      throw new CodedError('EC20_PORT_SHARED', { params: { port: path, name: holder.name } });
    }
    this.release(owner);
    this.#holders.set(path, { id: owner, name });
  }

  /** Takes `path` if it is free: the first config node that names a port gets it, not the first to open it. */
  reserve(path: string, owner: string, name: string): void {
    if (this.#holder(path) === undefined) this.#holders.set(path, { id: owner, name });
  }

  /** The id of the owner of `path`. */
  holder(path: string): string | undefined {
    return this.#holder(path)?.id;
  }

  /** The name of the config node that has the port at `path`, or waits for it; undefined when there is none. */
  holderName(path: string): string | undefined {
    return this.#holder(path)?.name;
  }

  /** Releases the ports of `owner`. */
  release(owner: string): void {
    for (const [port, { id }] of this.#holders) {
      if (id === owner) this.#holders.delete(port);
    }
  }

  #holder(path: string): PortOwner | undefined {
    const port = realPath(path);
    return [...this.#holders].find(([named]) => named === path || realPath(named) === port)?.[1];
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
