import type { Channel } from '../at/channel';
import { type Argument, commandLine, plain, quoted, secret, textAt } from '../at/parameter';
import { CodedError } from '../base/coded-error';
import { PACKET_TIMEOUT } from './deadlines';
import { askBatch, required } from './command-batch';
import type { ModuleProfile } from './profile';
import { askAll, perform, unlessRefused } from './query';

/** The triplet that the module signs with (AT+QMTCFG="aliauth"). */
export interface ModuleSignature {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

/** The will, as AT+QMTCFG="will" takes it: topic and payload at most 255 bytes each (MQTT note §3.2.1). */
export interface Will {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** What has to be configured before AT+QMTOPEN. */
export interface MqttSettings {
  readonly clientIndex: number;
  /** The PDP context that the connection uses. */
  readonly context: number;
  /** 0–3600 s. */
  readonly keepAliveSeconds: number;
  readonly cleanSession: boolean;
  readonly will: Will | undefined;
  /** Set: the module signs. Undefined: user name and password are in AT+QMTCONN. */
  readonly aliauth: ModuleSignature | undefined;
  /** The TLS context of the connection, configured before (tls.ts); undefined: plain TCP. */
  readonly tlsContext: number | undefined;
}

/** MQTT 3.1.1; the EC2x default is 3 (MQTT 3.1), which the cloud does not want. */
const PROTOCOL_LEVEL = 4;

interface Option {
  readonly name: string;
  readonly values: readonly Argument[];
  /**
   * What a firmware's refusal leads to. `silent`: the connection works without it. `reported`: the module's own value
   * serves, and the refusal is reported. Else it is an error.
   */
  readonly refused?: 'silent' | 'reported';
}

/**
 * Writes every AT+QMTCFG option that a connection depends on. A reset of the module clears them, so this runs before
 * each AT+QMTOPEN (MQTT note §3.2.1). Resolves with the names of those for which the firmware keeps its own value.
 * Rejects with `EC20_ALIAUTH_MISSING` when the firmware can't sign, and with the refusal of TLS or of a will.
 */
export async function configureMqtt(
  channel: Channel,
  settings: MqttSettings,
  profile: ModuleProfile,
): Promise<readonly string[]> {
  const options = optionsOf(settings, profile);
  const questions = options.map((option) => ({ line: optionLine(settings.clientIndex, option) }));
  const { replies } = await askBatch(channel, questions);
  const left: string[] = [];
  for (const [place, option] of options.entries()) {
    const reply = replies[place];
    if (option.refused === undefined) required(reply);
    else if (option.refused === 'reported' && reply !== undefined && 'refusal' in reply)
      left.push(option.name);
  }
  if (settings.aliauth === undefined) await clearAliauth(channel, settings.clientIndex);
  else await setAliauth(channel, settings.clientIndex, settings.aliauth);
  return left;
}

function optionsOf(settings: MqttSettings, profile: ModuleProfile): readonly Option[] {
  const will = settings.will;
  return [
    { name: 'version', values: [PROTOCOL_LEVEL], refused: 'reported' },
    { name: 'pdpcid', values: [settings.context], refused: 'silent' },
    // Written in either case: an earlier program may have left TLS on.
    settings.tlsContext === undefined
      ? { name: 'ssl', values: [0], refused: 'silent' }
      : { name: 'ssl', values: [1, settings.tlsContext] },
    { name: 'keepalive', values: [settings.keepAliveSeconds], refused: 'reported' },
    { name: 'session', values: [settings.cleanSession ? 1 : 0], refused: 'reported' },
    { name: 'timeout', values: [PACKET_TIMEOUT.seconds, PACKET_TIMEOUT.retries, 0], refused: 'silent' },
    // Mode 0 with length: whole messages in the code itself, counted, so that no byte of a payload is ambiguous.
    { name: 'recv/mode', values: [0, 1], refused: 'silent' },
    will === undefined
      ? { name: 'will', values: [0], refused: 'silent' }
      : {
          name: 'will',
          values: [
            1,
            will.qos,
            will.retain ? 1 : 0,
            quoted('willTopic', will.topic, 255),
            quoted('willPayload', will.payload, 255),
          ],
        },
    // Options that we don't use otherwise but an earlier program may have changed.
    ...profile.restores.map((option) => ({ ...option, refused: 'silent' as const })),
  ];
}

function optionLine(clientIndex: number, option: Option) {
  return commandLine('AT+QMTCFG=', quoted('option', option.name), clientIndex, ...option.values);
}

async function setAliauth(channel: Channel, clientIndex: number, triple: ModuleSignature): Promise<void> {
  const values = [
    quoted('productKey', triple.productKey, 64),
    quoted('deviceName', triple.deviceName, 64),
    secret('deviceSecret', triple.deviceSecret, 64),
  ];
  try {
    await perform(channel, optionLine(clientIndex, { name: 'aliauth', values }));
  } catch (error) {
    if (error instanceof CodedError && error.code === 'EC20_MODULE_ERROR') {
      throw new CodedError('EC20_ALIAUTH_MISSING', { outcome: 'rejected', cause: error });
    }
    throw error;
  }
}

/**
 * An old triplet in the module would override the user name that we send, so it is cleared. Rejects with
 * `EC20_ALIAUTH_OLD` when the firmware keeps it: it is gone after a restart, since AT+QMTCFG is not saved.
 */
async function clearAliauth(channel: Channel, clientIndex: number): Promise<void> {
  if (!(await holdsAliauth(channel, clientIndex))) return;
  const empty = quoted('aliauth', '');
  await unlessRefused(
    perform(channel, optionLine(clientIndex, { name: 'aliauth', values: [empty, empty, empty] })),
  );
  if (await holdsAliauth(channel, clientIndex)) throw new CodedError('EC20_ALIAUTH_OLD');
}

/** `+QMTCFG: ["aliauth",]"pk","dn","secret"`, empty when nothing is set. */
async function holdsAliauth(channel: Channel, clientIndex: number): Promise<boolean> {
  const query = plain(`AT+QMTCFG="aliauth",${clientIndex}`);
  const lines = await unlessRefused(askAll(channel, query, '+QMTCFG', { secretAnswer: true }));
  const texts = (lines ?? []).flatMap((params) => params.map((_, index) => textAt(params, index) ?? ''));
  return texts.some((text) => text !== '' && text !== 'aliauth');
}

/**
 * Reverts what would affect the next program that uses this client of the module: our login would override its own, and
 * messages would contain a length. Refusals are ignored.
 */
export async function resetMqtt(channel: Channel, clientIndex: number): Promise<void> {
  const empty = quoted('aliauth', '');
  const options: readonly Option[] = [
    { name: 'recv/mode', values: [0, 0] },
    { name: 'ssl', values: [0] },
    { name: 'will', values: [0] },
    { name: 'aliauth', values: [empty, empty, empty] },
  ];
  await askBatch(
    channel,
    options.map((option) => ({ line: optionLine(clientIndex, option) })),
  );
}
