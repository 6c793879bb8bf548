/** The path at which the flow takes readings; `GET` of one below it waits for all that becomes of it. */
export const READINGS = 'readings';

/** What became of a reading. */
export interface ReadingStory {
  /** `msg.ec20` of ec20-publish's output. */
  readonly delivered: { readonly attempts: number; readonly restored?: boolean };
  /** What the cloud answered on post_reply. */
  readonly reply: { readonly id: string; readonly code: number };
}

/** One node of the flow. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

const PROPERTY_POST = '/sys/${productKey}/${deviceName}/thing/event/property/post';

/** Runs in Node-RED's function node: three kinds of messages about one reading come in any order, the request goes out. */
const MEETING = `
const stories = context.get('stories') || {};
const isRequest = msg.ec20 === undefined;
const body = isRequest || typeof msg.payload === 'object' && !Buffer.isBuffer(msg.payload) ? msg.payload : JSON.parse(String(msg.payload));
const id = isRequest ? msg.req.params.id : body.id;
const story = stories[id] || (stories[id] = {});
if (isRequest) story.request = msg;
else if (String(msg.topic).endsWith('post_reply')) story.reply = body;
else story.delivered = msg.ec20;
context.set('stories', stories);
const { request, reply, delivered } = story;
if (!request || !reply || !delivered) return null;
request.payload = { reply, delivered };
return request;
`;

/**
 * Readings come in by `POST /readings`, which is answered when ec20-publish has completed them, and leave as properties.
 * `GET /readings/<id>` is answered when that reading is delivered and the cloud's reply has come.
 */
export function readingFlow(modem: Readonly<Record<string, unknown>>): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'Readings', disabled: false },
    { id: 'modem', type: 'ec20-modem', version: 1, name: 'M', ...modem },
    placed('take', 'http in', ['publish'], { url: `/${READINGS}`, method: 'post' }),
    placed('publish', 'ec20-publish', ['meeting'], {
      version: 1,
      modem: 'modem',
      kind: 'topic',
      topic: PROPERTY_POST,
      qos: '1',
      offline: 'queue',
    }),
    placed('completed', 'complete', ['answer'], { scope: ['publish'] }),
    placed('replies', 'ec20-subscribe', ['meeting'], {
      version: 1,
      modem: 'modem',
      kind: 'topic',
      topic: `${PROPERTY_POST}_reply`,
      qos: '1',
      datatype: 'json',
      inputs: 0,
    }),
    placed('ask', 'http in', ['meeting'], { url: `/${READINGS}/:id`, method: 'get' }),
    placed('meeting', 'function', ['answer'], { func: MEETING, outputs: 1 }),
    placed('answer', 'http response', [], { statusCode: '200' }),
  ];
}

/** The path at which a function node makes what only its own realm has. */
export const MADE = 'made';

/** What became of it. */
export interface MadeStory {
  /** The module's answer to a text message whose text is a typed array of the function node. */
  readonly sms: string;
  /** The error of a Map in a payload. */
  readonly code: string;
  readonly message: string;
}

/** `GET /made` sends what a function node makes into our nodes; the topic holds a variable of the tab. */
export function madeFlow(modem: Readonly<Record<string, unknown>>): FlowNode[] {
  const code = (id: string, to: string, func: string) => placed(id, 'function', [to], { func, outputs: 1 });
  const own = { version: 1, modem: 'modem' };
  const publish = { ...own, kind: 'topic', topic: '/${productKey}/${deviceName}/user/${ROOM}', qos: '1' };
  const env = [{ name: 'ROOM', value: 'update', type: 'str' }];
  return [
    { id: 'tab', type: 'tab', label: 'Made', disabled: false, env },
    { id: 'modem', type: 'ec20-modem', version: 1, name: 'M', ...modem },
    placed('ask', 'http in', ['ready'], { url: `/${MADE}`, method: 'get' }),
    // Its output comes once the device is online.
    placed('ready', 'ec20-publish', ['mode'], publish),
    code('mode', 'first', "msg.payload = 'AT+CMGF=1'; return msg;"),
    placed('first', 'ec20-command', ['text'], own),
    code(
      'text',
      'second',
      `msg.payload = { command: 'AT+CMGS="10086"', data: new Uint8Array([104, 105]), ctrlZ: true }; return msg;`,
    ),
    placed('second', 'ec20-command', ['map'], own),
    code('map', 'refused', 'msg.sms = msg.payload.lines[0]; msg.payload = { a: [new Map()] }; return msg;'),
    placed('refused', 'ec20-publish', [], publish),
    placed('caught', 'catch', ['story'], { scope: null, uncaught: false }),
    code(
      'story',
      'sent',
      'const { code, message } = msg.error; msg.payload = { sms: msg.sms, code, message }; delete msg.error; return msg;',
    ),
    placed('sent', 'ec20-publish', ['answer'], publish),
    placed('answer', 'http response', [], { statusCode: '200' }),
  ];
}

function placed(id: string, type: string, to: readonly string[], properties: Record<string, unknown>) {
  return { id, type, z: 'tab', x: 100, y: 100, wires: [to], ...properties };
}

/** A reading as the cloud takes it. */
export function reading(id: string): unknown {
  return { id, version: '1.0', params: { Temperature: 21.5 }, method: 'thing.event.property.post' };
}
