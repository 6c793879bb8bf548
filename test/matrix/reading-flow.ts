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
  const placed = (id: string, type: string, to: readonly string[], properties: Record<string, unknown>) => ({
    id,
    type,
    z: 'tab',
    x: 100,
    y: 100,
    wires: [to],
    ...properties,
  });
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

/** A reading as the cloud takes it. */
export function reading(id: string): unknown {
  return { id, version: '1.0', params: { Temperature: 21.5 }, method: 'thing.event.property.post' };
}
