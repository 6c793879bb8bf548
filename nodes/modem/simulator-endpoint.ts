import type { NodeAPI } from 'node-red';
import { asCodedError, CodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import type { DeviceIdentity, EmbeddedCloud } from '../../src/simulator/virtual-ec20';
import { parseThingModel, type ThingModel } from '../../src/settings/thing-model';
import { deviceOf, modemMissing } from '../shared/chosen-modem';
import type { Device } from '../shared/device';
import type { Languages } from '../shared/languages';
import { isPlainObject } from '../shared/plain-object';
import { ownPage, ownRequest } from './own-request';
import {
  ACTION_NAMES,
  type ActionsAt,
  isAt,
  SIMULATOR_ACTIONS,
  type SimulatorAction,
} from './simulator-actions';
import { CLOUD_DEEDS, WORLD_DEEDS } from './simulator-deeds';
import { readFields } from './simulator-field';
import { type Outcome, outcomeText } from './simulator-outcomes';
import type { SimulatorReading } from './simulator-reading';
import type { VirtualModule } from './virtual-module';

/** An action's values, read by its fields. */
type Values = Readonly<Record<string, string>>;

/** Maximum devices behind a gateway that the panel offers: each has its thing model. */
const MOST_DEVICES = 100;

/** Maximum identifiers that an error names. */
const MOST_NAMES = 10;

/**
 * The panel of a virtual module: GET returns what its cloud offers, POST runs one action of the table and returns its outcome. A real
 * module is refused: nothing here can reach one.
 */
export function serveSimulator(RED: NodeAPI, languages: Languages): void {
  RED.httpAdmin.get(
    '/ec20/simulator/:id',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (request, response) => {
      response.json(readingOf(deviceOf(RED, String(request.params['id']))));
    },
  );

  RED.httpAdmin.post(
    '/ec20/simulator/:id',
    RED.auth.needsPermission('ec20.write'),
    ownRequest(RED, languages),
    (request, response) => {
      const language = languages.asked(request.query['lang']);
      const id = String(request.params['id']);
      run(RED, id, request.body).then(
        (outcome) =>
          response.json({ ok: true, outcome: outcome.kind, message: outcomeText(outcome, language) }),
        (error: unknown) => {
          const refused = asCodedError(error);
          const { code } = refused;
          // A wrong field is in the panel, not in a node.
          const isField = code === 'EC20_SETTING';
          const message = describeError(refused, isField ? 'library' : 'console', language);
          response.status(isField ? 400 : 409).json({ ok: false, code, message });
        },
      );
    },
  );
}

const NOTHING: SimulatorReading = { simulator: false, running: false, cloud: false };

function readingOf(device: Device | undefined): SimulatorReading {
  const module = device?.virtualModule;
  if (device?.simulated !== true) return NOTHING;
  const place = module?.cloud;
  if (place === undefined) {
    return { simulator: true, running: module !== undefined, cloud: false };
  }
  const { cloud, device: identity } = place;
  const tslOf = (of: DeviceIdentity) => {
    const tsl = cloud.hasDevice(of) ? cloud.thingModel(of) : undefined;
    return tsl === undefined ? {} : { tsl: JSON.stringify(tsl) };
  };
  const devices = device.subDevices.all.slice(0, MOST_DEVICES);
  return {
    simulator: true,
    running: true,
    cloud: true,
    ...tslOf(identity),
    ...(devices.length === 0
      ? {}
      : { devices: devices.map((each) => ({ device: each.key, ...tslOf(each) })) }),
  };
}

/** Throws `EC20_NO_MODEM`, `EC20_SETTING`, or why that node has no running module. */
async function run(RED: NodeAPI, id: string, body: unknown): Promise<Outcome> {
  const device = deviceOf(RED, id);
  if (device === undefined) throw modemMissing(RED, id);
  if (!device.simulated) throw refusal('port', device.port, 'simulator');
  const { action, fields, device: chosenDevice } = isPlainObject(body) ? body : {};
  const name = ACTION_NAMES.find((each) => each === action);
  if (name === undefined) throw refusal('action', textOf(action), ACTION_NAMES.join('|'));
  const chosen: SimulatorAction = SIMULATOR_ACTIONS[name];
  const given = readFields(chosen.fields, isPlainObject(fields) ? fields : {});
  const module = device.virtualModule;
  if (module === undefined) throw device.snapshot().error ?? new CodedError('EC20_LINE_CLOSED');
  if (isAt(name, 'cloud')) return runAtCloud(device, module, name, { given, chosenDevice });
  return WORLD_DEEDS[name](module.world, given);
}

async function runAtCloud(
  device: Device,
  { cloud: place }: VirtualModule,
  name: ActionsAt<'cloud'>,
  { given, chosenDevice }: { readonly given: Values; readonly chosenDevice: unknown },
): Promise<Outcome> {
  // A broker of one's own is behind it: no virtual cloud.
  if (place === undefined) throw refusal('server', device.server ?? '', 'aliyun');
  const { cloud, device: gateway } = place;
  if (!cloud.hasDevice(gateway)) return { kind: 'unregistered' };
  const chosen = subDeviceIn(device, chosenDevice);
  const action: SimulatorAction = SIMULATOR_ACTIONS[name];
  if (action.of === 'sub-device' && chosen === undefined) {
    throw refusal('device', textOf(chosenDevice ?? ''), namesOf(device));
  }
  const identity = chosen ?? gateway;
  if (!cloud.hasDevice(identity)) return { kind: 'noSuchDevice', values: { device: identity.deviceName } };
  const tsl = cloud.thingModel(identity);
  const model = tsl === undefined ? undefined : modelIn(JSON.stringify(tsl));
  if (model !== undefined) checkIdentifier(SIMULATOR_ACTIONS[name], given, model);
  const isText = (property: string) => {
    const kind = model?.properties.get(property)?.type.kind;
    return kind === 'text' || kind === 'date';
  };
  // Read by the fields of that very action.
  const outcome = await CLOUD_DEEDS[name]({ cloud, device: identity, gateway, isText }, given as never);
  const isOnline =
    cloud.isOnline(gateway) && (chosen === undefined || isOnlineBehind(cloud, gateway, chosen));
  return outcome.kind === 'undelivered' && !isOnline ? { kind: 'offline' } : outcome;
}

/** The device behind the gateway that a request names; undefined: the gateway itself. Throws `EC20_SETTING`. */
function subDeviceIn(device: Device, key: unknown): DeviceIdentity | undefined {
  if (key === undefined || key === '') return undefined;
  const found = device.subDevices.all.find((each) => each.key === textOf(key));
  if (found === undefined) throw refusal('device', textOf(key), namesOf(device));
  return { productKey: found.productKey, deviceName: found.deviceName };
}

function namesOf(device: Device): string {
  const names = device.subDevices.all.slice(0, MOST_NAMES).map(({ key }) => key);
  return names.join('|') || '-';
}

function isOnlineBehind(cloud: EmbeddedCloud, gateway: DeviceIdentity, device: DeviceIdentity): boolean {
  return cloud.gateways
    .online(gateway)
    .some(
      ({ productKey, deviceName }) => productKey === device.productKey && deviceName === device.deviceName,
    );
}

/** The virtual cloud has taken it already; the driver's reader is stricter in places. */
function modelIn(tsl: string): ThingModel | undefined {
  const reading = parseThingModel(tsl);
  return 'problem' in reading ? undefined : reading.value;
}

/** As the console does, which offers nothing that is not in the thing model. */
function checkIdentifier(
  { fields }: SimulatorAction,
  { identifier = '' }: Values,
  { properties, services }: ThingModel,
): void {
  const kind = fields['identifier']?.kind;
  const known =
    kind === 'property'
      ? [...properties].filter(([, { writable }]) => writable).map(([name]) => name)
      : [...services.keys()];
  if (kind === undefined || known.includes(identifier)) return;
  throw refusal('identifier', identifier, known.slice(0, MOST_NAMES).join('|') || '-');
}

function refusal(field: string, value: string, allowed: string): CodedError {
  return new CodedError('EC20_SETTING', { params: { field, value, allowed } });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
