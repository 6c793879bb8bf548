import type { CodedError } from '../base/coded-error';

/** Receives the events of an open line. Calls are never concurrent, and bytes arrive in order. */
export interface LineListener {
  /** Bytes have arrived. The buffer belongs to the listener. */
  received(bytes: Buffer): void;
  /**
   * The line has ended without a call of `close()`: unplugged, reset, hung up. Called at most once per line, and never after
   * `close()`.
   */
  lost(reason: CodedError): void;
}

/** One open line of bytes. Each opening makes a new one; it is never reused. */
export interface Line {
  /**
   * Passes bytes to the system, in order. Resolves when the system has taken them (not: when the module has received them). Rejects
   * with `EC20_PORT_LOST` (outcome `unknown`) when the line has ended.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the line. Resolves when it is really closed, so that another program can open it. May be called again. */
  close(): Promise<void>;
}

/** Anything on which a line can be opened: a serial port, a TCP serial server, one end of a pair in memory. */
export interface Transport {
  /** For messages: `/dev/ttyUSB2`, `tcp://192.168.1.7:8899`, `simulator`. */
  readonly path: string;
  /** True when the port is known to be the module's USB AT function, where `urcport` is `usbat`. */
  readonly usbAt?: boolean;
  /** True when the port is known to be the module's USB modem function, where `urcport` is `usbmodem`. */
  readonly usbModem?: boolean;
  /** True while the module's other ports are tried too: then silence here says nothing about the module. */
  readonly isSearching?: boolean;
  /**
   * Opens a line. Rejects with `EC20_PORT_NOT_FOUND`, `EC20_PORT_BUSY`, `EC20_PORT_DENIED` or `EC20_PORT_FAILED` (params `port`
   * and, for the last, `detail`); a serial port also with `EC20_PORT_FILE`, `EC20_PORT_LINK` or `EC20_PORT_NO_TTY`, where its path
   * leads to something else.
   */
  open(listener: LineListener): Promise<Line>;
}

/** Where a session gets its line from. */
export interface PortSource {
  /**
   * Asked anew at each opening: a module found by `auto` may have moved to another tty. With `wasSilent` the last one answered no
   * AT, and `auto` tries another port of the module.
   */
  find(wasSilent?: boolean): Promise<Transport>;
  /** Gives the port back, after the session's line is shut. */
  close(): Promise<void>;
}
