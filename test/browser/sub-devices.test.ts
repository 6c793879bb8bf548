import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ConsolePane } from './console-pane';
import type { EditorPage } from './editor-page';
import { EditorRoom } from './editor-room';

const METER = 'a1DemoMeter';
const PORT = 'simulator?preset=fast&demoSet=0';

/** A meter's row of nodes: a button, what it publishes, and what has been delivered. */
function row(number: number, device: string): object[] {
  const y = 80 * number;
  return [
    { id: `in${number}`, type: 'inject', z: 'tab1', props: [{ p: 'payload' }], repeat: '', crontab: '', once: false, onceDelay: 0.1, topic: '', payload: `{"Voltage":22${number}}`, payloadType: 'json', x: 140, y, wires: [[`pub${number}`]] },
    { id: `pub${number}`, type: 'ec20-publish', z: 'tab1', modem: 'modem1', device, kind: 'property', x: 340, y, wires: [['debug1']] },
  ]; // prettier-ignore
}

/** The third meter is made by the test. */
const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Meters' },
  { id: 'modem1', type: 'ec20-modem', name: 'gateway', port: PORT, queue: 'memory' },
  { id: 'device1', type: 'ec20-device', modem: 'modem1', productKey: METER, deviceName: 'meter1' },
  { id: 'device2', type: 'ec20-device', modem: 'modem1', productKey: METER, deviceName: 'meter2' },
  ...row(1, 'device1'),
  ...row(2, 'device2'),
  ...row(3, ''),
  { id: 'debug1', type: 'debug', z: 'tab1', active: true, tosidebar: true, complete: 'payload', targetType: 'msg', x: 560, y: 160, wires: [] },
]; // prettier-ignore

const LANGUAGES = [
  {
    locale: 'en-US',
    online: '3 of 3 online',
    some: '2 of 3 online',
    fault: /^Sub-devices: fault.*meter1 is disabled in the console/,
    disabled: 'meter1 is disabled: its nodes turn red',
    enabled: 'meter1 is enabled',
  },
  {
    locale: 'zh-CN',
    online: '在线 3/3',
    some: '在线 2/3',
    fault: /^子设备：故障.*meter1 在控制台已被禁用/,
    disabled: 'meter1 已禁用：选用它的节点变红',
    enabled: 'meter1 已启用',
  },
] as const;

/** A gateway and three meters, by mouse and keyboard. */
describe('Sub-devices in the editor', function () {
  this.timeout(90_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-publish', 'inject', 'debug']);
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'sub-devices-failed'));
  });
  after(() => room.stop());

  it('one is made in the dialog of a node that speaks for it, and deployed', async () => {
    const editor = await room.editor('en-US');
    const { page } = editor;
    // Nodes without a sub-device speak for the gateway: nothing is wrong with them.
    assert.deepEqual(await page.evaluate(FAULTY), []);
    await editor.edit('pub3');
    await editor.addConfig('device');
    await editor.choose('#node-config-input-modem', 'gateway');
    await editor.fill('#node-config-input-productKey', METER);
    await editor.fill('#node-config-input-deviceName', 'meter3');
    await editor.fill('#node-config-input-deviceSecret', 'meter3secret');
    await editor.confirm('#node-config-dialog-ok');
    await editor.confirm('#node-dialog-ok');
    await editor.deploy();
    assert.deepEqual(await page.evaluate(FAULTY), []);
    await editor.statusMatches('pub3', /^connected/);
    assert.deepEqual(editor.errors, []);
  });

  it('secrets in a pasted table become credentials, which stay when the dialog is only confirmed; a variable stays in the table', async () => {
    const editor = await room.editor('en-US');
    const { page } = editor;
    const table = page.locator('#node-config-input-subDevices');
    const devices = async () => {
      await editor.editModem('modem1');
      await page.locator('#ec20-modem-tabs .red-ui-tab', { hasText: 'Sub-devices' }).click();
    };
    const flow = () =>
      page.evaluate<string>('JSON.stringify(RED.nodes.createCompleteNodeSet({ credentials: false }))');
    await devices();
    // A product without dynamic registration: only its secret can log it in.
    await editor.fill(
      '#node-config-input-subDevices',
      'DeviceName,remark,ProductKey,DeviceSecret\nsensor1,"east, 1st floor",a1DemoSensor,sensor1secret\nmeter8,,${EC20_NO_SUCH},\nmeter9,,a1DemoMeter,${EC20_SECRET9}',
    );
    assert.equal(
      await table.inputValue(),
      'productKey,deviceName,deviceSecret\na1DemoSensor,sensor1,\n${EC20_NO_SUCH},meter8,\na1DemoMeter,meter9,${EC20_SECRET9}',
    );
    const found = page.locator('#ec20-modem-devices-found');
    assert.match(
      (await found.textContent()) ?? '',
      /^3 sub-devices in the table\..*2 with a secret.*1 without/,
    );
    // The others are not of this Pi.
    await editor.fill('#node-config-input-subDevices', 'a1DemoSensor,sensor1');
    await editor.confirm('#node-config-dialog-ok');
    assert.doesNotMatch(await flow(), /sensor1secret/);
    await editor.deploy();
    const pane = await ConsolePane.show(page, 'gateway');
    const sensor = page.locator('.ec20-device[data-device="a1DemoSensor/sensor1"][data-state="online"]');
    await page.locator('#ec20-tab-overview').click();
    await sensor.waitFor();

    await devices();
    assert.equal(await table.inputValue(), 'a1DemoSensor,sensor1');
    assert.match(
      (await found.textContent()) ?? '',
      /1 sub-devices in the table\.Their stored secrets are kept\./,
    );
    await page.locator('#ec20-modem-tabs .red-ui-tab').first().click();
    await editor.fill('#node-config-input-name', 'gateway too');
    await editor.confirm('#node-config-dialog-ok');
    await editor.deploy();
    await pane.page.evaluate('RED.sidebar.show("ec20-console")');
    await page.locator('#ec20-tab-overview').click();
    await sensor.waitFor();
    // As it was, for those that follow.
    await devices();
    await page.locator('#ec20-modem-devices-clear').click();
    await page.locator('#ec20-modem-tabs .red-ui-tab').first().click();
    await editor.fill('#node-config-input-name', 'gateway');
    await editor.confirm('#node-config-dialog-ok');
    await editor.deploy();
    assert.deepEqual(editor.errors, []);
  });

  for (const { locale, online, some, fault, disabled, enabled } of LANGUAGES) {
    it(`disabled in the cloud, one’s messages wait, the others’ go by; enabled, they arrive (${locale})`, async () => {
      const editor = await room.editor(locale);
      const { page } = editor;
      const pane = await ConsolePane.show(page, 'gateway');
      await page.locator('#ec20-tab-overview').click();
      await stageSays(page, online);
      assert.equal(await page.locator('.ec20-device[data-state="online"]').count(), 3);

      await press(page, 'disableDevice', disabled);
      await page
        .locator(
          '[id="pub1"] .red-ui-flow-node-status-dot-red, [id="pub1"] .red-ui-flow-node-status-ring-red',
        )
        .waitFor();
      await editor.statusMatches('pub1', /disabled, meter1/);
      await page.locator('#ec20-tab-overview').click();
      await stageSays(page, some);
      const trouble = page.locator('.ec20-stage-trouble[data-stage="devices"]');
      assert.match((await trouble.textContent()) ?? '', fault);
      await page
        .locator(`.ec20-device[data-device="${METER}/meter1"][data-code="EC20_SUB_DISABLED"]`)
        .waitFor();

      await editor.inject('in1');
      for (const number of [2, 3]) {
        await editor.inject(`in${number}`);
        await delivered(editor, number, 1);
      }
      assert.equal(await page.locator('.red-ui-debug-msg', { hasText: '221' }).count(), 0);

      await pane.page.evaluate('RED.sidebar.show("ec20-console")');
      await press(page, 'enableDevice', enabled);
      await delivered(editor, 1, 1);
      await editor.statusMatches('pub1', /^connected/);
      assert.deepEqual(editor.errors, []);
    });
  }
});

/** In the page: our nodes that the editor marks as faulty. */
const FAULTY = `RED.nodes.createCompleteNodeSet({ credentials: false })
  .map(({ id }) => RED.nodes.node(id))
  .filter((node) => node?.type?.startsWith('ec20-') && node.valid === false)
  .map(({ id, validationErrors }) => [id, ...(validationErrors ?? [])].join(' '))`;

function stageSays(page: Page, text: string): Promise<void> {
  return page.locator('.ec20-stage[data-stage="devices"]', { hasText: text }).waitFor();
}

/** Does something to the first meter in the panel of the virtual module. */
async function press(page: Page, action: string, outcome: string): Promise<void> {
  await page.locator('#ec20-tab-console').click();
  const head = page.locator('.ec20-simulator-head');
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
  await page.locator('.ec20-simulator-device').selectOption(`${METER}/meter1`);
  await page.locator('.ec20-simulator-action').selectOption(action);
  await page.locator('.ec20-simulator-send').click();
  await page.locator('.ec20-simulator-outcome', { hasText: outcome }).waitFor();
}

/** Waits until the debug sidebar shows the reading of a meter. */
async function delivered(editor: EditorPage, number: number, times: number): Promise<void> {
  await editor.page.evaluate('RED.sidebar.show("debug")');
  await editor.page
    .locator('.red-ui-debug-msg', { hasText: `22${number}` })
    .nth(times - 1)
    .waitFor();
}
