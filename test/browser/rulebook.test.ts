import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Dialogs, OUR_TYPES } from './dialogs';

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
  let dialogs: Dialogs;

  before(async () => {
    dialogs = await Dialogs.start(NODES);
  });
  afterEach(function () {
    return dialogs.leave(this.currentTest?.state === 'failed', join(__dirname, 'rulebook-failed'));
  });
  after(() => dialogs.stop());

  it('change nothing in the flow file when they are opened and confirmed', async () => {
    await dialogs.open('en-US');
    for (const { id, type } of NODES) {
      const before = await dialogs.exported(id);
      const isConfig = type === 'ec20-modem';
      await (isConfig ? dialogs.editModem(id) : dialogs.edit(id));
      await dialogs.editor.page.locator('.red-ui-tray-body input[type="text"]:visible').first().waitFor();
      await dialogs.editor.confirm(isConfig ? '#node-config-dialog-ok' : '#node-dialog-ok');
      assert.deepEqual(await dialogs.exported(id), before, id);
    }
    assert.deepEqual(dialogs.editor.errors, []);
  });

  it('store of a fresh modem node what differs from the defaults and what identifies it', async () => {
    await dialogs.open('en-US');
    const out = await dialogs.editor.drop('ec20-publish', 600, 300);
    await dialogs.editor.edit(out);
    await dialogs.editor.addConfig('modem');
    await dialogs.editor.fill('#node-config-input-port', '/dev/ttyUSB2');
    await dialogs.tab('cloud');
    await dialogs.editor.fill('#node-config-input-productKey', PK);
    await dialogs.editor.fill('#node-config-input-deviceName', 'ec20-009');
    await dialogs.editor.fill('#node-config-input-deviceSecret', DS);
    await dialogs.editor.confirm('#node-config-dialog-ok');
    // A fresh node on Alibaba Cloud begins with its properties; the editor reports the new modem node a moment after the dialog's end.
    await dialogs.editor.page.waitForFunction(`$('#node-input-kind').val() === 'property'`);
    const modem = await dialogs.input('modem').inputValue();
    await dialogs.editor.confirm('#node-dialog-ok');
    const { id: _id, ...node } = await dialogs.exported(modem);
    delete node['credentials'];
    assert.deepEqual(node, {
      type: 'ec20-modem',
      version: 1,
      port: '/dev/ttyUSB2',
      productKey: PK,
      deviceName: 'ec20-009',
    });
    assert.equal((await dialogs.exported(out))['kind'], 'property');
    assert.deepEqual(dialogs.editor.errors, []);
  });

  it('show, clear and store what the chosen kind has', async () => {
    await dialogs.open('zh-CN');
    const { page } = dialogs;
    await dialogs.edit('in');
    await page.locator('#ec20-subscribe-topic-hint').waitFor();
    for (const kind of ['rrpc', 'broadcast', 'service', 'property-set', 'ota', 'config', 'desired', 'raw']) {
      await dialogs.input('kind').selectOption(kind);
      assert.equal(await dialogs.input('topic').inputValue(), '', kind);
      assert.equal(await page.locator('#ec20-subscribe-topic-hint').isVisible(), false, kind);
      assert.equal(await page.locator('#ec20-subscribe-usual').isVisible(), false, kind);
      assert.equal(await dialogs.input('autoReply').inputValue(), kind === 'property-set' ? 'ok' : '', kind);
    }
    await dialogs.input('kind').selectOption('topic');
    assert.equal(await dialogs.input('topic').inputValue(), '/a/b/user/get');
    await dialogs.input('kind').selectOption('rrpc');
    await dialogs.editor.confirm('#node-dialog-ok');
    assert.equal((await dialogs.exported('in'))['topic'], '');

    await dialogs.edit('out');
    for (const kind of ['property', 'event', 'tags', 'ota-version', 'ntp']) {
      await dialogs.input('kind').selectOption(kind);
      assert.equal(await page.locator('#ec20-publish-topic-hint').isVisible(), false, kind);
      const waits = page.locator('#ec20-publish-wait');
      assert.equal(await waits.isVisible(), kind !== 'ota-version', kind);
      if (kind !== 'ota-version') assert.equal(await waits.isChecked(), true, kind);
    }
    await dialogs.input('kind').selectOption('property');
    await dialogs.editor.confirm('#node-dialog-ok');
    const { topic, waitReply, kind } = await dialogs.exported('out');
    assert.deepEqual({ topic, waitReply, kind }, { topic: '', waitReply: '', kind: 'property' });
    assert.deepEqual(dialogs.editor.errors, []);
  });

  it('take an environment variable in every list', async () => {
    await dialogs.open('zh-CN');
    const { page } = dialogs;
    await dialogs.edit('out');
    for (const name of ['kind', 'qos', 'retain', 'offline']) {
      await dialogs.input(name).selectOption('$');
      const box = page.locator(`#node-input-${name} + .ec20-variable`);
      await box.fill(`X_${name.toUpperCase()}`);
      await box.press('Tab');
      assert.equal(await dialogs.input(name).inputValue(), `\${X_${name.toUpperCase()}}`);
    }
    await dialogs.editor.confirm('#node-dialog-ok');
    const { kind, qos, retain, offline } = await dialogs.exported('out');
    assert.deepEqual(
      { kind, qos, retain, offline },
      { kind: '${X_KIND}', qos: '${X_QOS}', retain: '${X_RETAIN}', offline: '${X_OFFLINE}' },
    );
    await dialogs.edit('out');
    assert.equal(await page.locator('#node-input-kind + .ec20-variable').inputValue(), '${X_KIND}');
    await page.locator('#node-dialog-cancel').click();
    await page.locator('#node-dialog-ok').waitFor({ state: 'hidden' });
    await dialogs.editModem('modem');
    const lists = await page.evaluate<string[]>(
      `[...document.querySelectorAll('select[id^="node-config-input-"]')].filter((list) => ![...list.options].some(({ value }) => value === '$')).map(({ id }) => id)`,
    );
    assert.deepEqual(lists, []);
    assert.deepEqual(dialogs.editor.errors, []);
  });

  for (const locale of LOCALES) {
    it(`split a URL where the host is typed, and say what a port and TLS come to (${locale})`, async () => {
      await dialogs.open(locale);
      const { page } = dialogs;
      await dialogs.editModem('broker');
      await dialogs.tab('cloud');
      await dialogs.says('.ec20-modem-names', 'ProductKey');
      const automatic = await dialogs.field('tls').locator('option[value="auto"]').textContent();
      assert.match(automatic ?? '', locale === 'zh-CN' ? /不启用/ : /off/);
      await dialogs.editor.fill('#node-config-input-host', 'broker.example.com:1884');
      assert.deepEqual(
        [await dialogs.field('host').inputValue(), await dialogs.field('mqttPort').inputValue()],
        ['broker.example.com', '1884'],
      );
      await dialogs.editor.fill('#node-config-input-host', 'mqtts://pi:p%40ss@h.example.com:8884');
      await dialogs.says('#ec20-modem-split', 'h.example.com');
      const values = await Promise.all(
        ['host', 'mqttPort', 'tls', 'username', 'password'].map((name) => dialogs.field(name).inputValue()),
      );
      assert.deepEqual(values, ['h.example.com', '8884', 'on', 'pi', 'p@ss']);
      assert(!(await page.locator('body').innerText()).includes('p@ss'));
      await dialogs.field('tls').selectOption('off');
      await dialogs.editor.fill('#node-config-input-mqttPort', '8883');
      await dialogs.says('#ec20-modem-tls-told', '8883');
      await page.locator('#ec20-modem-tls-told button').click();
      await dialogs.says('#ec20-modem-endpoint', /h\.example\.com:8883.*TLS/);
      assert.equal(await page.locator('#ec20-modem-tls-told').isVisible(), false);
      await dialogs.editor.fill('#node-config-input-mqttPort', '1883');
      await dialogs.says('#ec20-modem-tls-told', '1883');
      await page.screenshot({ path: join(__dirname, `rulebook-split-${locale}.png`) });
      assert.deepEqual(dialogs.editor.errors, []);
    });

    it(`are told of every part of a pasted text, and offer what it may mean (${locale})`, async () => {
      await dialogs.open(locale);
      const isChinese = locale === 'zh-CN';
      const { page } = dialogs;
      await dialogs.editModem('modem');
      await dialogs.tab('cloud');
      const box = '#ec20-modem-paste';
      const tip = '#ec20-modem-pasted';
      await dialogs.editor.paste(
        box,
        `ProductKye: a1NewNewNew\nDeviceName: ec20-007\nDeviceSecret: ${DS}\nNickname: roof`,
      );
      await dialogs.says(tip, /ProductKye[^]*Nickname/);
      // The product key of the device before is named, not kept in silence.
      await dialogs.says(tip, isChinese ? '沿用原来的：ProductKey' : 'kept from before: ProductKey');
      assert((await page.locator(box).inputValue()).includes('ProductKye'));
      assert(!(await page.locator(box).inputValue()).includes(DS));
      await page.screenshot({ path: join(__dirname, `rulebook-paste-${locale}.png`) });
      await page.locator('.ec20-modem-undecided button').first().click();
      assert.equal(await dialogs.field('productKey').inputValue(), 'a1NewNewNew');
      assert.equal(await page.locator(box).inputValue(), '');

      await dialogs.editor.paste(box, `ProductKey: ${DS}\nDeviceSecret: ${PK}`);
      await dialogs.says(tip, isChinese ? '填反' : 'swapped');
      await page.locator('.ec20-modem-undecided button').first().click();
      assert.deepEqual(
        [await dialogs.field('productKey').inputValue(), await dialogs.field('deviceSecret').inputValue()],
        [PK, DS],
      );
      await dialogs.editor.paste(
        box,
        `产品ID：Ab12Cd34Ef\n设备名称：s1\naccess_key：cXdlcnR5dWlvcGFzZGZnaGprbA==`,
      );
      await dialogs.says(tip, 'OneNET');
      assert.equal(await dialogs.field('server').inputValue(), 'onenet');
      assert.equal(await dialogs.field('productKey').inputValue(), 'Ab12Cd34Ef');
      await dialogs.editor.paste(box, `产品ID：Ab12Cd34Eg\n设备名称：s2`);
      await dialogs.says(tip, isChinese ? '已清空：DeviceSecret' : 'emptied: DeviceSecret');
      assert.equal(await dialogs.field('server').inputValue(), 'onenet');
      assert.equal(await dialogs.field('deviceSecret').inputValue(), '');
      await dialogs.editor.paste(
        box,
        `ProductKey: ${PK}\nDeviceName: ec20-008\nDeviceSecret: ${DS}\n地域：北京`,
      );
      await dialogs.says(tip, isChinese ? '实例 ID' : 'instance ID');
      await dialogs.says('#ec20-modem-region-told', isChinese ? '企业版' : 'enterprise');
      assert(!(await page.locator('body').innerText()).includes(DS));
      await dialogs.editor.fill('#node-config-input-instanceId', 'iot-06z00abcdefghij');
      assert.equal(await page.locator('#ec20-modem-region-told').isVisible(), false);
      await dialogs.editor.paste(box, 'Hello');
      assert.equal(await page.locator(box).inputValue(), 'Hello');
      assert.deepEqual(dialogs.editor.errors, []);
    });
  }

  it('are found in the palette by what people look for', async () => {
    await dialogs.open('zh-CN');
    const search = dialogs.editor.page.locator('#red-ui-palette-search input');
    // A category may be folded: what is filtered out is marked.
    const entry = (type: string) =>
      dialogs.editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]:not([data-filter])`);
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
  });
});
