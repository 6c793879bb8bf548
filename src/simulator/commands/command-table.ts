import type { CommandTable } from './command';
import { FILE_COMMANDS } from './file';
import { GENERAL_COMMANDS } from './general';
import { INTERNET_COMMANDS } from './internet';
import { MQTT_COMMANDS } from './mqtt';
import { PACKET_DATA_COMMANDS } from './packet-data';
import { REGISTRATION_COMMANDS } from './registration';
import { SIM_COMMANDS } from './sim-card';
import { SOCKET_COMMANDS } from './socket';
import { TEXT_MESSAGE_COMMANDS } from './text-message';
import { TEXT_SETUP_COMMANDS } from './text-setup';
import { TIME_COMMANDS } from './time';

/** Every command that the module knows, by its upper-case name without AT. */
export const COMMANDS: CommandTable = {
  ...GENERAL_COMMANDS,
  ...TIME_COMMANDS,
  ...SIM_COMMANDS,
  ...REGISTRATION_COMMANDS,
  ...PACKET_DATA_COMMANDS,
  ...INTERNET_COMMANDS,
  ...SOCKET_COMMANDS,
  ...TEXT_MESSAGE_COMMANDS,
  ...TEXT_SETUP_COMMANDS,
  ...FILE_COMMANDS,
  ...MQTT_COMMANDS,
};
