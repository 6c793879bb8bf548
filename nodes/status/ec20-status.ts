import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { SystemClock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import { presentOf } from '../../src/history/history';
import { actionOf, noEffect, unknownAction } from '../shared/action';
import { DeviceUser } from '../shared/device-user';
import { withEnvironment } from '../shared/environment';
import { type FlowMessage, withProperties } from '../shared/flow-message';
import { FlowStarts } from '../shared/flow-starts';
import { Languages } from '../shared/languages';
import { onInput } from '../shared/input-listener';
import { historyAnswer } from './history-answer';
import { historyRequest } from './history-request';
import { ReportPace } from './report-pace';
import {
  chosenDeviceReport,
  type ChosenDeviceReport,
  statusReport,
  type StatusReport,
} from './status-report';
import { sayInFull } from '../shared/flow-error';

/** ec20-status: reports the device's status, at every change and on request; reads its history; releases the port and takes it back. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20StatusNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    const settings = withEnvironment(RED, this, { ...config });
    const user = new DeviceUser(RED, this, settings, { starts, languages });
    const report = (): StatusReport | ChosenDeviceReport => {
      const { device, language } = user;
      const chosen = user.chosenSubDevice;
      return chosen === undefined
        ? statusReport(device.snapshot(), device.simulated, language)
        : chosenDeviceReport(chosen, device.snapshot(), device.simulated, language);
    };
    const sendReport = (): void => {
      let payload: ReturnType<typeof report>;
      try {
        payload = report();
      } catch (error) {
        // The chosen sub-device can't be used, which has been reported.
        if (error instanceof CodedError) return;
        throw error;
      }
      user.send({ payload });
    };
    if (user.chosen !== undefined) {
      user.afterStart(() => {
        const pace = new ReportPace(new SystemClock(), sendReport, chosenKey(user));
        pace.start(user.device.snapshot());
        user.atClose(user.device.onChange((snapshot) => pace.changed(snapshot)));
        user.atClose(() => pace.close());
      });
    }
    onInput(this, user, async (msg, send) => {
      const action = actionOf(msg);
      if (action === 'history') {
        send(withProperties(msg, { payload: await history(user, msg) }));
        return;
      }
      await user.reading;
      await act(user, action);
      send(withProperties(msg, { payload: report() }));
    });
  }

  RED.nodes.registerType('ec20-status', Ec20StatusNode);
};

/** The sub-device that the node has chosen, as a key; undefined: none, or one that can't be used. */
function chosenKey(user: DeviceUser): string | undefined {
  try {
    return user.chosenSubDevice?.key;
  } catch {
    return undefined; // which has been reported
  }
}

/** What the device's history has on what the message asks for. */
async function history(
  user: DeviceUser,
  msg: FlowMessage,
): Promise<Awaited<ReturnType<typeof historyAnswer>>> {
  const { device, language, server } = user;
  const nowMs = presentOf(device.history, new SystemClock().wallTime());
  const request = historyRequest(msg, nowMs);
  await device.reading;
  const { error } = device.snapshot();
  // Nothing is recorded with settings that are refused: these are what has to be mended.
  if (!device.usable && error !== undefined) throw error;
  return historyAnswer(device.history, request, { place: 'node', language, server }, nowMs);
}

async function act(user: DeviceUser, action: string): Promise<void> {
  switch (action) {
    case '':
      await user.chosen?.running?.refresh();
      return;
    case 'release': {
      await user.reading;
      const session = user.device.session();
      if (session.snapshot().error?.code === 'EC20_PORT_RELEASED') user.warn(noEffect(action, RELEASED));
      else await session.release();
      return;
    }
    case 'acquire': {
      await user.reading;
      const session = user.device.session();
      if (session.snapshot().state === 'closed') session.acquire();
      else user.warn(noEffect(action, NOT_RELEASED));
      return;
    }
    default:
      throw unknownAction(action);
  }
}

const RELEASED = { en: 'the port is already released', zh: '串口已经释放' };
const NOT_RELEASED = { en: 'the port is not released', zh: '串口没有被释放' };

export = initialise;
