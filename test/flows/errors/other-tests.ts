import type { Provocation, Provocations } from './provocation';

const LEFT_BEHIND = 'ec20/initial-state.test.ts';
const NETWORK = 'ec20/registration.test.ts';
const FIRMWARE = 'session/firmware.test.ts';
const MISTAKES = 'session/mistakes.test.ts';
const REGISTRATION = 'session/registration.test.ts';
const PORTS = 'flows/errors/ports.test.ts';
const PROPERTY = 'flows/thing-property.test.ts';
const KINDS = 'flows/thing-kinds.test.ts';
const REQUESTS = 'flows/thing-requests.test.ts';
const CHECK = 'session/setup-check.test.ts';
const CHECK_SECRETS = 'hostile/check-secrets.test.ts';
const FOREIGN = 'hostile/foreign-pages.test.ts';
const SECRETS = 'nodes/device-secrets.test.ts';
const DISK_QUEUE = 'flows/disk-queue.test.ts';
const DISK_OWNERS = 'flows/disk-owners.test.ts';
const UNCLAIMED = 'flows/unclaimed.test.ts';
const USAGE = 'history/data-usage.test.ts';
const UPLINK = 'cloud/aliyun/uplink.test.ts';
const HISTORY = 'cloud/aliyun/history.test.ts';
const RECORDER = 'history/recorder.test.ts';
const DISK_HISTORY = 'history/disk-history.test.ts';
const OUTAGES = 'history/outages.test.ts';
const VALUES = 'cloud/aliyun/value-check.test.ts';
const REPLY = 'cloud/aliyun/reply.test.ts';
const ANSWER = 'cloud/aliyun/downlink.test.ts';

const SUB_DEVICES = 'flows/sub-device-mistakes.test.ts';
const GATEWAY = 'session/sub-devices.test.ts';
const TOPOLOGY = 'session/topology.test.ts';
const GATEWAY_CODES = 'cloud/aliyun/gateway.test.ts';

const by = (file: string, name: string, what = name): Provocation => ({ kind: 'test', what, file, name });

/** Codes that a test elsewhere provokes. */
export const OTHER_TESTS: Provocations = {
  EC20_SUB_SIGNATURE: by(SUB_DEVICES, 'the secret of another device'),
  EC20_SUB_UNKNOWN: by(SUB_DEVICES, 'a DeviceName that isn’t in the console'),
  EC20_SUB_REGISTER_OFF: by(SUB_DEVICES, 'no secret, and a product without dynamic registration'),
  EC20_SUB_REMOVED: by(SUB_DEVICES, 'it is removed from the gateway in the console'),
  EC20_SUB_DISABLED: by(SUB_DEVICES, 'it is disabled in the console'),
  EC20_SUB_TWICE: by(SUB_DEVICES, 'two nodes for one device'),
  EC20_SUB_SERVER: by(SUB_DEVICES, 'another server'),
  EC20_SUB_TOPOLOGY: by(TOPOLOGY, 'adds a device that a login reports missing, once'),
  EC20_SUB_SESSION: by(TOPOLOGY, 'logs in again after 520'),
  EC20_SUB_LEFT: by(GATEWAY, 'are told of when messages wait for one that is not set up any more'),
  EC20_SUB_SILENT: by(TOPOLOGY, 'does not hammer a platform that never answers'),
  EC20_SUB_ELSEWHERE: by(GATEWAY_CODES, 'What the platform answers about sub-devices'),
  EC20_SUB_BOUND: by(GATEWAY_CODES, 'What the platform answers about sub-devices'),
  EC20_SUB_LIMIT: by(GATEWAY_CODES, 'What the platform answers about sub-devices'),
  EC20_SUB_ACTIVATED: by(GATEWAY_CODES, 'What the platform answers about sub-devices'),
  EC20_SUB_REFUSED: by(GATEWAY_CODES, 'What the platform answers about sub-devices'),
  EC20_PORT_BUSY: by(PORTS, 'is busy with another program'),
  EC20_PORT_DENIED: by(PORTS, 'is not permitted'),
  EC20_PORT_FILE: by(PORTS, 'is an ordinary file'),
  EC20_PORT_LINK: by(PORTS, 'is a link that leads nowhere'),
  EC20_PORT_LOST: by(PORTS, 'is pulled out'),
  EC20_PORT_AMBIGUOUS: by(PORTS, 'could be one of two'),
  EC20_PORT_SHARED: by(PORTS, 'belongs to another config node'),
  EC20_PORT_RELEASED: by(PORTS, 'is released by action'),
  // The nodes ignore a will where the server supports none; a program that sets one has done so on purpose.
  EC20_WILL_UNSUPPORTED: by('cloud/platforms.test.ts', 'is a will that a program gives'),
  EC20_LISTENER: by(
    'base/listeners.test.ts',
    'that throw, or reject, are reported once each, and the others are called',
  ),
  EC20_AT_WAITING: by('at/flood.test.ts', 'turns away what comes when 256 commands wait'),
  // Three refusals, each proved when the prompt's time is over: 16 s of a real clock.
  EC20_PUBLISH_REFUSED: by('session/publisher.test.ts', 'ERROR three times at window 1 though connected'),
  EC20_TLS_PLAIN_PORT: by('session/servers.test.ts', 'TLS at a port that takes none'),
  EC20_CA_ENDING: by('session/servers.test.ts', 'A root certificate that ends within a year'),
  EC20_MODULE_UNKNOWN: by('session/families.test.ts', 'runs with careful limits, and a warning says so once'),
  EC20_RADIO_WAS_OFF: by(LEFT_BEHIND, 'a radio that was off is reported, with the state that was found'),
  EC20_OPERATOR_LEFT: by(NETWORK, 'because the module was deregistered comes once it chooses automatically'),
  EC20_RADIO_OFF: by(NETWORK, 'because the radio goes off again names the radio, not the antenna'),
  EC20_REGISTRATION_LIMITED: by(NETWORK, 'is reported as that, not as a missing antenna'),
  EC20_PDP_HELD: by('ec20/packet-data.test.ts', 'is refused belongs to another program'),
  EC20_SIM_UNKNOWN: by('ec20/sim.test.ts', 'What real firmware says in the place of an error'),
  EC20_PUBLISH_MISSING: by(FIRMWARE, 'without any command to publish with keeps the messages, and says so'),
  EC20_MQTT_OPTIONS: by(
    FIRMWARE,
    'without AT+QMTCFG goes on with the module’s own settings, and says so once',
  ),
  EC20_BUDGET_NEAR: by(USAGE, 'is told of once at 80 % and once at 100 %'),
  EC20_BUDGET_SPENT: by(USAGE, 'is told of once at 80 % and once at 100 %'),
  EC20_BUDGET_HELD: by('session/held-back.test.ts', 'refuses what is not to wait'),
  EC20_PAYLOAD_CONTROL: by('ec20/capabilities.test.ts', 'refuses a payload with the byte'),
  EC20_SIM_FAILURE: by(MISTAKES, 'a SIM card that fails'),
  EC20_REGISTRATION_DENIED: by(MISTAKES, 'a registration that is denied'),
  EC20_NO_SIGNAL: by(MISTAKES, 'no antenna'),
  EC20_NOT_REGISTERED: by(MISTAKES, 'a network that is searched for ever'),
  EC20_OPEN_TIMEOUT: by(MISTAKES, 'an open that never answers'),
  EC20_TLS_MUTUAL: by('broker/tls.test.ts', 'a certificate of a CA that the broker doesn’t know'),
  EC20_REGISTER_SIGNATURE: by(REGISTRATION, 'has a ProductSecret of another product'),
  EC20_REGISTER_OFF: by(REGISTRATION, 'belongs to a product with 动态注册 off'),
  EC20_REGISTER_ACTIVATED: by(REGISTRATION, 'was activated on another Pi'),
  EC20_REGISTER_REFUSED: by(REGISTRATION, 'gets no answer'),
  EC20_REGISTER_STORE: by(REGISTRATION, 'asks again after its secret could not be stored'),
  EC20_SECRET_SEALED: by(SECRETS, 'of another Node-RED can’t be opened, and are not absent'),
  EC20_SECRET_FILE: by(SECRETS, 'are never registered over where the file'),
  EC20_REPLY_TIMEOUT: by(
    PROPERTY,
    'with no reply from the cloud it is sent again, and fails after three timeouts',
  ),
  EC20_REPLY_REQUEST: by(REQUESTS, 'a message that holds no request can’t be answered'),
  EC20_REPLY_TWICE: by(REQUESTS, 'a second answer is an error'),
  EC20_REPLY_LATE: by('nodes/pending-requests.test.ts', 'are too late behind the cloud’s limit'),
  EC20_KIND_SERVER: by(KINDS, 'a config node with another server says so'),
  EC20_RRPC_SIGN: by(REQUESTS, 'where the module signs, is an error with its cure'),
  EC20_PROPERTY_REJECTED: by(PROPERTY, 'what the cloud rejects inside a 200 is an error with the identifier'),
  EC20_TSL_VALUE: by(PROPERTY, 'what the thing model forbids is reported before anything is sent'),
  EC20_TSL_SKIPPED: by(PROPERTY, 'skip leaves out what the thing model doesn’t know'),
  EC20_TIME_AHEAD: by(PROPERTY, 'a time more than 24 h ahead is refused before sending'),
  EC20_EVENT_MISSING: by(KINDS, 'the identifier comes from the node, or from msg.event'),
  EC20_TSL_FILE: by('flows/thing-model.test.ts', 'a missing file is reported'),
  EC20_TSL: by('flows/thing-model.test.ts', 'a broken one is reported with the place'),
  EC20_CHECK_CANCELLED: by(CHECK, 'leaves the port shut and nothing open'),
  EC20_CHECK_ENDED: by(CHECK, 'ends itself after five minutes'),
  EC20_CHECK_SILENT: by(CHECK, 'reports a message that does not come back'),
  EC20_CHECK_TOPIC: by(CHECK, 'reports that a broker keeps the test’s topic to itself'),
  EC20_CHECK_UNTRIED: by(CHECK, 'says so when nothing can be tried'),
  EC20_CHECK_SECRET_AGAIN: by(CHECK_SECRETS, 'opens nothing'),
  EC20_CHECK_ENV: by(CHECK_SECRETS, 'is not, with another port'),
  EC20_CHECK_FILE: by(CHECK_SECRETS, 'keep the deployed key here when anything else has changed'),
  EC20_REQUEST_TYPE: by(FOREIGN, 'take JSON only, and say so'),
  EC20_REQUEST_FOREIGN: by(FOREIGN, 'do nothing for a page of another site'),
  EC20_SIGNAL_WEAK: by(CHECK, 'reports a weak signal, and goes on'),
  EC20_REPORT: by('simulator/report.test.ts', 'is refused where a member is of another kind'),
  EC20_REPORT_NEWER: by('simulator/report.test.ts', 'of a later version is refused, with the version'),
  EC20_CLOSED: by('flows/publish.test.ts', 'still waits at the end of a full deploy'),
  EC20_JSON: by('flows/subscribe.test.ts', 'should be JSON and isn’t'),
  EC20_QUEUE_DROPPED: by('flows/errors/full-queue.test.ts', 'warns once of a full queue'),
  EC20_QUEUE_MEMORY: by('flows/message-queue.test.ts', 'is kept in memory, and a warning says so once'),
  EC20_HISTORY_MEMORY: by(RECORDER, 'is in memory only where Node.js has no SQLite'),
  EC20_HISTORY_DISK: by(DISK_HISTORY, 'goes on in memory while the folder can’t be written'),
  EC20_HISTORY_DAMAGED: by(DISK_HISTORY, 'sets a damaged file aside'),
  EC20_NOT_RUNNING: by(OUTAGES, 'begins where the power failed'),
  EC20_QUEUE_LOST: by(UNCLAIMED, 'a queue in memory at a Full deploy'),
  EC20_UNCLAIMED: by(UNCLAIMED, 'expiries of a deleted publish node'),
  EC20_QUEUE_LEFT: by(DISK_OWNERS, 'messages of a deleted config node are reported once'),
  EC20_QUEUE_UNUSED: by(DISK_OWNERS, 'a deploy that leaves the config node without users'),
  EC20_QUEUE_OTHER_DEVICE: by(DISK_QUEUE, 'never sends another device’s messages'),
  EC20_QUEUE_DAMAGED: by(DISK_QUEUE, 'sets a damaged file aside'),
  EC20_QUEUE_DISK: by(DISK_QUEUE, 'reports that a folder can’t be written'),
  EC20_KIND_PAYLOAD: by(UPLINK, 'A request that Aliyun would refuse'),
  EC20_PROPERTY_PAYLOAD: by(UPLINK, 'A post of properties that Aliyun would refuse'),
  EC20_PROPERTY_NONE: by(UPLINK, 'A post of properties that Aliyun would refuse'),
  EC20_PROPERTY_COUNT: by(UPLINK, 'A post of properties that Aliyun would refuse'),
  EC20_PROPERTY_VALUE: by(UPLINK, 'A post of properties that Aliyun would refuse'),
  EC20_IDENTIFIER: by(UPLINK, 'A post of properties that Aliyun would refuse'),
  EC20_HISTORY_DEVICE: by(HISTORY, 'because it is another device’s'),
  EC20_TIME_MISSING: by(HISTORY, 'because it has a reading without a time'),
  EC20_TIME_INVALID: by(UPLINK, 'is no such thing as'),
  EC20_TAG_KEY: by(UPLINK, 'A request that Aliyun would refuse'),
  EC20_TSL_UNKNOWN: by(VALUES, 'an event’s output is checked likewise'),
  EC20_CLOUD_REFUSED: by(REPLY, 'refuses all of the message'),
  EC20_REPLY_CODE: by(ANSWER, 'A code or a topic that no answer has'),
  EC20_TRACE_FORMAT: by('doctor/replay.test.ts', 'is no trace'),
  EC20_TRACE_DEVIATES: by('doctor/replay.test.ts', 'deviates from the trace'),
  EC20_REPLY_TOPIC: by(ANSWER, 'A code or a topic that no answer has'),
};
