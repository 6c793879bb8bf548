import type { Unsolicited } from '../at/channel';
import { numberAt } from '../at/parameter';
import type { Clock } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import { LINK_CODES, STATE_CONNECTED } from './result-codes';

/** How long a +QMTSTAT received while connecting waits for the +QMTCONN that explains it better. */
const STAT_GRACE_MS = 1000;

/** How long after our own close its late +QMTSTAT may come (§S21). */
const OWN_CLOSE_MS = 10_000;

export interface LinkWatchOptions {
  readonly clock: Clock;
  /** AT+QMTCONN?: undefined when the client isn't open. */
  readonly state: () => Promise<number | undefined>;
  /** The connection is over. */
  readonly ended: (reason: CodedError) => void;
}

/** Detects from +QMTSTAT and +QMTPING whether one connection has ended, and why. */
export class LinkWatch {
  #isOpen = false;
  #isLive = false;
  #isStopped = false;
  #closedAtMs: number | undefined;
  /** The +QMTSTAT between the open and our CONNECT, and the first one after it. */
  #early: CodedError | undefined;
  #meanwhile: CodedError | undefined;
  #login: Deferred<void> | undefined;
  /** What is being checked, and whether the same was reported again meanwhile. */
  #confirming: { reason: CodedError; isDirty: boolean } | undefined;

  constructor(private readonly options: LinkWatchOptions) {}

  /** Why a CONNECT that failed without a CONNACK was refused, if the module has reported it. */
  get stat(): CodedError | undefined {
    return this.#meanwhile ?? this.#early;
  }

  /** AT+QMTOPEN has ended. */
  opened(isOpen: boolean): void {
    this.#isOpen = isOpen;
  }

  /** Runs AT+QMTCONN, which resolves with CONNACK. A +QMTSTAT meanwhile rejects, after a grace period. */
  async logIn(connect: () => Promise<void>): Promise<void> {
    const login = new Deferred<void>().quiet();
    this.#login = login;
    this.#meanwhile = undefined;
    try {
      const connack = connect();
      connack.catch(() => undefined);
      await Promise.race([connack, login.promise]);
      this.#isLive = true;
    } finally {
      login.resolve();
      this.#login = undefined;
    }
  }

  /** We close the connection: codes about that end nothing. */
  closing(): void {
    this.#closedAtMs = this.options.clock.now();
  }

  /** The connection is being given up. */
  leave(): void {
    this.#isLive = false;
  }

  stop(): void {
    this.#isLive = false;
    this.#isStopped = true;
  }

  /** Receives +QMTPING of this client. */
  pinged(urc: Unsolicited): void {
    if (numberAt(urc.params, 1) === 1) this.#end(new CodedError('EC20_LINK_PING', { outcome: 'unknown' }));
  }

  /** Receives +QMTSTAT of this client. */
  reported(urc: Unsolicited): void {
    const stat = numberAt(urc.params, 1) ?? 0;
    const reason = new CodedError(LINK_CODES[stat] ?? 'EC20_LINK_UNKNOWN', {
      params: { stat },
      moduleCode: stat,
      outcome: 'unknown',
    });
    if (this.#login !== undefined) this.#hungUp(this.#login, reason);
    else if (!this.#isLive) this.#early = this.#isOpen ? reason : this.#early;
    else if (this.#isOwnClose()) void this.#confirm(reason);
    else this.#end(reason);
  }

  #hungUp(login: Deferred<void>, reason: CodedError): void {
    if (this.#meanwhile !== undefined) return;
    this.#meanwhile = reason;
    login.within(this.options.clock, STAT_GRACE_MS, () => reason);
  }

  #isOwnClose(): boolean {
    return this.#closedAtMs !== undefined && this.options.clock.now() - this.#closedAtMs < OWN_CLOSE_MS;
  }

  /**
   * A code that may be the late one of our own close: AT+QMTCONN? decides. At most one query at a time, however many
   * codes are received; those received meanwhile cost one more.
   */
  async #confirm(reason: CodedError): Promise<void> {
    if (this.#confirming !== undefined) {
      this.#confirming = { reason, isDirty: true };
      return;
    }
    this.#confirming = { reason, isDirty: true };
    try {
      while (!this.#isStopped && this.#confirming.isDirty) {
        this.#confirming.isDirty = false;
        const state = await this.options.state();
        if (state === undefined || state > STATE_CONNECTED) this.#end(this.#confirming.reason);
      }
    } catch (error) {
      this.#end(asCodedError(error));
    } finally {
      this.#confirming = undefined;
    }
  }

  #end(reason: CodedError): void {
    if (!this.#isStopped) this.options.ended(reason);
  }
}
