import { setTimeout as pause } from 'node:timers/promises';

/** Maximum attempts to reach the socket, and the pause between two. */
const MOST_ATTEMPTS = 200;
const PAUSE_MS = 100;

/**
 * The dashboard's socket, by long polling: a browser's page loads the state of each widget by it (Engine.IO 4, Socket.IO 5).
 */
export class DashboardSocket {
  private constructor(private readonly address: string) {}

  /** `address` ends with `socket.io/`. */
  static async open(address: string): Promise<DashboardSocket> {
    const hello = await greeting(`${address}?EIO=4&transport=polling`);
    const { sid } = JSON.parse(hello.slice(1)) as { sid: string };
    const socket = new DashboardSocket(`${address}?EIO=4&transport=polling&sid=${sid}`);
    await socket.#send('40');
    await socket.#next((packet) => packet.startsWith('40'));
    return socket;
  }

  /** The state of a widget, as its page gets it. */
  async load<State>(widget: string): Promise<State> {
    await this.#send(`42${JSON.stringify(['widget-load', widget])}`);
    const head = `42["widget-load:${widget}"`;
    const packet = await this.#next((each) => each.startsWith(head));
    return (JSON.parse(packet.slice(2)) as [string, State])[1];
  }

  /** Others are passed over; a ping is answered. */
  async #next(accept: (packet: string) => boolean): Promise<string> {
    for (;;) {
      const packets = (await (await fetch(this.address)).text()).split('\u001e');
      if (packets.includes('2')) await this.#send('3');
      const found = packets.find(accept);
      if (found !== undefined) return found;
    }
  }

  async #send(packet: string): Promise<void> {
    await fetch(this.address, { method: 'POST', body: packet, headers: { 'Content-Type': 'text/plain' } });
  }
}

/** The socket is there some time after the editor: until then Node-RED or the dashboard answers with a page. */
async function greeting(address: string): Promise<string> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const answer = await (await fetch(address)).text();
    if (answer.startsWith('0{')) return answer;
    await pause(PAUSE_MS);
  }
  throw new Error('the dashboard has no socket');
}
