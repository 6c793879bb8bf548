import { commands } from './commands';
import { escape, shortData, surplus } from './data-phase';
import { identity } from './identity';
import { inFlight } from './in-flight';
import { echo, errors, framing, joined, lineLength } from './line';
import { packetData } from './packet-data';
import { bytes, largestPayload, publish, quotes } from './payload';
import { connect, disconnect, repeated, subscribe } from './session';
import { slots } from './slots';
import { state } from './state';
import type { Step } from './step';
import { options, testForms } from './test-forms';
import { urcPort } from './urc-port';

/** Every step, in order: risky ones come late. */
export const STEPS: readonly Step[] = [
  identity,
  testForms,
  options,
  commands,
  state,
  echo,
  errors,
  framing,
  joined,
  lineLength,
  packetData,
  connect,
  urcPort,
  subscribe,
  publish,
  repeated,
  quotes,
  bytes,
  largestPayload,
  inFlight,
  slots,
  escape,
  surplus,
  shortData,
  disconnect,
];
