import type { CommandTable } from './command';
import { CONFIGURATION_COMMANDS } from './configuration';
import { DATA_COUNTER_COMMANDS } from './data-counter';
import { DIALLING_COMMANDS } from './dialling';
import { FILE_COMMANDS } from './file';
import { GENERAL_COMMANDS } from './general';
import { HARDWARE_COMMANDS } from './hardware';
import { INTERNET_COMMANDS } from './internet';
import { KEPT_VALUE_COMMANDS } from './kept-values';
import { MAILBOX_COMMANDS } from './mailbox';
import { MESSAGE_FORMAT_COMMANDS } from './message-format';
import { MQTT_COMMANDS } from './mqtt';
import { OPEN_FILE_COMMANDS } from './open-file';
import { PACKET_DATA_COMMANDS } from './packet-data';
import { REGISTER_COMMANDS } from './registers';
import { REGISTRATION_COMMANDS } from './registration';
import { SIM_COMMANDS } from './sim-card';
import { SOCKET_COMMANDS } from './socket';
import { SUPPLEMENTARY_COMMANDS } from './supplementary';
import { TEXT_MESSAGE_COMMANDS } from './text-message';
import { TIME_COMMANDS } from './time';

/** Every command that the module supports, by its upper-case name without AT. */
export const COMMANDS: CommandTable = {
  // First, so that a command with a handler of its own below overrides it.
  ...KEPT_VALUE_COMMANDS,
  ...GENERAL_COMMANDS,
  ...REGISTER_COMMANDS,
  ...CONFIGURATION_COMMANDS,
  ...DIALLING_COMMANDS,
  ...TIME_COMMANDS,
  ...SIM_COMMANDS,
  ...REGISTRATION_COMMANDS,
  ...PACKET_DATA_COMMANDS,
  ...DATA_COUNTER_COMMANDS,
  ...INTERNET_COMMANDS,
  ...SOCKET_COMMANDS,
  ...MESSAGE_FORMAT_COMMANDS,
  ...TEXT_MESSAGE_COMMANDS,
  ...MAILBOX_COMMANDS,
  ...SUPPLEMENTARY_COMMANDS,
  ...HARDWARE_COMMANDS,
  ...FILE_COMMANDS,
  ...OPEN_FILE_COMMANDS,
  ...MQTT_COMMANDS,
};
