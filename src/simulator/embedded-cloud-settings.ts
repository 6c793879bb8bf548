import { amount, choice, text } from './setting-kinds';

/** The settings of the embedded cloud. */
export const CLOUD_SETTINGS = {
  demoSet: amount(
    20,
    0,
    86_400,
    'the embedded cloud’s demo: seconds between property sets of LightSwitch; 0: none',
  ),
  validation: choice(
    ['weak', 'strict', 'none'],
    'weak',
    'how the embedded cloud validates against a thing model: names and types, everything, or nothing',
  ),
  replies: choice(
    ['on', 'none', 'busy'],
    'on',
    'the embedded cloud’s replies on system topics; none: messages are lost without an answer, as when throttled; busy: code 429',
  ),
  gateways: text(
    '',
    'ProductKeys in the embedded cloud whose node type is 网关设备 (gateway), comma-separated; the demo product is one anyway',
  ),
  notGateway: choice(
    ['code', 'silent'],
    'code',
    'how the embedded cloud answers topology requests and sub-device logins of a device that is no gateway; code: 6203, 6401; silent: not at all',
  ),
  boundElsewhere: choice(
    ['moves', 'refused'],
    'moves',
    'thing/topo/add for a sub-device of another gateway; moves: into the new topology; refused: code 6619',
  ),
  batchLogins: amount(50, 1, 50, 'most sub-devices in one batch_login or batch_logout; 5 until 2020'),
  subDevices: amount(
    2000,
    0,
    2000,
    'most sub-devices of a gateway; more are refused with 6400, logins with 428',
  ),
  onlineDevices: amount(
    0,
    0,
    1_000_000,
    'most devices online in the embedded cloud, gateways included (50 in a free instance); 0: no limit',
  ),
};
