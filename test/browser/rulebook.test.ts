import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

const OUR_TYPES = ['ec20-publish', 'ec20-subscribe', 'ec20-reply', 'ec20-status', 'ec20-command'];
const LOCALES = ['en-US', 'zh-CN'] as const;
const PK = 'a1B2c3D4e5F';
const DS = '0123456789abcdef0123456789abcdef';

/** A config node as the examples have it, and nodes of a flow in several kinds, with and without a value of their own. */
const NODES = [
  {
    id: 'modem',
    type: 'ec20-modem',
    port: 'simulator',
    baudRate: 115200,
    apnAuth: 0,
    server: 'aliyun',
    productKey: PK,
    deviceName: 'ec20-001',
    tls: '${TLS}',
    compact: '${COMPACT}',
  },
  { id: 'broker', type: 'ec20-modem', port: 'simulator', server: 'mqtt', host: 'broker.example.com' },
  {
    id: 'out',
    type: 'ec20-publish',
    modem: 'modem',
    kind: 'topic',
    topic: '/a/user/update',
    qos: '1',
    waitReply: false,
  },
  { id: 'sparse', type: 'ec20-publish', modem: 'modem' },
  {
    id: 'event',
    type: 'ec20-publish',
    modem: 'modem',
    kind: 'event',
    event: 'Hot',
    retain: 'true',
    waitReply: '${WAIT}',
  },
  { id: 'in', type: 'ec20-subscribe', modem: 'modem', kind: 'topic', topic: '/a/b/user/get', qos: 1 },
  { id: 'dynamic', type: 'ec20-subscribe', modem: 'broker', inputs: 1, qos: '${QOS}' },
  { id: 'answer', type: 'ec20-reply', code: 200 },
  { id: 'state', type: 'ec20-status', modem: 'modem' },
  { id: 'command', type: 'ec20-command', modem: 'modem' },
].map((node, index) => ({ z: 'tab1', x: 300, y: 80 + 40 * index, wires: [[]], ...node }));

describe('The dialogs by the rulebook', function () {
  this.timeout(120_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  let editor: EditorPage;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-rulebook-'));

  before(async () => {
    const flow = join(folder, 'empty.json');
    writeFileSync(flow, JSON.stringify([{ id: 'tab1', type: 'tab', label: 'Sensor' }]));
    nodeRed = await startNodeRed({ userDir: folder, flow });
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await nodeRed.program.stop();
    rmSync(folder, { recursive: true });
  });

  async function open(locale: string): Promise<void> {
    editor = await EditorPage.open(browser, nodeRed.address, locale, OUR_TYPES);
    await editor.page.route('**/ec20/ports', (route) => route.fulfill({ json: [] }));
    await editor.page.evaluate(
      `RED.view.importNodes(${JSON.stringify(NODES)}, { addFlow: false, generateIds: false })`,
    );
    await editor.page.mouse.click(900, 700);
  }
  async function editModem(id: string): Promise<void> {
    await editor.page.evaluate(`RED.editor.editConfig("", "ec20-modem", "${id}")`);
    await editor.page.locator('#node-config-dialog-ok').waitFor();
    await editor.page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
    await editor.page.waitForFunction('document.activeElement.closest(".red-ui-tray") !== null');
  }
  async function edit(id: string): Promise<void> {
    await editor.page.evaluate(`RED.editor.edit(RED.nodes.node("${id}"))`);
    await editor.page.locator('#node-dialog-ok').waitFor();
  }
  const exported = (id: string): Promise<Record<string, unknown>> =>
    editor.page.evaluate(
      `JSON.parse(JSON.stringify(RED.nodes.createExportableNodeSet([RED.nodes.node("${id}")])[0]))`,
    );
  const input = (property: string): Locator => editor.page.locator(`#node-input-${property}`);
  const field = (property: string): Locator => editor.page.locator(`#node-config-input-${property}`);
  const cloudTab = () => editor.openTab('ec20-modem-tab-cloud');
  const says = (selector: string, text: string | RegExp): Promise<void> =>
    editor.page.locator(selector).filter({ hasText: text }).waitFor();

  it('change nothing in the flow file when they are opened and confirmed', async () => {
    await open('en-US');
    try {
      for (const { id, type } of NODES) {
        const before = await exported(id);
        const isConfig = type === 'ec20-modem';
        await (isConfig ? editModem(id) : edit(id));
        await editor.page.locator('.red-ui-tray-body input[type="text"]:visible').first().waitFor();
        await editor.confirm(isConfig ? '#node-config-dialog-ok' : '#node-dialog-ok');
        assert.deepEqual(await exported(id), before, id);
      }
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close(join(__dirname, 'rulebook-unchanged.png'));
    }
  });

  it('store of a fresh modem node what differs from the defaults and what identifies it', async () => {
    await open('en-US');
    try {
      const out = await editor.drop('ec20-publish', 600, 300);
      await editor.edit(out);
      await editor.addConfig('modem');
      await editor.fill('#node-config-input-port', '/dev/ttyUSB2');
      await cloudTab();
      await editor.fill('#node-config-input-productKey', PK);
      await editor.fill('#node-config-input-deviceName', 'ec20-009');
      await editor.fill('#node-config-input-deviceSecret', DS);
      await editor.confirm('#node-config-dialog-ok');
      // A fresh node on Alibaba Cloud begins with its properties; the editor reports the new modem node a moment after the dialog's end.
      await editor.page.waitForFunction(`$('#node-input-kind').val() === 'property'`);
      const modem = await input('modem').inputValue();
      await editor.confirm('#node-dialog-ok');
      const { id: _id, ...node } = await exported(modem);
      delete node['credentials'];
      assert.deepEqual(node, {
        type: 'ec20-modem',
        version: 1,
        port: '/dev/ttyUSB2',
        productKey: PK,
        deviceName: 'ec20-009',
      });
      assert.equal((await exported(out))['kind'], 'property');
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close(join(__dirname, 'rulebook-fresh.png'));
    }
  });

  it('show, clear and store what the chosen kind has', async () => {
    await open('zh-CN');
    try {
      const { page } = editor;
      await edit('in');
      await page.locator('#ec20-subscribe-topic-hint').waitFor();
      for (const kind of [
        'rrpc',
        'broadcast',
        'service',
        'property-set',
        'ota',
        'config',
        'desired',
        'raw',
      ]) {
        await input('kind').selectOption(kind);
        assert.equal(await input('topic').inputValue(), '', kind);
        assert.equal(await page.locator('#ec20-subscribe-topic-hint').isVisible(), false, kind);
        assert.equal(await page.locator('#ec20-subscribe-usual').isVisible(), false, kind);
        assert.equal(await input('autoReply').inputValue(), kind === 'property-set' ? 'ok' : '', kind);
      }
      await input('kind').selectOption('topic');
      assert.equal(await input('topic').inputValue(), '/a/b/user/get');
      await input('kind').selectOption('rrpc');
      await editor.confirm('#node-dialog-ok');
      assert.equal((await exported('in'))['topic'], '');

      await edit('out');
      for (const kind of ['property', 'event', 'tags', 'ota-version', 'ntp']) {
        await input('kind').selectOption(kind);
        assert.equal(await page.locator('#ec20-publish-topic-hint').isVisible(), false, kind);
        const waits = page.locator('#ec20-publish-wait');
        assert.equal(await waits.isVisible(), kind !== 'ota-version', kind);
        if (kind !== 'ota-version') assert.equal(await waits.isChecked(), true, kind);
      }
      await input('kind').selectOption('property');
      await editor.confirm('#node-dialog-ok');
      const { topic, waitReply, kind } = await exported('out');
      assert.deepEqual({ topic, waitReply, kind }, { topic: '', waitReply: '', kind: 'property' });
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close(join(__dirname, 'rulebook-kinds.png'));
    }
  });

  it('take an environment variable in every list', async () => {
    await open('zh-CN');
    try {
      const { page } = editor;
      await edit('out');
      for (const name of ['kind', 'qos', 'retain', 'offline']) {
        await input(name).selectOption('$');
        const box = page.locator(`#node-input-${name} + .ec20-variable`);
        await box.fill(`X_${name.toUpperCase()}`);
        await box.press('Tab');
        assert.equal(await input(name).inputValue(), `\${X_${name.toUpperCase()}}`);
      }
      await editor.confirm('#node-dialog-ok');
      const { kind, qos, retain, offline } = await exported('out');
      assert.deepEqual(
        { kind, qos, retain, offline },
        { kind: '${X_KIND}', qos: '${X_QOS}', retain: '${X_RETAIN}', offline: '${X_OFFLINE}' },
      );
      await edit('out');
      assert.equal(await page.locator('#node-input-kind + .ec20-variable').inputValue(), '${X_KIND}');
      await page.locator('#node-dialog-cancel').click();
      await page.locator('#node-dialog-ok').waitFor({ state: 'hidden' });
      await editModem('modem');
      const lists = await page.evaluate<string[]>(
        `[...document.querySelectorAll('select[id^="node-config-input-"]')].filter((list) => ![...list.options].some(({ value }) => value === '$')).map(({ id }) => id)`,
      );
      assert.deepEqual(lists, []);
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close(join(__dirname, 'rulebook-variables.png'));
    }
  });

  for (const locale of LOCALES) {
    it(`split a URL where the host is typed, and say what a port and TLS come to (${locale})`, async () => {
      await open(locale);
      try {
        const { page } = editor;
        await editModem('broker');
        await cloudTab();
        await says('.ec20-modem-names', 'ProductKey');
        const automatic = await field('tls').locator('option[value="auto"]').textContent();
        assert.match(automatic ?? '', locale === 'zh-CN' ? /不启用/ : /off/);
        await editor.fill('#node-config-input-host', 'broker.example.com:1884');
        assert.deepEqual(
          [await field('host').inputValue(), await field('mqttPort').inputValue()],
          ['broker.example.com', '1884'],
        );
        await editor.fill('#node-config-input-host', 'mqtts://pi:p%40ss@h.example.com:8884');
        await says('#ec20-modem-split', 'h.example.com');
        const values = await Promise.all(
          ['host', 'mqttPort', 'tls', 'username', 'password'].map((name) => field(name).inputValue()),
        );
        assert.deepEqual(values, ['h.example.com', '8884', 'on', 'pi', 'p@ss']);
        assert(!(await page.locator('body').innerText()).includes('p@ss'));
        await field('tls').selectOption('off');
        await editor.fill('#node-config-input-mqttPort', '8883');
        await says('#ec20-modem-tls-told', '8883');
        await page.locator('#ec20-modem-tls-told button').click();
        await says('#ec20-modem-endpoint', /h\.example\.com:8883.*TLS/);
        assert.equal(await page.locator('#ec20-modem-tls-told').isVisible(), false);
        await editor.fill('#node-config-input-mqttPort', '1883');
        await says('#ec20-modem-tls-told', '1883');
        await page.screenshot({ path: join(__dirname, `rulebook-split-${locale}.png`) });
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `rulebook-host-${locale}.png`));
      }
    });

    it(`are told of every part of a pasted text, and offer what it may mean (${locale})`, async () => {
      await open(locale);
      const isChinese = locale === 'zh-CN';
      try {
        const { page } = editor;
        await editModem('modem');
        await cloudTab();
        const box = '#ec20-modem-paste';
        const tip = '#ec20-modem-pasted';
        await editor.paste(
          box,
          `ProductKye: a1NewNewNew\nDeviceName: ec20-007\nDeviceSecret: ${DS}\nNickname: roof`,
        );
        await says(tip, /ProductKye[^]*Nickname/);
        // The product key of the device before is named, not kept in silence.
        await says(tip, isChinese ? '沿用原来的：ProductKey' : 'kept from before: ProductKey');
        assert((await page.locator(box).inputValue()).includes('ProductKye'));
        assert(!(await page.locator(box).inputValue()).includes(DS));
        await page.screenshot({ path: join(__dirname, `rulebook-paste-${locale}.png`) });
        await page.locator('.ec20-modem-undecided button').first().click();
        assert.equal(await field('productKey').inputValue(), 'a1NewNewNew');
        assert.equal(await page.locator(box).inputValue(), '');

        await editor.paste(box, `ProductKey: ${DS}\nDeviceSecret: ${PK}`);
        await says(tip, isChinese ? '填反' : 'swapped');
        await page.locator('.ec20-modem-undecided button').first().click();
        assert.deepEqual(
          [await field('productKey').inputValue(), await field('deviceSecret').inputValue()],
          [PK, DS],
        );
        await editor.paste(box, `产品ID：Ab12Cd34Ef\n设备名称：s1\naccess_key：cXdlcnR5dWlvcGFzZGZnaGprbA==`);
        await says(tip, 'OneNET');
        assert.equal(await field('server').inputValue(), 'onenet');
        assert.equal(await field('productKey').inputValue(), 'Ab12Cd34Ef');
        await editor.paste(box, `产品ID：Ab12Cd34Eg\n设备名称：s2`);
        await says(tip, isChinese ? '已清空：DeviceSecret' : 'emptied: DeviceSecret');
        assert.equal(await field('server').inputValue(), 'onenet');
        assert.equal(await field('deviceSecret').inputValue(), '');
        await editor.paste(box, `ProductKey: ${PK}\nDeviceName: ec20-008\nDeviceSecret: ${DS}\n地域：北京`);
        await says(tip, isChinese ? '实例 ID' : 'instance ID');
        await says('#ec20-modem-region-told', isChinese ? '企业版' : 'enterprise');
        assert(!(await page.locator('body').innerText()).includes(DS));
        await editor.fill('#node-config-input-instanceId', 'iot-06z00abcdefghij');
        assert.equal(await page.locator('#ec20-modem-region-told').isVisible(), false);
        await editor.paste(box, 'Hello');
        assert.equal(await page.locator(box).inputValue(), 'Hello');
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `rulebook-pasted-${locale}.png`));
      }
    });
  }

  it('are found in the palette by what people look for', async () => {
    await open('zh-CN');
    try {
      const search = editor.page.locator('#red-ui-palette-search input');
      // A category may be folded: what is filtered out is marked.
      const entry = (type: string) =>
        editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]:not([data-filter])`);
      const look = async (word: string) => {
        await search.press('ControlOrMeta+a');
        await search.press('Delete');
        await entry('inject').waitFor({ state: 'attached' });
        await search.pressSequentially(word);
        // Chinese characters come without the key that the search waits for.
        await search.press('End');
        await entry('inject').waitFor({ state: 'detached' });
      };
      for (const word of ['aliyun', '阿里云', 'modem', '4g', 'quectel', '移远']) {
        await look(word);
        for (const type of OUR_TYPES) assert(await entry(type).isVisible(), `${type} by ${word}`);
      }
      await look('sms');
      assert(await entry('ec20-command').isVisible());
      assert(!(await entry('ec20-publish').isVisible()));
    } finally {
      await editor.close(join(__dirname, 'rulebook-palette.png'));
    }
  });
});
