import type { Parameters } from '../command-text';
import type { CommandHost } from '../command-host';
import { asQos } from '../connect-request';
import type { MqttClient } from '../mqtt-client';
import { optionTests } from '../mqtt-options';
import { worstRefusal } from '../refused-filters';
import { ok, okThen, qmtError, SILENT, type Reply } from '../reply';
import type { SimulatorSettings } from '../settings';
import type { CommandTable } from './command';
import { clientOf, topicAt } from './mqtt-parameters';
import { publish, publishTest } from './mqtt-publish';

const CLIENT_INDEX = '(0-5)';
const NOT_ALLOWED = qmtError(3);
const HOST_BYTES = 100;
const CLIENT_ID_BYTES = 256;
const CREDENTIAL_BYTES = 256;

/** MQTT note §3.2, §M1. */
export const MQTT_COMMANDS: CommandTable = {
  '+QMTCFG': {
    test: (module) => ok(...optionTests(module.options)),
    write: configure,
  },
  '+QMTOPEN': {
    test: (module) => ok(`+QMTOPEN: ${module.family.tests.open}`),
    read: (module) =>
      ok(
        ...module.clients.flatMap(({ endpoint }, index) =>
          endpoint === undefined ? [] : [`+QMTOPEN: ${index},"${endpoint.host}",${endpoint.port}`],
        ),
      ),
    write: (module, parameters) => {
      parameters.expect(3, 3);
      const client = clientOf(module, parameters);
      const host = parameters.text(1, HOST_BYTES);
      const port = parameters.integer(2, 1, 65_535);
      if (host === '' || module.settings.openResult === 'error') return NOT_ALLOWED;
      const { openResult, repeatedOpen, openMs } = module.settings;
      if (client.state !== 'closed' && openResult === 'auto')
        return repeated(repeatedOpen, client, 'QMTOPEN', openMs);
      return okThen(() => client.open(host, port));
    },
  },
  '+QMTCLOSE': {
    test: () => ok(`+QMTCLOSE: ${CLIENT_INDEX}`),
    write: (module, parameters) => {
      parameters.expect(1, 1);
      const client = clientOf(module, parameters);
      const { repeatedClose, closeMs } = module.settings;
      return client.state === 'closed'
        ? repeated(repeatedClose, client, 'QMTCLOSE', closeMs)
        : okThen(() => client.close());
    },
  },
  '+QMTCONN': {
    test: () => ok(`+QMTCONN: ${CLIENT_INDEX},"clientid","username","password"`),
    read: (module) =>
      ok(
        ...module.clients.flatMap(({ connectState }, index) =>
          connectState === undefined ? [] : [`+QMTCONN: ${index},${connectState}`],
        ),
      ),
    write: (module, parameters) => {
      parameters.expect(2, 4);
      const client = clientOf(module, parameters);
      const credentials = {
        clientId: parameters.text(1, CLIENT_ID_BYTES),
        username: parameters.has(2) ? parameters.text(2, CREDENTIAL_BYTES) : undefined,
        password: parameters.has(3) ? parameters.text(3, CREDENTIAL_BYTES) : undefined,
      };
      const { repeatedConnect, connectMs, connackCode } = module.settings;
      if (client.state === 'connected')
        return repeated(repeatedConnect, client, 'QMTCONN', connectMs, (result) =>
          result === '0' && connackCode ? '0,0' : result,
        );
      return client.state === 'open' ? okThen(() => client.connect(credentials)) : NOT_ALLOWED;
    },
  },
  '+QMTDISC': {
    test: () => ok(`+QMTDISC: ${CLIENT_INDEX}`),
    write: (module, parameters) => {
      parameters.expect(1, 1);
      const client = clientOf(module, parameters);
      const { repeatedDisconnect, closeMs } = module.settings;
      if (client.state === 'closed') return repeated(repeatedDisconnect, client, 'QMTDISC', closeMs);
      return client.state === 'connected' ? okThen(() => client.disconnect()) : NOT_ALLOWED;
    },
  },
  '+QMTSUB': {
    test: () => ok(`+QMTSUB: ${CLIENT_INDEX},<msgid>,list of ["topic",qos]`),
    write: (module, parameters) => {
      const client = clientOf(module, parameters);
      const messageId = parameters.integer(1, 1, 65_535);
      if (parameters.count < 4 || parameters.count % 2 !== 0) return NOT_ALLOWED;
      const filters = Array.from({ length: parameters.count / 2 - 1 }, (_, place) => ({
        filter: topicAt(parameters, 2 + 2 * place),
        qos: asQos(parameters.integer(3 + 2 * place, 0, 2)),
      }));
      if (client.state !== 'connected') return NOT_ALLOWED;
      const { repeatedSubscribe, subscribeMs, badFilters } = module.settings;
      if (worstRefusal(filters, badFilters) === 'error') return NOT_ALLOWED;
      if (repeatedSubscribe !== 'auto' && client.hasSubscribed(filters))
        return repeated(repeatedSubscribe, client, 'QMTSUB', subscribeMs, (result) =>
          [messageId, result, ...(result === '0' ? filters.map(({ qos }) => Math.min(qos, 1)) : [])].join(
            ',',
          ),
        );
      return okThen(() => client.subscribe(messageId, filters));
    },
  },
  '+QMTUNS': {
    test: () => ok(`+QMTUNS: ${CLIENT_INDEX},<msgid>,list of ["topic"]`),
    write: (module, parameters) => {
      const client = clientOf(module, parameters);
      const messageId = parameters.integer(1, 1, 65_535);
      if (parameters.count < 3) return NOT_ALLOWED;
      const filters = Array.from({ length: parameters.count - 2 }, (_, place) =>
        topicAt(parameters, 2 + place),
      );
      return client.state === 'connected'
        ? okThen(() => client.unsubscribe(messageId, filters))
        : NOT_ALLOWED;
    },
  },
  '+QMTPUBEX': {
    test: (module) => publishTest(module, 'QMTPUBEX'),
    write: (module, parameters) => publish(module, parameters, 'QMTPUBEX'),
  },
  '+QMTPUB': {
    test: (module) => publishTest(module, 'QMTPUB'),
    write: (module, parameters) => publish(module, parameters, 'QMTPUB'),
  },
  '+QMTRECV': {
    read: (module) =>
      ok(
        ...module.clients.flatMap(({ endpoint, slots }, index) =>
          endpoint === undefined ? [] : [`+QMTRECV: ${index},${slots.describe()}`],
        ),
      ),
    write: (module, parameters) => {
      parameters.expect(1, 2);
      const client = clientOf(module, parameters);
      const slots = Array.from({ length: module.settings.slots }, (_, slot) => slot);
      if (parameters.count === 2) return ok(...client.readSlot(parameters.integer(1, 0, slots.length - 1)));
      return ok(...slots.flatMap((slot) => client.readSlot(slot)));
    },
  },
};

function configure(module: CommandHost, parameters: Parameters): Reply {
  const name = parameters.text(0, 32).toLowerCase();
  const option = module.options.find((row) => row.name.toLowerCase() === name);
  const client = clientOf(module, parameters, 1);
  if (option === undefined) return NOT_ALLOWED;
  if (parameters.count === 2) {
    const values = client.options.describe(option);
    return ok(module.settings.cfgName ? `+QMTCFG: "${option.name}",${values}` : `+QMTCFG: ${values}`);
  }
  if (option.name === 'aliauth' && !module.settings.aliauthClear && parameters.text(2, 64) === '')
    return NOT_ALLOWED;
  client.options.set(option, parameters, 2);
  return ok();
}

/** The answer to a command with nothing left to do; `shown` formats its result. */
function repeated(
  answer: SimulatorSettings['repeatedOpen'],
  client: MqttClient,
  name: string,
  waitMs: number,
  shown: (result: string) => string = (result) => result,
): Reply {
  switch (answer) {
    case 'error':
      return NOT_ALLOWED;
    case 'ok':
      return ok();
    case 'none':
      return SILENT;
    case '-1':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return okThen(() => client.repeat(name, shown(answer), waitMs));
  }
}
