import type { CallOutcome, DeviceAnswer, RawAnswer } from './calls';
import type { DeviceRecord } from './device-record';
import type { Downlinks } from './downlinks';
import { readPayload } from './exchange';
import type { Arrival, DownlinkOutcome, Platform } from './platform';
import { isJsonObject, type Json, type JsonObject } from './relaxed-json';
import { ownTopic } from './topic-filter';

/** A made-up firmware: nothing is downloaded. */
const FIRMWARE = Buffer.alloc(1024);

type Outcome = CallOutcome<DeviceAnswer> | CallOutcome<RawAnswer> | DownlinkOutcome;
type Act = (downlinks: Downlinks, record: DeviceRecord, request: JsonObject) => Promise<Outcome> | Outcome;

/** What a device can have the demo's server do, by the request's `demo`. */
const ACTS: Readonly<Record<string, Act>> = {
  setProperty: (downlinks, record, { params }) => downlinks.setProperties(record, objectOf(params), 1),
  callService: (downlinks, record, { service, params }) =>
    downlinks.callService(record, textOf(service), objectOf(params), undefined),
  rrpc: (downlinks, record, { text }) => downlinks.rrpc(record, Buffer.from(textOf(text))),
  pushConfiguration: (downlinks, record, { text }) => downlinks.pushConfiguration(record, textOf(text)),
  pushUpgrade: (downlinks, record, { version }) =>
    downlinks.pushUpgrade(record, { version: textOf(version), firmware: FIRMWARE }),
  broadcast: (downlinks, record, { text }) =>
    downlinks.broadcast(record.productKey, Buffer.from(textOf(text))) > 0 ? 'delivered' : 'dropped',
  sendRaw: (downlinks, record, { hex }) => downlinks.sendRaw(record, Buffer.from(textOf(hex), 'hex'), 1),
  setDesired: (downlinks, record, { params }) => {
    downlinks.setDesired(record, objectOf(params));
    return 'stored';
  },
};

/**
 * The user's own server, as the demo has it: a device that publishes `{ demo: 'callService', service: 'ReadNow' }` on user/update
 * is called, and gets the outcome on user/get. So a flow shows by itself what otherwise begins in the cloud. Everything else on
 * user/update is left alone.
 */
export class DemoRequests {
  constructor(
    private readonly platform: Platform,
    private readonly downlinks: Downlinks,
  ) {
    platform.listeners.add((arrival) => this.#arrived(arrival));
  }

  #arrived({ device, topic, payload }: Arrival): void {
    const record = this.platform.directory.device(device);
    if (topic !== ownTopic(record, '/{pk}/{dn}/user/update')) return;
    const request = readPayload(payload);
    if (!isJsonObject(request) || typeof request['demo'] !== 'string') return;
    const name = request['demo'];
    void this.#outcome(record, name, request).then((outcome) => {
      const text = JSON.stringify({ id: this.platform.nextId(), demo: name, ...outcome });
      this.platform.send(record, ownTopic(record, '/{pk}/{dn}/user/get'), Buffer.from(text), 1);
    });
  }

  async #outcome(record: DeviceRecord, name: string, request: JsonObject): Promise<JsonObject> {
    const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
    if (act === undefined) return { outcome: 'refused', message: `one of: ${Object.keys(ACTS).join(', ')}` };
    try {
      return written(await act(this.downlinks, record, request));
    } catch (error) {
      return { outcome: 'refused', message: String(error) };
    }
  }
}

function written(outcome: Outcome): JsonObject {
  if (typeof outcome === 'string') return { outcome };
  if (outcome.kind !== 'answered') return { outcome: outcome.kind };
  if ('payload' in outcome) return { outcome: outcome.kind, text: outcome.payload.toString() };
  return { outcome: outcome.kind, code: outcome.code, data: outcome.data };
}

function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a text is missing');
  return value;
}

function objectOf(value: Json = {}): JsonObject {
  if (!isJsonObject(value)) throw new TypeError('params are an object');
  return value;
}
