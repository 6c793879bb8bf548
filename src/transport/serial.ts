import type { SerialPort } from 'serialport';
import { type Clock, SystemClock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { thrownText } from '../base/thrown-text';
import type { ErrorCode } from '../errors/catalogue';
import { driveByReadiness } from './unix-port';
import { noPortAt } from './port-file';
import { portHolder } from './port-holder';
import { StreamLine } from './stream-line';
import type { Line, LineListener, Transport } from './transport';

/** How a serial port is opened. */
export interface SerialOptions {
  /** Bits/s; no effect on the module's USB ports. */
  readonly baudRate: number;
  /** RTS/CTS hardware flow control. */
  readonly flowControl: boolean;
  /** The port is known to be the module's USB AT function; see {@link Transport.usbAt}. */
  readonly usbAt?: boolean;
  /** The port is known to be the module's USB modem function; see {@link Transport.usbModem}. */
  readonly usbModem?: boolean;
}

/**
 * A serial port of this computer, 8N1, locked against other programs, by `path` such as `/dev/ttyUSB2` or `COM5`. The native part
 * is loaded on first use, so that a Node-RED without a port never needs it. `EC20_PORT_BUSY` names the program that has the port in
 * another param, `holder`, where it can be found.
 */
export function serialTransport(
  path: string,
  options: SerialOptions,
  clock: Clock = new SystemClock(),
): Transport {
  return {
    path,
    ...(options.usbAt === undefined ? {} : { usbAt: options.usbAt }),
    ...(options.usbModem === undefined ? {} : { usbModem: options.usbModem }),
    async open(listener: LineListener): Promise<Line> {
      const reason = await noPortAt(path);
      if (reason !== undefined) throw reason;
      const port = await openPort(path, options);
      return new StreamLine({ path, stream: port, shut: () => shutPort(port) }, listener, clock);
    },
  };
}

/** The binding returns the system's error as text only: `strerror` on Linux and macOS, its own words on Windows. */
const OPEN_ERRORS: readonly (readonly [text: RegExp, code: ErrorCode])[] = [
  [/cannot lock port|resource temporarily unavailable|resource busy|EBUSY/i, 'EC20_PORT_BUSY'],
  // Windows reports this for a port that another program holds.
  [/access (is )?denied/i, 'EC20_PORT_BUSY'],
  [/permission denied|operation not permitted|EACCES|EPERM/i, 'EC20_PORT_DENIED'],
  [/no such file|no such device|file not found|ENOENT|ENODEV|ENXIO/i, 'EC20_PORT_NOT_FOUND'],
];

async function openPort(path: string, options: SerialOptions): Promise<SerialPort> {
  try {
    const { SerialPort } = await import('serialport');
    const port = new SerialPort({
      path,
      baudRate: options.baudRate,
      rtscts: options.flowControl,
      // A hang-up on close drops DTR, which resets some carrier boards.
      hupcl: false,
      autoOpen: false,
    });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    driveByReadiness(port.port);
    return port;
  } catch (error) {
    throw await openError(path, error);
  }
}

async function openError(path: string, error: unknown): Promise<CodedError> {
  const detail = thrownText(error).replace(/^Error:? /, '');
  const code = OPEN_ERRORS.find(([text]) => text.test(detail))?.[1] ?? 'EC20_PORT_FAILED';
  const holder = code === 'EC20_PORT_BUSY' ? await portHolder(path) : undefined;
  const params = {
    port: path,
    ...(code === 'EC20_PORT_FAILED' ? { detail } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
  return new CodedError(code, { params, cause: error });
}

/**
 * Resolves when the port's file is closed. `close` alone is not enough: a failed write makes the stream emit one before the file is
 * closed, and the binding's own follows (serialport 13).
 */
function shutPort(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (port.isOpen) {
      port.close(() => resolve());
    } else if (port.closing) {
      port.on('close', () => {
        if (!port.closing) resolve();
      });
    } else {
      resolve();
    }
  });
}
