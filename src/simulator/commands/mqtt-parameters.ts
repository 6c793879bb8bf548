import type { Parameters } from '../command-text';
import type { CommandHost } from '../command-host';
import type { MqttClient } from '../mqtt-client';
import { utf8FromLine } from '../receive-slots';

/** Known from NB modules (§M1.2); the EC20's own limit was not found. */
const TOPIC_BYTES = 256;

/** The client selected by a parameter; quoted digits are accepted too. Throws BadParameter. */
export function clientOf(module: CommandHost, parameters: Parameters, place = 0): MqttClient {
  const client = module.clients[parameters.integer(place, 0, module.clients.length - 1)];
  if (client === undefined) throw new RangeError('client index out of range');
  return client;
}

/** A topic or filter as a string. Throws BadParameter when it is too long. */
export function topicAt(parameters: Parameters, place: number): string {
  return utf8FromLine(parameters.text(place, TOPIC_BYTES));
}
