import type { Parameters } from '../command-text';
import type { MessageStatus } from '../messages/mailbox';
import { submitContent, decodeAddress } from '../messages/character-set';
import { packSeptets } from '../messages/gsm-alphabet';
import { centreBytes, codingOf, readTpdu, writeTpdu, type Tpdu } from '../messages/tpdu';
import type { CommandHost } from '../command-host';
import type { SimState } from '../network';
import { ok, type Reply } from '../reply';
import type { CommandTable, Handler } from './command';

const cms = (code: number): Reply => ({ kind: 'cms', code });

/** Errors of text messages (EC2x AT manual §15.5). */
export const CMS = {
  failure: cms(300),
  pduMode: cms(304),
  textMode: cms(305),
  index: cms(321),
  full: cms(322),
  centre: cms(330),
  network: cms(331),
} as const;
const CARD_ERRORS: Readonly<Record<Exclude<SimState, 'ready'>, number>> = {
  absent: 310,
  starting: 314,
  pin: 311,
  failure: 313,
  busy: 314,
  puk: 316,
};

/** Above every valid index; a number that is merely unused or too high is a different error from no number. */
export const HIGHEST_PLACE = 0x7fff_ffff;
const ADDRESS_BYTES = 80;
const UNSENT = 2;
/** The longest SMS-SUBMIT: 140 octets of text plus the header. */
const LONGEST_TPDU = 164;

/** A message given by the host, or the error that it causes. */
type MessageInput = { readonly tpdu: Buffer; readonly centre: string } | Reply | 'cancelled';

/** The handler's answer when the card is ready, otherwise the error that says why it isn't. */
export function withMessages(answer: Handler): Handler {
  return (module, parameters) => {
    const sim = module.network.sim();
    return sim === 'ready' ? answer(module, parameters) : cms(CARD_ERRORS[sim]);
  };
}

/** Text messages written, sent and stored (EC2x AT manual §9.8, §9.10, §9.11), as text or as TPDU. */
export const TEXT_MESSAGE_COMMANDS: CommandTable = {
  '+CMGS': {
    test: () => ok(),
    write: withMessages(async (module, parameters) => {
      const input = await (module.flash.messages.textMode
        ? textInput(module, parameters)
        : pduInput(module, parameters, 'submit'));
      if (input === 'cancelled') return ok();
      if ('kind' in input) return input;
      return send(module, input.tpdu, input.centre, '+CMGS');
    }),
  },
  '+CMGW': {
    test: () => ok(),
    execute: withMessages((module, parameters) => keep(module, parameters)),
    write: withMessages((module, parameters) => keep(module, parameters)),
  },
  '+CMSS': {
    test: () => ok(),
    write: withMessages((module, parameters) => {
      const message = module.services.messages.store(1).get(parameters.integer(0, 0, HIGHEST_PLACE));
      if (message === undefined) return CMS.index;
      const kept = readTpdu(message.tpdu, 'submit');
      if (kept === undefined) return CMS.pduMode;
      const to = addressAt(module, parameters, 1) ?? kept;
      return send(module, writeTpdu({ ...kept, ...to }), message.centre, '+CMSS', () => {
        message.status = 3;
      });
    }),
  },
};

async function send(
  module: CommandHost,
  tpdu: Buffer,
  centre: string,
  name: string,
  sent: () => void = () => undefined,
): Promise<Reply> {
  const message = readTpdu(tpdu, 'submit');
  if (message === undefined) return CMS.pduMode;
  if (centre === '') return CMS.centre;
  await module.delay(module.settings.smsMs);
  if (!module.network.registered) return CMS.network;
  sent();
  return ok(`${name}: ${module.services.messages.send(message)}`);
}

async function keep(module: CommandHost, parameters: Parameters): Promise<Reply> {
  const { textMode } = module.flash.messages;
  const status = statusAt(parameters, textMode);
  if (status === undefined) return CMS[textMode ? 'textMode' : 'pduMode'];
  const input = await (textMode
    ? textInput(module, parameters)
    : pduInput(module, parameters, status < UNSENT ? 'deliver' : 'submit'));
  if (input === 'cancelled') return ok();
  if ('kind' in input) return input;
  const place = module.services.messages.store(1).add({ status, ...input });
  return place === undefined ? CMS.full : ok(`+CMGW: ${place}`);
}

/** `AT+CMGW=length,status`, or in text mode `"number",type,"STO UNSENT"`. */
function statusAt(parameters: Parameters, textMode: boolean): MessageStatus | undefined {
  const place = textMode ? 2 : 1;
  if (!parameters.has(place)) return UNSENT;
  const text = parameters.text(place, 16).toUpperCase();
  const names: readonly string[] = textMode ? ['', '', 'STO UNSENT', 'STO SENT'] : ['0', '1', '2', '3'];
  return ([0, 1, 2, 3] as const).find((status) => names[status] === text);
}

/** PDU mode: the length without the service centre's address, then digits up to Ctrl-Z. */
async function pduInput(
  module: CommandHost,
  parameters: Parameters,
  kind: Tpdu['kind'],
): Promise<MessageInput> {
  if (!/^\d+$/.test(parameters.text(0, 8, ''))) return CMS.pduMode;
  const length = parameters.integer(0, 0, 65_535);
  if (length < 1 || length > LONGEST_TPDU) return CMS.pduMode;
  const data = await collect(module);
  if (data === undefined) return 'cancelled';
  const digits = data.replace(/\s/g, '');
  if (!/^([\da-f]{2})+$/i.test(digits)) return CMS.pduMode;
  const bytes = Buffer.from(digits, 'hex');
  const centreEnd = 1 + (bytes[0] ?? 0);
  const tpdu = bytes.subarray(centreEnd);
  if (tpdu.length !== length || readTpdu(tpdu, kind) === undefined) return CMS.pduMode;
  return { tpdu, centre: centreOf(bytes.subarray(0, centreEnd)) ?? module.flash.messages.centre };
}

/** The service centre's address that precedes a message; undefined: there is none. */
function centreOf(bytes: Buffer): string | undefined {
  if (bytes.length < 3) return undefined;
  const digits = [...bytes.subarray(2)].map(
    (byte) => `${(byte & 15).toString(16)}${(byte >> 4).toString(16)}`,
  );
  const number = digits.join('').replace(/f$/, '');
  const centre = bytes[1] === 0x91 ? `+${number}` : number;
  return centreBytes(centre).equals(bytes) ? centre : undefined;
}

/** Text mode: the address, then text up to Ctrl-Z in the host's character set. */
async function textInput(module: CommandHost, parameters: Parameters): Promise<MessageInput> {
  const { flash, memory } = module;
  const to = addressAt(module, parameters, 0);
  if (to === undefined && parameters.has(0)) return CMS.textMode;
  const data = await collect(module);
  if (data === undefined) return 'cancelled';
  const [first, validity, protocol, coding] = memory.messages.parameters;
  const content = submitContent(data, memory.messages.characterSet, codingOf(coding));
  if (content === undefined) return CMS.textMode;
  const body =
    'septets' in content
      ? { length: content.septets.length, userData: packSeptets(content.septets) }
      : { length: content.octets.length, userData: content.octets };
  const address = to ?? { address: '', addressType: 0x81 };
  const message = {
    kind: 'submit',
    first,
    protocol,
    coding,
    stamp: '',
    validity,
    ...address,
    ...body,
  } as const;
  return { tpdu: writeTpdu(message), centre: flash.messages.centre };
}

/** The number at this position and the type that follows; undefined: it is missing or invalid. */
function addressAt(
  { memory }: CommandHost,
  parameters: Parameters,
  place: number,
): Pick<Tpdu, 'address' | 'addressType'> | undefined {
  const text = decodeAddress(parameters.text(place, ADDRESS_BYTES, ''), memory.messages.characterSet);
  if (!/^\+?[\d*#]{1,20}$/.test(text)) return undefined;
  const type = parameters.integer(place + 1, 128, 255, text.startsWith('+') ? 145 : 129);
  const digits = text.replace('+', '');
  return { address: type === 145 ? `+${digits}` : digits, addressType: type };
}

async function collect(module: CommandHost): Promise<string | undefined> {
  await module.delay(module.settings.promptMs);
  const data = await module.collect({
    intro: 'prompt',
    countBytes: undefined,
    echo: true,
    escCancels: true,
    limitMs: 0,
  });
  return data.kind === 'complete' ? data.bytes.toString('latin1') : undefined;
}
