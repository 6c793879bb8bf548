import type { Parameters } from '../command-text';
import type { DataRequest } from '../data-mode';
import type { Module } from '../module';
import { asQos } from '../connect-request';
import type { MqttClient } from '../mqtt-client';
import { ERROR, ok, okThen, qmtError, type Reply } from '../reply';
import { clientOf, topicAt } from './mqtt-parameters';

type PublishName = 'QMTPUBEX' | 'QMTPUB';

const NOT_ALLOWED = qmtError(3);
const QUOTE = 0x22;

/** The test forms; QMTPUBEX has a space after its first comma (EC800M capture). */
export function publishTest(name: PublishName): Reply {
  return name === 'QMTPUBEX'
    ? ok('+QMTPUBEX: (0-5), <msgid>,(0-2),(0,1),"topic","length"')
    : ok('+QMTPUB: (0-5),(0-65535),(0-2),(0,1),"topic"');
}

/** QMTPUBEX and QMTPUB: prompt, data, OK; the result comes later (reference/ec20-at.md §3). */
export async function publish(module: Module, parameters: Parameters, name: PublishName): Promise<Reply> {
  const { settings } = module;
  const form = name === 'QMTPUB' ? module.family.publish : module.family.publishEx ? 'length' : undefined;
  if (form === undefined) return NOT_ALLOWED;
  const client = clientOf(module, parameters);
  const qos = asQos(parameters.integer(2, 0, 2));
  const messageId = parameters.integer(1, qos === 0 ? 0 : 1, 65_535);
  const message = {
    qos,
    retain: parameters.integer(3, 0, 1) === 1,
    topic: topicAt(parameters, 4),
  };
  const inline = form === 'inline' && parameters.count === 6;
  parameters.expect(form === 'length' || inline ? 6 : 5, form === 'length' || inline ? 6 : 5);
  const countBytes = form === 'length' ? parameters.integer(5, 1, settings.maxPayloadBytes) : undefined;
  if (message.topic === '' || !accepts(module, client)) return NOT_ALLOWED;
  const payload = inline
    ? Buffer.from(parameters.text(5, settings.maxPayloadBytes), 'latin1')
    : await collectPayload(module, client, countBytes);
  if (payload === undefined) return ERROR;
  await module.delay(settings.dataMs);
  const quote = payload.indexOf(QUOTE);
  if (client.state !== 'connected' || (quote !== -1 && settings.quotes === 'error')) return NOT_ALLOWED;
  const sent = quote !== -1 && settings.quotes === 'cut' ? payload.subarray(0, quote) : payload;
  const publishing = () => client.publish(name, messageId, { ...message, payload: sent });
  if (!settings.resultFirst) return okThen(() => void publishing());
  await publishing();
  return ok();
}

function accepts({ settings }: Module, client: MqttClient): boolean {
  return (
    client.state === 'connected' &&
    client.inFlight < settings.inflightLimit &&
    settings.publishResult !== 'refused'
  );
}

async function collectPayload(
  module: Module,
  client: MqttClient,
  countBytes: number | undefined,
): Promise<Buffer | undefined> {
  const { settings } = module;
  await module.delay(settings.promptMs);
  const ownLimitMs =
    client.options.number('edit/timeout') === 1 ? client.options.number('edit/timeout', 1) * 1000 : 0;
  const request: DataRequest = {
    intro: 'prompt',
    countBytes,
    echo: true,
    escCancels: settings.escCancels,
    limitMs: ownLimitMs === 0 ? settings.dataTimeoutMs : ownLimitMs,
  };
  const data = await module.collect(request);
  if (data.kind !== 'complete' || data.bytes.length > settings.maxPayloadBytes) return undefined;
  return data.bytes;
}
