import type { Trace } from '../at/trace';
import { CodedError } from '../base/coded-error';
import type { CloudProfile } from '../cloud/cloud-profile';
import { Modem, type ModemListener } from '../ec20/modem';
import type { ModuleProfile } from '../ec20/profile';
import type { SessionOptions } from './session-options';

/** The part of a session's settings that its module needs; without a cloud, the reason replaces the profile. */
export interface SessionModemSettings extends Pick<SessionOptions, 'clock' | 'modem'> {
  readonly refusedPins?: SessionOptions['refusedPins'] | undefined;
  readonly module?: ModuleProfile | undefined;
  readonly profile: CloudProfile | CodedError;
}

/** The module of a session, its line still closed. */
export function sessionModem(settings: SessionModemSettings, trace: Trace, listener: ModemListener): Modem {
  const { clock, modem, refusedPins, profile } = settings;
  return new Modem({
    clock,
    module: settings.module,
    access: {
      context: modem.pdpContext,
      apn: modem.apn,
      user: modem.apnUser,
      password: modem.apnPassword,
      authentication: modem.apnAuth,
    },
    pin: modem.simPin,
    refusedPins: refusedPins ?? new Set<string>(),
    urcPort: modem.urcPort,
    clientIndex: modem.clientIndex,
    trace,
    secretTopics: profile instanceof CodedError ? undefined : profile.registration?.topics,
    listener,
  });
}
