import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Dialogs } from './dialogs';

const LOCALES = ['en-US', 'zh-CN'] as const;
const TABS = ['module', 'cloud', 'messages', 'thing', 'advanced'];
const PK = 'a1B2c3D4e5F';
const DN = 'ec20-001';
const PASTE = '#ec20-modem-paste';
const DS = '0123456789abcdef0123456789abcdef';
const BLOG = `AT+QMTCFG=“aliauth”，0，“${PK}”，“${DN}”，“${DS}”\nAT+QMTOPEN=0,"${PK}.iot-as-mqtt.ap-southeast-1.aliyuncs.com",1883`;
const BY_ID = '/dev/serial/by-id/usb-Quectel_Incorporated_LTE_Module_0123456789ABCDEF-if02-port0';

/** What a Pi with one module answers at ec20/ports. */
const PORTS = [
  {
    path: '/dev/ttyUSB2',
    byId: BY_ID,
    kind: 'ec20-at',
    holder: { program: 'ModemManager', isCertain: false },
  },
  { path: '/dev/ttyUSB3', kind: 'ec20-modem', node: 'Other 4G' },
  { path: '/dev/ttyAMA0', kind: 'serial' },
  { path: '/dev/ttyUSB0', kind: 'ec20-diag' },
];
const NODES = [
  { id: 'modem', type: 'ec20-modem', productKey: PK, deviceName: DN },
  { id: 'out', type: 'ec20-publish', modem: 'modem' },
  { id: 'in', type: 'ec20-subscribe', modem: 'modem' },
  { id: 'answer', type: 'ec20-reply' },
  { id: 'state', type: 'ec20-status', modem: 'modem' },
  { id: 'command', type: 'ec20-command', modem: 'modem' },
].map((node, index) => ({ z: 'tab1', x: 300, y: 80 + 60 * index, wires: [[]], ...node }));

describe('The dialogs', function () {
  this.timeout(60_000);
  let dialogs: Dialogs;

  before(async () => {
    dialogs = await Dialogs.start(NODES, PORTS);
  });
  afterEach(function () {
    return dialogs.leave(this.currentTest?.state === 'failed', join(__dirname, 'dialog-failed'));
  });
  after(() => dialogs.stop());

  for (const locale of LOCALES) {
    it(`list the ports with their kinds and users, chosen by keyboard alone (${locale})`, async () => {
      await dialogs.open(locale);
      await dialogs.editModem('modem');
      const { page } = dialogs;
      const ports = page.locator('#ec20-modem-ports button');
      await ports.nth(5).waitFor();
      assert.equal(await ports.count(), 6); // auto, the four, simulator
      assert.match(await ports.nth(0).innerText(), /auto[\s\S]*ttyUSB2/);
      assert.match(await ports.nth(1).innerText(), /4G[\s\S]*ttyUSB2[\s\S]*if02[\s\S]*ModemManager/);
      assert.match(await ports.nth(2).innerText(), /Other 4G/);
      await dialogs.says('#ec20-modem-ports-told', 'systemctl disable --now ModemManager');
      await page.locator('#ec20-modem-port-list').press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.equal(await dialogs.field('port').inputValue(), BY_ID);
      assert.equal(await ports.nth(1).getAttribute('aria-pressed'), 'true');
      await dialogs.field('port').fill('tcp://192.0.2.1:8899');
      assert.equal(await page.locator('#ec20-modem-ports [aria-pressed="true"]').count(), 0);

      await page.unroute('**/ec20/ports');
      await page.route('**/ec20/ports', (route) => route.fulfill({ status: 403 }));
      await page.locator('#ec20-modem-port-list').press('Enter');
      await ports.nth(2).waitFor({ state: 'detached' });
      assert.equal(await ports.count(), 2);
      assert.ok(await page.locator('#ec20-modem-ports-told').isVisible());
      assert.deepEqual(dialogs.editor.errors, []);
    });

    it(`take a pasted blog post, fill the fields and never show the secret (${locale})`, async () => {
      await dialogs.open(locale);
      await dialogs.editModem('modem');
      const { page } = dialogs;
      await dialogs.tab('cloud');
      await dialogs.says('#ec20-modem-endpoint', `${PK}.iot-as-mqtt.cn-shanghai.aliyuncs.com:1883`);
      await dialogs.editor.paste(PASTE, BLOG);
      await dialogs.says('#ec20-modem-pasted', /DeviceSecret[:：].*32/);
      assert.equal(await page.locator('#ec20-modem-paste').inputValue(), '');
      assert.equal(await dialogs.field('deviceSecret').inputValue(), DS);
      assert.equal(await dialogs.field('deviceSecret').getAttribute('type'), 'password');
      assert.equal(await dialogs.field('region').inputValue(), 'ap-southeast-1');
      assert.equal(await page.locator('#ec20-modem-region-list').inputValue(), 'ap-southeast-1');
      assert.ok(!(await page.locator('body').innerText()).includes(DS));
      await dialogs.says('#ec20-modem-endpoint', `${PK}.iot-as-mqtt.ap-southeast-1.aliyuncs.com:1883`);

      await dialogs.editor.fill('#node-config-input-instanceId', 'iot-06z00abcdefghij');
      await dialogs.says(
        '#ec20-modem-endpoint',
        /iot-06z00abcdefghij\.mqtt\.iothub\.aliyuncs\.com:1883.*TLS/,
      );
      // Another device without its secret: this one's may not stay.
      await dialogs.editor.paste(PASTE, `ProductKey: ${PK}\nDeviceName: ec20-002`);
      await dialogs.says('#ec20-modem-pasted', /ec20-002[\s\S]*DeviceSecret/);
      assert.equal(await dialogs.field('deviceSecret').inputValue(), '');
      await dialogs.editor.paste(PASTE, 'Hello');
      await dialogs.says('#ec20-modem-pasted', locale === 'zh-CN' ? '没有识别出' : 'Nothing of a device');
      assert.equal(await dialogs.field('deviceName').inputValue(), 'ec20-002');
      assert.deepEqual(dialogs.editor.errors, []);
    });

    it(`say what a topic comes to, what is wrong with it and what limits it has (${locale})`, async () => {
      await dialogs.open(locale);
      const isChinese = locale === 'zh-CN';
      const { page } = dialogs;
      await dialogs.edit('in');
      await dialogs.editor.fill(
        '#node-input-topic',
        '/sys/${YourProductKey}/${YourDeviceName}/thing/event/${tsl.event.identifier}/post_reply',
      );
      assert.equal(
        await page.locator('#node-input-topic').inputValue(),
        '/sys/${YourProductKey}/${YourDeviceName}/thing/event/+/post_reply',
      );
      await dialogs.says('#ec20-subscribe-topic-hint', `/sys/${PK}/${DN}/thing/event/+/post_reply`);
      await dialogs.says('#ec20-subscribe-limits', /100/);
      await page.locator('#node-input-topic').fill('/other/device/user/get');
      await dialogs.says('#ec20-subscribe-topic-hint', isChinese ? '另一台设备' : 'different device');
      await page.locator('#node-input-topic').fill('/a/b#');
      await dialogs.says('#ec20-subscribe-topic-hint', isChinese ? '独占一级' : 'whole level');
      await page.locator('#node-dialog-cancel').click();
      await page.locator('#node-dialog-ok').waitFor({ state: 'hidden' });

      await dialogs.edit('out');
      await page.locator('#ec20-publish-usual').selectOption({ index: 2 });
      assert.equal(
        await page.locator('#node-input-topic').inputValue(),
        '/sys/${productKey}/${deviceName}/thing/event/property/post',
      );
      await dialogs.says('#ec20-publish-topic-hint', isChinese ? '选择“属性上报”' : '“properties” does this');
      await page.locator('#node-input-topic').fill('/sys/a/b/thing/event/${tsl.event.identifier}/post');
      await dialogs.says('#ec20-publish-topic-hint', isChinese ? '具体的标识符' : 'stands for an identifier');
      await page.locator('#node-input-qos').selectOption('0');
      await dialogs.says('#ec20-publish-limits', /QoS 0[\s\S]*1500/);
      assert.deepEqual(dialogs.editor.errors, []);
    });

    it(`name every control, cut no text, and fit a window of 480 pixels (${locale})`, async () => {
      await dialogs.open(locale);
      const { page } = dialogs;
      const faults: string[] = [];
      const look = async (what: string): Promise<void> => {
        // Dialogs slide in.
        await page.waitForFunction(
          '[...document.querySelectorAll(".red-ui-tray")].pop().getBoundingClientRect().right <= innerWidth + 1',
        );
        // Node-RED fits a dialog to its place in later frames: a fault is what stays.
        let found = await page.evaluate<string[]>(FAULTS_OF_DIALOG);
        for (let frame = 0; found.length > 0 && frame < SETTLING_FRAMES; frame++) {
          await page.evaluate('new Promise((done) => requestAnimationFrame(done))');
          found = await page.evaluate<string[]>(FAULTS_OF_DIALOG);
        }
        faults.push(...found.map((fault) => `${what}: ${fault}`));
      };
      for (const width of [480, 1480]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(
          `["sidebar", "palette", "left-sidebar", "right-sidebar"].forEach((part) => RED.menu.setSelected("menu-item-" + part, ${width > 600}))`,
        );
        await dialogs.editModem('modem');
        await page.locator('#ec20-modem-ports button').nth(5).waitFor();
        for (const name of TABS) {
          await dialogs.tab(name);
          await look(`${width} ${name}`);
        }
        await page.locator('#node-config-dialog-cancel').click();
        await page.locator('#node-config-dialog-ok').waitFor({ state: 'hidden' });
        for (const id of ['out', 'in', 'answer', 'state', 'command']) {
          await dialogs.edit(id);
          await look(`${width} ${id}`);
          await page.locator('#node-dialog-cancel').click();
          await page.locator('#node-dialog-ok').waitFor({ state: 'hidden' });
        }
      }
      assert.deepEqual(faults, []);
      assert.deepEqual(dialogs.editor.errors, []);
    });
  }
});

/** Two seconds of a page that draws as fast as it can. */
const SETTLING_FRAMES = 120;

/** In the page: controls of the dialog in front without an accessible name or beyond its edge, and words that are cut off. */
const FAULTS_OF_DIALOG = `(() => {
  const form = [...document.querySelectorAll('form.dialog-form, #dialog-form, #node-config-dialog-edit-form')].filter((each) => each.offsetParent).pop();
  if (form === undefined) return ['no form'];
  const isShown = (element) => element.offsetParent !== null && element.getClientRects().length > 0;
  const nameOf = (element) =>
    [...(element.labels || [])].map((label) => label.textContent).join(' ').trim() ||
    element.getAttribute('aria-label') || element.getAttribute('title') ||
    (element.matches('button, a') ? element.textContent.trim() : '');
  const faults = [];
  const edge = form.getBoundingClientRect();
  for (const control of [...form.querySelectorAll('input:not([id^=red-ui-trap]), select, textarea, button')].filter(isShown)) {
    const what = control.id || control.outerHTML.slice(0, 60);
    if (!nameOf(control)) faults.push(what + ' has no name');
    const box = control.getBoundingClientRect();
    if (box.right > Math.min(edge.right, innerWidth) + 1 || box.left < 0) faults.push(what + ' is beyond the edge');
  }
  for (const text of [...form.querySelectorAll('.red-ui-tab-label span, .form-tips, .ec20-modem-port span, label')].filter(isShown)) {
    if (text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 0) faults.push('cut off: ' + text.textContent.trim());
  }
  if (innerWidth < 600) return faults;
  const pen = document.createElement('canvas').getContext('2d');
  const widthOf = (text, element) => {
    pen.font = getComputedStyle(element).font;
    return pen.measureText(text).width;
  };
  for (const list of [...form.querySelectorAll('select:not([id$=-usual])')].filter(isShown)) {
    for (const option of list.options)
      if (widthOf(option.text, list) > list.clientWidth - 30) faults.push('too long: ' + option.text);
  }
  for (const field of [...form.querySelectorAll('input[placeholder]')].filter(isShown))
    if (widthOf(field.placeholder, field) > field.clientWidth - 8) faults.push('too long: ' + field.placeholder);
  return faults;
})()`;
