import type { ActionField, ActionFields } from './simulator-field';

/** One action of the panel: what it acts on, and the values that it takes. */
export interface SimulatorAction {
  readonly at: 'cloud' | 'world';
  /** Of the cloud's: for a sub-device only; absent: for the gateway too. */
  readonly of?: 'sub-device';
  readonly fields: ActionFields;
}

const anyText = (initial: string): ActionField => ({ kind: 'text', initial, form: /^/, expected: '' });
/** A concrete topic; names of the device may be left out of it. */
const topic = (initial: string): ActionField => ({
  kind: 'text',
  initial,
  form: /^[^+#\p{Cc}]{1,128}$/u,
  expected: '/${productKey}/${deviceName}/user/get',
});

/**
 * Everything that the panel of a virtual module offers, in its order; the editor shows this table and the server reads a request by it.
 * What each does is in simulator-deeds.ts.
 */
export const SIMULATOR_ACTIONS = {
  setProperty: {
    at: 'cloud',
    fields: {
      identifier: { kind: 'property', initial: 'LightSwitch' },
      value: { kind: 'value', initial: '1' },
    },
  },
  callService: {
    at: 'cloud',
    fields: {
      identifier: { kind: 'service', initial: 'ReadNow' },
      input: { kind: 'object', initial: '{}' },
      way: { kind: 'choice', initial: 'model', choices: ['model', 'async', 'rrpc'] },
    },
  },
  customRrpc: { at: 'cloud', fields: { topic: topic('user/get'), payload: anyText('hello') } },
  pushUpgrade: {
    at: 'cloud',
    fields: {
      version: { kind: 'text', initial: '2.0.0', form: /^[\w.-]{1,64}$/, expected: '2.0.0' },
      module: { kind: 'text', initial: '', form: /^[\w.-]{0,64}$/, expected: 'default' },
    },
  },
  pushConfiguration: { at: 'cloud', fields: { text: { kind: 'object', initial: '{"interval": 10}' } } },
  broadcast: { at: 'cloud', fields: { payload: anyText('hello') } },
  sendRaw: {
    at: 'cloud',
    fields: {
      bytes: { kind: 'text', initial: '01 02 03', form: /^(\s*[\da-f]{2})+\s*$/i, expected: '01 02 0a ff' },
    },
  },
  sendMessage: {
    at: 'cloud',
    fields: {
      topic: topic('/${productKey}/${deviceName}/user/get'),
      payload: anyText('{"message": "hello"}'),
      qos: { kind: 'choice', initial: '1', choices: ['0', '1'] },
    },
  },
  disableDevice: { at: 'cloud', of: 'sub-device', fields: {} },
  enableDevice: { at: 'cloud', of: 'sub-device', fields: {} },
  removeDevice: { at: 'cloud', of: 'sub-device', fields: {} },
  deleteDevice: { at: 'cloud', of: 'sub-device', fields: {} },
  askToAdd: { at: 'cloud', of: 'sub-device', fields: {} },
  wrongSecret: { at: 'cloud', fields: {} },
  rightSecret: { at: 'cloud', fields: {} },
  pullSim: { at: 'world', fields: {} },
  insertSim: { at: 'world', fields: {} },
  noNetwork: { at: 'world', fields: { seconds: { kind: 'number', initial: '30', min: 1, max: 3600 } } },
  weakSignal: { at: 'world', fields: {} },
  goodSignal: { at: 'world', fields: {} },
  restart: { at: 'world', fields: {} },
  unplug: { at: 'world', fields: {} },
  replug: { at: 'world', fields: {} },
} as const satisfies Readonly<Record<string, SimulatorAction>>;

type Actions = typeof SIMULATOR_ACTIONS;
export type ActionName = keyof Actions;
/** The actions on the cloud, or on the world. */
export type ActionsAt<Place extends SimulatorAction['at']> = {
  [Name in ActionName]: Actions[Name]['at'] extends Place ? Name : never;
}[ActionName];
/** The values of an action's fields. */
export type Given<Name extends ActionName> = Readonly<Record<keyof Actions[Name]['fields'], string>>;

export const ACTION_NAMES = Object.keys(SIMULATOR_ACTIONS) as ActionName[];

export function isAt<Place extends SimulatorAction['at']>(
  name: ActionName,
  place: Place,
): name is ActionsAt<Place> {
  return SIMULATOR_ACTIONS[name].at === place;
}
