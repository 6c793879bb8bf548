import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ConsolePane } from './console-pane';
import { EditorRoom } from './editor-room';

const PORT = 'simulator?preset=fast&demoSet=0';
/** A device of its own for each language: a cloud takes five logins of one in a minute. */
const SECRETS: Readonly<Record<string, object>> = {
  enUS: { deviceSecret: 'made0up0secret0of0a0device0en000' },
  zhCN: { deviceSecret: 'made0up0secret0of0a0device0zh000' },
};
const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Panel' },
  { id: 'modem1', type: 'ec20-modem', name: 'virtual', port: PORT, queue: 'memory' },
  { id: 'modem2', type: 'ec20-modem', name: 'real', port: '/dev/ttyUSB99', queue: 'memory' },
  { id: 'status2', type: 'ec20-status', z: 'tab1', modem: 'modem2', x: 200, y: 40, wires: [[]] },
  { id: 'set1', type: 'ec20-subscribe', z: 'tab1', modem: 'modem1', kind: 'property-set', autoReply: 'ok', autoReplyAfter: 0, x: 200, y: 80, wires: [[]] },
  { id: 'service1', type: 'ec20-subscribe', z: 'tab1', modem: 'modem1', kind: 'service', autoReply: 'ok', autoReplyAfter: 0, x: 200, y: 120, wires: [[]] },
  ...Object.keys(SECRETS).flatMap((id, place) => [
    { id, type: 'ec20-modem', name: `device ${id}`, port: PORT, productKey: 'a1SecretOf0', deviceName: `device-${id}`, queue: 'memory' },
    { id: `${id}Status`, type: 'ec20-status', z: 'tab1', modem: id, x: 200, y: 160 + 40 * place, wires: [[]] },
  ]),
]; // prettier-ignore

const LANGUAGES = [
  {
    locale: 'en-US',
    online: 'online',
    offline: /failed|waiting/,
    answered: /^Set a property → The device replied with code 200/,
    service: /^Call a service → The device replied with code 200/,
    simOut: /The SIM card is out/,
    simIn: /The SIM card is back/,
    signal: /now -105 dBm/,
    undelivered: /Not delivered: no running/,
    secretChanged: 'The cloud now has another DeviceSecret',
    secretRight: 'The DeviceSecret is right again',
  },
  {
    locale: 'zh-CN',
    online: '在线',
    offline: /失败|等待/,
    answered: /^设置属性 → 设备已应答，结果码 200/,
    service: /^调用服务 → 设备已应答，结果码 200/,
    simOut: /SIM 卡已拔出/,
    simIn: /SIM 卡已插回/,
    signal: /现在是 -105 dBm/,
    undelivered: /未送达：流程里没有/,
    secretChanged: '云端的 DeviceSecret 已更换',
    secretRight: 'DeviceSecret 已恢复正确',
  },
] as const;

describe('The buttons of a virtual module in the console', function () {
  this.timeout(90_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-subscribe'], {
      // Node-RED takes credentials that are not encrypted, too.
      'flows_cred.json': JSON.stringify(SECRETS),
    });
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'simulator-panel-failed'));
  });
  after(() => room.stop());

  for (const words of LANGUAGES) {
    it(`are pressed, and each says what became of it (${words.locale})`, async () => {
      const editor = await room.editor(words.locale);
      const { page } = editor;
      const pane = await ConsolePane.show(page, 'virtual');
      await pane.state(words.online);

      const head = page.locator('.ec20-simulator-head');
      assert.equal(await head.getAttribute('aria-expanded'), 'false');
      assert.equal(await page.locator('.ec20-simulator-body').isVisible(), false);
      await head.click();
      const send = page.locator('.ec20-simulator-send');
      const action = page.locator('.ec20-simulator-action');
      const said = (text: RegExp) => page.locator('.ec20-simulator-outcome', { hasText: text }).waitFor();

      await page.locator('select.ec20-simulator-identifier').selectOption('LightSwitch');
      await send.click();
      await said(words.answered);
      await action.selectOption('callService');
      await page.locator('select.ec20-simulator-identifier').selectOption('Reboot');
      await send.click();
      await said(words.service);
      await action.selectOption('sendRaw');
      await send.click();
      await said(words.undelivered);

      await page.locator('[data-action="weakSignal"]').click();
      await said(words.signal);
      await page.locator('[data-action="pullSim"]').click();
      await said(words.simOut);
      await pane.state(words.offline);
      await page.locator('[data-action="insertSim"]').click();
      await said(words.simIn);
      await pane.state(words.online);

      const { command, panel } = await heights(page);
      assert.ok(command <= panel, `the command line ends at ${command} of ${panel} px`);

      await pane.choose('real');
      await head.waitFor({ state: 'detached' });
      assert.deepEqual(editor.errors, []);
    });
  }

  for (const words of LANGUAGES) {
    it(`change the secret at the cloud and set it right again, and the device comes back (${words.locale})`, async () => {
      const { page, errors } = await room.editor(words.locale);
      const pane = await ConsolePane.show(page, `device ${words.locale.replace('-', '')}`);
      const head = page.locator('.ec20-simulator-head');
      await head.waitFor();
      if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
      const said = (text: string) => page.locator('.ec20-simulator-outcome', { hasText: text }).waitFor();
      await pane.state(words.online);

      await page.locator('[data-action="wrongSecret"]').click();
      await said(words.secretChanged);
      await page.locator('.ec20-console-trouble', { hasText: 'DeviceSecret' }).waitFor();
      await pane.state(words.offline);
      await page.locator('[data-action="rightSecret"]').click();
      await said(words.secretRight);
      await pane.state(words.online);
      assert.deepEqual(errors, []);
    });
  }
});

/** Where the command line ends in a console 300 px high with the panel unfolded, and the console itself. */
function heights(page: Page): Promise<{ command: number; panel: number }> {
  return page.evaluate(`(() => {
    const element = document.querySelector('.ec20-console');
    element.style.height = '300px';
    const panel = element.getBoundingClientRect();
    const command = document.querySelector('.ec20-console-command').getBoundingClientRect();
    const found = { command: command.bottom - panel.top, panel: panel.height };
    element.style.height = '';
    return found;
  })()`);
}
