import type { Parameters } from '../command-text';
import type { PublishForm } from '../families';
import type { CommandHost } from '../command-host';
import { asQos } from '../connect-request';
import type { MqttClient } from '../mqtt-client';
import { ERROR, ok, okThen, qmtError, type Reply } from '../reply';
import type { SimulatorSettings } from '../settings';
import { clientOf, topicAt } from './mqtt-parameters';

type PublishName = 'QMTPUBEX' | 'QMTPUB';

const NOT_ALLOWED = qmtError(3);
const QUOTE = 0x22;
const NUL = 0;
/** No module has been seen to accept more. */
const MAX_BYTES = 65_536;

/** The forms in which a command accepts its payload; none: the module refuses it. */
function formsOf({ family, settings }: CommandHost, name: PublishName): readonly PublishForm[] {
  const { publishes } = settings;
  if (name === 'QMTPUB')
    return family.publish.length === 0 && publishes === name ? ['ctrl-z'] : family.publish;
  if (publishes === 'family') return family.publishEx;
  return publishes === name ? ['length'] : family.publishEx.filter((form) => form !== 'length');
}

/** The form of this command. Where a sixth parameter is ambiguous, quotes decide. Throws BadParameter. */
function formOf(parameters: Parameters, known: readonly PublishForm[]): PublishForm {
  parameters.expect(5, 6);
  if (parameters.count === 5) return 'ctrl-z';
  return parameters.quoted(5) && known.includes('inline') ? 'inline' : 'length';
}

/** The answer to the test form. */
export function publishTest(module: CommandHost, name: PublishName): Reply {
  if (formsOf(module, name).length === 0) return NOT_ALLOWED;
  const { tests } = module.family;
  return ok(`+${name}: ${name === 'QMTPUBEX' ? tests.publishEx : tests.publish}`);
}

/** QMTPUBEX and QMTPUB: prompt, data, OK; the result follows later (§M3). */
export async function publish(
  module: CommandHost,
  parameters: Parameters,
  name: PublishName,
): Promise<Reply> {
  const { settings } = module;
  const known = formsOf(module, name);
  if (known.length === 0) return NOT_ALLOWED;
  const client = clientOf(module, parameters);
  const qos = asQos(parameters.integer(2, 0, 2));
  const messageId = parameters.integer(1, qos === 0 || settings.messageIdZero ? 0 : 1, 65_535);
  const message = {
    qos,
    retain: parameters.integer(3, 0, 1) === 1,
    topic: topicAt(parameters, 4),
  };
  const form = formOf(parameters, known);
  if (!known.includes(form)) return NOT_ALLOWED;
  const mostBytes = settings.payloadBeyond === 'refused' ? settings.maxPayloadBytes : MAX_BYTES;
  const countBytes = form === 'length' ? parameters.integer(5, 1, mostBytes) : undefined;
  if (message.topic === '' || !accepts(module, client)) return NOT_ALLOWED;
  const data =
    form === 'inline'
      ? Buffer.from(parameters.text(5, mostBytes), 'latin1')
      : await collectPayload(module, client, countBytes);
  if (data === undefined || data.length > mostBytes) return ERROR;
  await module.delay(settings.dataMs);
  const payload = carried(data, client, settings);
  if (client.state !== 'connected' || payload === undefined) return NOT_ALLOWED;
  const isLost = settings.payloadBeyond === 'lost' && data.length > settings.maxPayloadBytes;
  const publishing = () => client.publish(name, messageId, { ...message, payload }, isLost);
  if (!settings.resultFirst) return okThen(() => void publishing());
  await publishing();
  return ok();
}

/** The payload that the module derives from the bytes it received; undefined: it refuses them. */
function carried(data: Buffer, client: MqttClient, settings: SimulatorSettings): Buffer | undefined {
  const { options } = client;
  const isHex = options.number('dataformat') === 1 || options.number('send/mode') === 1;
  if (isHex && !/^([\da-f]{2})*$/i.test(data.toString('latin1'))) return undefined;
  const bytes = isHex ? Buffer.from(data.toString('latin1'), 'hex') : data;
  if (settings.quotes === 'error' && bytes.includes(QUOTE)) return undefined;
  const ends = [
    settings.maxPayloadBytes,
    settings.quotes === 'cut' ? bytes.indexOf(QUOTE) : -1,
    settings.bytes === 'changed' ? bytes.indexOf(NUL) : -1,
  ];
  return bytes.subarray(0, Math.min(...ends.filter((end) => end !== -1)));
}

function accepts({ settings }: CommandHost, client: MqttClient): boolean {
  return (
    client.state === 'connected' &&
    client.inFlight < settings.inflightLimit &&
    settings.publishResult !== 'refused'
  );
}

async function collectPayload(
  module: CommandHost,
  client: MqttClient,
  countBytes: number | undefined,
): Promise<Buffer | undefined> {
  const { settings } = module;
  await module.delay(settings.promptMs);
  const data = await module.collect({
    intro: 'prompt',
    countBytes,
    echo: echoesData(client),
    escCancels: settings.escCancels,
    limitMs: limitOf(client, settings),
  });
  return data.kind === 'complete' ? data.bytes : undefined;
}

/** Two options determine whether data is echoed, in addition to ATE. */
function echoesData({ options }: MqttClient): boolean {
  return ['view/mode', 'echomode'].every((name) => !options.has(name) || options.number(name) === 1);
}

/** The timeout of the data phase, ms; 0: none. */
function limitOf({ options }: MqttClient, { dataTimeoutMs }: SimulatorSettings): number {
  if (!options.isSet('edit/timeout')) return dataTimeoutMs;
  return options.number('edit/timeout') === 1 ? options.number('edit/timeout', 1) * 1000 : 0;
}
