import assert from 'node:assert/strict';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../src/cloud/gateway';
import type { UplinkKind } from '../../src/cloud/thing-dialogue';
import type { Delivery } from '../../src/session/publication';
import type { SessionOptions } from '../../src/session/session';
import { VirtualDevice } from '../support/virtual-device';

/** The meters' product at the virtual cloud. */
export const METERS = 'a1DemoMeter';

/** Of the virtual cloud: meter1 is in the gateway's topology, meter2 and meter3 are in none. */
export function meter(deviceName: string, deviceSecret = `${deviceName}secret`): SubDevice {
  return aliyunSubDevice({
    productKey: METERS,
    deviceName,
    deviceSecret,
    thingModel: '',
    thingCheck: 'warn',
    quotes: 'keep',
  });
}

/** A gateway with these meters, at the virtual cloud. */
export class Gateway extends VirtualDevice {
  readonly meters: readonly SubDevice[];
  readonly outcomes = new Map<string, string>();
  readonly order: string[] = [];

  constructor(
    names: readonly string[],
    options: (device: VirtualDevice) => Partial<SessionOptions> = () => ({}),
  ) {
    let ids = 0;
    super({}, (device) => ({ nextMessageId: () => String(++ids), ...options(device) }));
    this.meters = names.map((name) => meter(name));
    for (const each of this.meters) this.session.attachSubDevice(each);
  }

  get stages(): readonly string[] {
    return (this.session.snapshot().subDevices ?? []).map(({ device, state, error }) => {
      const name = device.replace(`${METERS}/`, '');
      return error === undefined ? `${name} ${state}` : `${name} ${state} ${error.code}`;
    });
  }

  async allOnline(): Promise<void> {
    await this.online();
    await this.clock.until(
      () => this.stages.every((stage) => stage.endsWith(' online')),
      60_000,
      'all sub-devices being online',
    );
  }

  async end(): Promise<void> {
    await this.clock.settle(this.session.close(), 10_000);
  }

  /** Posts a property of a meter, or of the gateway; the outcome is kept under `label`. */
  post(device: SubDevice | undefined, label: string): void {
    const settled = (what: string) => {
      assert.ok(!this.outcomes.has(label), `${label} settles twice`);
      this.outcomes.set(label, what);
      this.order.push(label);
    };
    this.send(device, 'property', { Power: 12.5 }).then(
      ({ reply }) => settled(String(reply?.code)),
      (error: unknown) => settled((error as { code: string }).code),
    );
  }

  /** Sends a message of that kind of a meter, or of the gateway, and awaits the cloud's reply if it has one. */
  send(
    device: SubDevice | undefined,
    kind: UplinkKind,
    content: unknown,
    identifier = '',
  ): Promise<Delivery> {
    const dialogue = device?.thing ?? this.options.profile.thing;
    assert.ok(dialogue !== undefined);
    const order = { kind, payload: content, identifier, wantsReply: true } as const;
    const context = { nextId: () => this.session.nextMessageId(), nowMs: undefined, quotes: 'keep' } as const;
    const { topic, payload, qos } = dialogue.compose(order, context);
    const filter = dialogue.replyFilter(kind, identifier);
    // Offline, or still to log in, it is subscribed later.
    if (filter !== undefined) void this.session.expectReplies('node', filter);
    return new Promise((delivered, failed) => {
      this.session.publish(
        {
          topic,
          payload,
          qos,
          retain: false,
          offline: 'queue',
          nodeId: 'node',
          flowMessageId: '',
          replyMs: filter === undefined ? 0 : 10_000,
        },
        { accepted: () => undefined, delivered, failed },
      );
    });
  }
}
