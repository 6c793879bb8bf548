import type { Provocation, Provocations } from './provocation';

const MISTAKES = 'session/mistakes.test.ts';
const REGISTRATION = 'session/registration.test.ts';
const PORTS = 'flows/errors/ports.test.ts';
const CHECK = 'session/setup-check.test.ts';
const DISK_QUEUE = 'flows/disk-queue.test.ts';

const by = (file: string, name: string, what = name): Provocation => ({ kind: 'test', what, file, name });

/** Codes that a test elsewhere provokes. */
export const OTHER_TESTS: Provocations = {
  EC20_PORT_BUSY: by(PORTS, 'is busy with another program'),
  EC20_PORT_DENIED: by(PORTS, 'is not permitted'),
  EC20_PORT_LOST: by(PORTS, 'is pulled out'),
  EC20_PORT_AMBIGUOUS: by(PORTS, 'could be one of two'),
  EC20_PORT_SHARED: by(PORTS, 'belongs to another config node'),
  EC20_PORT_RELEASED: by(PORTS, 'is released by action'),
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
  EC20_CHECK_CANCELLED: by(CHECK, 'leaves the port shut and nothing open'),
  EC20_CHECK_ENDED: by(CHECK, 'ends itself after five minutes'),
  EC20_CHECK_SILENT: by(CHECK, 'tells a message that does not come back'),
  EC20_CHECK_TOPIC: by(CHECK, 'tells that a broker keeps the test’s topic to itself'),
  EC20_CHECK_UNTRIED: by(CHECK, 'says so when nothing can be tried'),
  EC20_SIGNAL_WEAK: by(CHECK, 'tells a weak signal, and goes on'),
  EC20_CLOSED: by('flows/publish.test.ts', 'still waits at the end of a full deploy'),
  EC20_JSON: by('flows/subscribe.test.ts', 'should be JSON and isn’t'),
  EC20_QUEUE_DROPPED: by('flows/errors/full-queue.test.ts', 'warns once of a full queue'),
  EC20_QUEUE_MEMORY: by('flows/message-queue.test.ts', 'is kept in memory, and a warning says so once'),
  EC20_QUEUE_OTHER_DEVICE: by(DISK_QUEUE, 'never sends another device’s messages'),
  EC20_QUEUE_DAMAGED: by(DISK_QUEUE, 'sets a damaged file aside'),
  EC20_QUEUE_DISK: by(DISK_QUEUE, 'tells that a folder can’t be written'),
};
