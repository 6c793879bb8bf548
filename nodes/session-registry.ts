import { realpathSync } from 'node:fs';

import { SystemClock } from '../src/base/clock';
import { CodedError } from '../src/base/coded-error';
import type { RefusedPins } from '../src/ec20/sim';
import { ConnectLimit } from '../src/session/connect-limit';
import { SettingFiles } from '../src/core/setting-file';

/**
 * What the config nodes of one Node-RED share: which of them has which port, and when each device connected.
 * Made once for each runtime, by ec20-modem's initialiser.
 */
export class SessionRegistry {
  /** The cloud counts connects by device, whatever config node made them. */
  readonly connectLimit = new ConnectLimit();
  /** A wrong PIN is not tried again by the next deploy: the third one locks the card. */
  readonly refusedPins: RefusedPins = new Set<string>();
  /** How many files are read at once is counted for all of them. */
  readonly files = new SettingFiles(new SystemClock());
  /** The editor's checks, which give their ports up for a session. */
  checks: { end(): Promise<void> } | undefined;
  readonly #holders = new Map<string, { readonly owner: string; readonly name: string }>();

  /**
   * Takes `path` for the config node `owner`, called `name` by people. Links are followed, so that
   * /dev/serial/by-id/… and /dev/ttyUSB2 are one port. Taking one's own port again is fine; another's is `EC20_PORT_SHARED`.
   */
  claim(path: string, owner: string, name: string): void {
    const port = realPath(path);
    const holder = this.#holders.get(port);
    if (holder !== undefined && holder.owner !== owner) {
      throw new CodedError('EC20_PORT_SHARED', { params: { port: path, name: holder.name } });
    }
    this.release(owner);
    this.#holders.set(port, { owner, name });
  }

  /** Takes `path` if nobody has it: the first config node that names a port gets it, whichever opens first. */
  reserve(path: string, owner: string, name: string): void {
    const port = realPath(path);
    if (!this.#holders.has(port)) this.#holders.set(port, { owner, name });
  }

  /** Who has `path`: the owner's id. */
  holder(path: string): string | undefined {
    return this.#holders.get(realPath(path))?.owner;
  }

  /** The name of the config node that has the port at `path`, or waits for it; undefined when none has. */
  holderName(path: string): string | undefined {
    return this.#holders.get(realPath(path))?.name;
  }

  /** Gives back whatever port `owner` has. */
  release(owner: string): void {
    for (const [port, holder] of this.#holders) {
      if (holder.owner === owner) this.#holders.delete(port);
    }
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
