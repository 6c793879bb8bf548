import assert from 'node:assert/strict';
import { QUIET_MS } from '../../src/at/payload-watch';
import { readReception } from '../../src/ec20/receive';
import { ScriptedModule } from '../support/scripted-module';

/** What a listener of +QMTRECV makes of bytes from the line, once it has fallen silent. */
async function receptions(bytes: string | Buffer) {
  const module = new ScriptedModule({});
  const found: ReturnType<typeof readReception>[] = [];
  module.channel.on('+QMTRECV', (urc) => found.push(readReception(urc.text, urc.data)));
  module.channel.received(Buffer.from(bytes));
  await module.clock.advance(QUIET_MS);
  return found;
}

const message = (messageId: number, topic: string, payload: string) => ({
  kind: 'message',
  clientIndex: 0,
  messageId,
  topic,
  payload: Buffer.from(payload),
});

interface Layout {
  readonly name: string;
  readonly line: string;
  readonly topic?: string;
  readonly payload: string;
}

/** MQTT note §3.2.9, §4.2, and what sister modules do instead. */
const LAYOUTS: readonly Layout[] = [
  { name: 'length and quoted payload', line: '0,7,"a/b",5,"hello"', payload: 'hello' },
  { name: 'length and bare payload', line: '0,7,"a/b",5,hello', payload: 'hello' },
  { name: 'length 0', line: '0,7,"a/b",0,""', payload: '' },
  { name: 'quoted payload, no length', line: '0,7,"a/b","hello"', payload: 'hello' },
  { name: 'bare payload, no length', line: '0,7,"a/b",hello', payload: 'hello' },
  { name: 'bare payload with commas and quotes', line: '0,7,"a/b",{"t":[1,2]}', payload: '{"t":[1,2]}' },
  {
    name: 'quoted payload with quotes and commas inside',
    line: '0,7,"a/b","{"t":[1,2]}"',
    payload: '{"t":[1,2]}',
  },
  { name: 'line ends inside a counted payload', line: '0,7,"a/b",8,"a\r\nOK\r\nb"', payload: 'a\r\nOK\r\nb' },
  { name: 'no payload at all', line: '0,7,"a/b",', payload: '' },
  { name: 'a topic in UTF-8', line: '0,7,"传感器/温度",2,"23"', topic: '传感器/温度', payload: '23' },
  { name: 'a topic with a comma', line: '0,7,"a,b",2,"23"', topic: 'a,b', payload: '23' },
];

describe('a received message', () => {
  for (const { name, line, topic = 'a/b', payload } of LAYOUTS) {
    it(`is read: ${name}`, async () => {
      assert.deepEqual(await receptions(`\r\n+QMTRECV: ${line}\r\n`), [message(7, topic, payload)]);
    });
  }

  it('keeps every byte of a binary payload', async () => {
    const payload = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const bytes = Buffer.concat([
      Buffer.from('\r\n+QMTRECV: 0,0,"bin",256,"'),
      payload,
      Buffer.from('"\r\n'),
    ]);
    assert.deepEqual(await receptions(bytes), [{ ...message(0, 'bin', ''), payload }]);
  });

  it('that waits in the module is announced by its slot (recv/mode 1)', async () => {
    assert.deepEqual(await receptions('\r\n+QMTRECV: 2,4\r\n'), [
      { kind: 'stored', clientIndex: 2, slot: 4 },
    ]);
  });

  for (const line of ['0', '', '0,7,8', 'x,7,"a/b",hello', '0,x,"a/b",hello', '0,1,0,0,1,0,0', '0,7,"a/b"']) {
    it(`is nothing that "+QMTRECV: ${line}" could be`, () => {
      assert.equal(readReception(`+QMTRECV: ${line}`, undefined), undefined);
    });
  }
});
