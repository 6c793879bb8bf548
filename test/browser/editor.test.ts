import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { ErrorParams } from '../../src/base/coded-error';
import { sentence } from '../../src/base/error-text';
import type { ErrorCode } from '../../src/errors/catalogue';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { installPacked } from '../support/packed-package';
import { EditorPage, startBrowser } from './editor-page';

const OUR_TYPES = ['ec20-publish', 'ec20-subscribe', 'ec20-reply', 'ec20-status', 'ec20-command'];
const POST = '/sys/${productKey}/${deviceName}/thing/event/property/post';
const READING =
  '{"id":"1","version":"1.0","params":{"temperature":21.5},"method":"thing.event.property.post"}';

/** A thing model as the console exports it, with more in it than is kept. */
const THING_MODEL = JSON.stringify({
  schema: 'https://iotx-tsl.example/schema.json',
  profile: { productKey: 'a1DemoEC20x' },
  properties: [
    {
      identifier: 'Temperature',
      name: '温度',
      accessMode: 'r',
      required: false,
      dataType: { type: 'float', specs: { min: '-40', max: '120', step: '0.1', unit: '°C' } },
    },
  ],
  events: [{ identifier: 'Hot', name: '高温', type: 'alert', outputData: [] }],
  services: [{ identifier: 'Reboot', name: '重启', callType: 'async' }],
});

/** Core nodes come with their settings, ours are dropped and configured by hand. */
const CORE_NODES = [
  { id: 'tab1', type: 'tab', label: 'Sensor' },
  {
    id: 'reading',
    type: 'inject',
    z: 'tab1',
    name: 'reading',
    props: [{ p: 'payload' }],
    payload: READING,
    payloadType: 'str',
    repeat: '',
    once: false,
    x: 110,
    y: 80,
    wires: [[]],
  },
  {
    id: 'signal',
    type: 'inject',
    z: 'tab1',
    name: 'signal',
    props: [{ p: 'payload' }],
    payload: 'AT+CSQ',
    payloadType: 'str',
    repeat: '',
    once: false,
    x: 110,
    y: 400,
    wires: [[]],
  },
  {
    id: 'seen',
    type: 'debug',
    z: 'tab1',
    name: 'seen',
    active: true,
    tosidebar: true,
    console: false,
    tostatus: false,
    complete: 'payload',
    targetType: 'msg',
    statusType: 'auto',
    x: 560,
    y: 240,
    wires: [],
  },
];

describe("Node-RED's editor, with the packed package installed", function () {
  this.timeout(60_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  let editor: EditorPage;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-editor-'));
  const flow = join(folder, 'core-nodes.json');

  before(async function () {
    this.timeout(120_000);
    writeFileSync(flow, JSON.stringify(CORE_NODES));
    installPacked(folder);
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    // Each language begins with the same flow.
    rmSync(join(folder, 'flows.json'), { force: true });
    rmSync(join(folder, 'flows_cred.json'), { force: true });
    nodeRed = await startNodeRed({ userDir: folder, flow, installed: true });
  });
  afterEach(async () => {
    await nodeRed.program.stop();
  });

  for (const { locale, online, name } of [
    { locale: 'en-US', online: /^connected/, name: 'Name' },
    { locale: 'zh-CN', online: /^已连接/, name: '名称' },
  ]) {
    it(`a user drops and configures the nodes, deploys, and sees the cloud's reply in debug (${locale})`, async () => {
      editor = await EditorPage.open(browser, nodeRed.address, locale, OUR_TYPES);
      try {
        const publish = await editor.drop('ec20-publish', 360, 80);
        const subscribe = await editor.drop('ec20-subscribe', 360, 240);

        await editor.edit(publish);
        assert.match(await editor.page.locator('#dialog-form').innerText(), new RegExp(name));
        await editor.addConfig('modem');
        await editor.fill('#node-config-input-name', 'Pi 4G');
        await editor.fill('#node-config-input-port', 'simulator?preset=fast');
        await editor.confirm('#node-config-dialog-ok');
        // On Alibaba Cloud a new node begins with properties.
        await editor.page.locator('#node-input-kind').selectOption('topic');
        await editor.fill('#node-input-topic', POST);
        await editor.fill('#node-input-name', 'to the cloud');
        await editor.confirm('#node-dialog-ok');

        await editor.edit(subscribe);
        await editor.choose('#node-input-modem', 'Pi 4G');
        await editor.fill('#node-input-topic', `${POST}_reply`);
        await editor.fill('#node-input-name', 'from the cloud');
        await editor.confirm('#node-dialog-ok');

        const status = await editor.drop('ec20-status', 360, 320);
        const command = await editor.drop('ec20-command', 360, 400);
        for (const id of [status, command]) {
          await editor.edit(id);
          assert.match(await editor.page.locator('#dialog-form').innerText(), new RegExp(name));
          await editor.choose('#node-input-modem', 'Pi 4G');
          await editor.confirm('#node-dialog-ok');
        }

        await editor.wire('reading', publish);
        await editor.wire('signal', command);
        for (const id of [subscribe, status, command]) await editor.wire(id, 'seen');
        await editor.deploy();
        for (const id of [publish, subscribe, status, command]) await editor.statusMatches(id, online);
        await editor.debugMessage(/state: "online"/);
        await editor.inject('reading');
        await editor.debugMessage(/code: 200/);
        await editor.inject('signal');
        await editor.debugMessage(/result: "OK"/);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `editor-${locale}.png`));
      }
    });
  }

  it('offers what a pasted thing model holds, shows what each kind needs, and stores only what differs', async () => {
    editor = await EditorPage.open(browser, nodeRed.address, 'zh-CN', OUR_TYPES);
    const { page } = editor;
    const shown = async (selector: string): Promise<boolean> => page.locator(selector).isVisible();
    const stored = (id: string) =>
      page.evaluate<Record<string, unknown>>(
        `JSON.parse(JSON.stringify(RED.nodes.convertNode(RED.nodes.node("${id}"))))`,
      );
    try {
      const publish = await editor.drop('ec20-publish', 360, 80);
      await editor.edit(publish);
      assert.ok(await shown('#node-input-topic'));
      assert.ok(!(await shown('#ec20-publish-wait')));
      await editor.addConfig('modem');
      await editor.fill('#node-config-input-port', 'simulator');
      await editor.openTab('ec20-modem-tab-thing');
      await editor.fill('#node-config-input-tsl', '{"properties":[{"name":"x"}]}');
      await page.locator('#ec20-modem-tsl-found').filter({ hasText: 'properties[0]' }).waitFor();
      await editor.fill('#node-config-input-tsl', THING_MODEL);
      await page.locator('#ec20-modem-tsl-found').filter({ hasText: '属性 1 个' }).waitFor();
      assert.doesNotMatch(await page.locator('#node-config-input-tsl').inputValue(), /schema/);
      await editor.confirm('#node-config-dialog-ok');

      await page.locator('#node-input-kind').selectOption('property');
      assert.ok(!(await shown('#node-input-topic')) && !(await shown('#node-input-retain')));
      assert.ok(await shown('#node-input-qos'));
      assert.match(
        await page.locator('.ec20-publish-table').innerText(),
        /Temperature\s+温度\s+float\s+°C\s+-40 … 120/,
      );
      assert.ok(await page.locator('#ec20-publish-wait').isChecked());
      await page.locator('#node-input-kind').selectOption('event');
      await page.locator('#ec20-publish-event-list').selectOption('Hot');
      await page.locator('#ec20-publish-wait').uncheck();
      await editor.confirm('#node-dialog-ok');
      const event = await stored(publish);
      assert.deepEqual([event['kind'], event['event'], event['waitReply']], ['event', 'Hot', false]);

      const subscribe = await editor.drop('ec20-subscribe', 360, 240);
      await editor.edit(subscribe);
      await editor.choose('#node-input-modem', 'ec20 simulator');
      await page.locator('#node-input-kind').selectOption('property-set');
      assert.equal(await page.locator('#node-input-autoReply').inputValue(), 'ok');
      await page.locator('#node-input-kind').selectOption('service');
      assert.equal(await page.locator('#node-input-autoReply').inputValue(), '');
      await page.locator('#ec20-subscribe-identifier-list').selectOption('Reboot');
      await editor.confirm('#node-dialog-ok');
      const service = await stored(subscribe);
      assert.deepEqual([service['kind'], service['identifier'], service['topic']], ['service', 'Reboot', '']);
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close(join(__dirname, 'editor-kinds.png'));
    }
  });

  it('leaves environment variables in lists and checkboxes as they are, and shows the defaults of what is absent', async () => {
    const variables = {
      server: '${SERVER}',
      urcPort: '${URC_PORT}',
      tls: '${TLS}',
      cleanSession: '${CLEAN}',
    };
    editor = await EditorPage.open(browser, nodeRed.address, 'en-US', OUR_TYPES);
    try {
      const nodes = JSON.stringify([
        { id: 'modem', type: 'ec20-modem', ...variables },
        { id: 'out', type: 'ec20-publish', z: 'tab1', x: 360, y: 80, modem: 'modem', wires: [[]] },
      ]);
      await editor.page.evaluate(`RED.view.importNodes(${nodes}, { addFlow: false, generateIds: false })`);
      await editor.page.mouse.click(900, 700);
      await editor.edit('out');
      assert.equal(await editor.page.locator('#node-input-offline').inputValue(), 'queue');
      await editor.page.locator('#node-input-lookup-modem, #node-input-btn-modem-edit').first().click();
      await editor.page.locator('#node-config-dialog-ok').waitFor();
      assert.equal(await editor.page.locator('#node-config-input-keepAlive').inputValue(), '120');
      await editor.confirm('#node-config-dialog-ok');
      await editor.confirm('#node-dialog-ok');
      const kept = await editor.page.evaluate<Record<string, unknown>>(
        'JSON.parse(JSON.stringify(RED.nodes.convertNode(RED.nodes.node("modem"))))',
      );
      assert.deepEqual(
        Object.fromEntries(Object.keys(variables).map((property) => [property, kept[property]])),
        variables,
      );
      // Nothing is added to what the flow has.
      assert.deepEqual(Object.keys(kept).sort(), ['id', 'type', ...Object.keys(variables)].sort());
    } finally {
      await editor.close(join(__dirname, 'editor-variables.png'));
    }
  });

  it('says what is wrong with a topic, a QoS and a retain that the server can’t take, in the user’s language', async () => {
    const wrong = [
      { id: 'modem', type: 'ec20-modem', port: 'simulator' },
      { id: 'out', type: 'ec20-publish', z: 'tab1', modem: 'modem', topic: 'a，b', qos: '2', retain: 'true' },
      {
        id: 'in',
        type: 'ec20-subscribe',
        z: 'tab1',
        modem: 'modem',
        topic: `温${'度'.repeat(42)}`,
        qos: '2',
      },
      { id: 'bare', type: 'ec20-subscribe', z: 'tab1', modem: 'modem', topic: 'a"b' },
      // What does not belong to the kind is not shown, and not in the way either.
      {
        id: 'other',
        type: 'ec20-publish',
        z: 'tab1',
        modem: 'modem',
        kind: 'desired',
        qos: '2',
        retain: 'true',
      },
      { id: 'broker', type: 'ec20-modem', port: 'simulator', server: 'mqtt', host: 'h' },
      {
        id: 'lost',
        type: 'ec20-publish',
        z: 'tab1',
        modem: 'broker',
        kind: 'event',
        event: 'a b',
        replyTimeout: '601',
      },
      {
        id: 'late',
        type: 'ec20-subscribe',
        z: 'tab1',
        modem: 'broker',
        kind: 'service',
        autoReply: 'ok',
        autoReplyAfter: '61',
      },
      { id: 'answer', type: 'ec20-reply', z: 'tab1', code: '201' },
    ].map((node) => ({ x: 360, y: 80, wires: [[]], ...node }));
    const sentences = async (locale: string): Promise<string[][]> => {
      editor = await EditorPage.open(browser, nodeRed.address, locale, OUR_TYPES);
      try {
        const options = '{ addFlow: false, generateIds: false }';
        await editor.page.evaluate(`RED.view.importNodes(${JSON.stringify(wrong)}, ${options})`);
        return await editor.page.evaluate<string[][]>(
          '["out", "in", "bare", "other", "lost", "late", "answer"].map((id) => RED.nodes.node(id).validationErrors)',
        );
      } finally {
        await editor.close(join(__dirname, `editor-wrong-${locale}.png`));
      }
    };
    const said = (code: ErrorCode, params: ErrorParams = {}) => sentence(code, params, 'node', 'en');
    assert.deepEqual(await sentences('en-US'), [
      [
        said('EC20_FULL_WIDTH', { field: 'Topic', character: '，(U+FF0C)' }),
        said('EC20_QOS_UNSUPPORTED', { value: 2 }),
        said('EC20_RETAIN_UNSUPPORTED'),
      ],
      [said('EC20_TOPIC_LONG', { bytes: 129, limit: 128 }), said('EC20_QOS_UNSUPPORTED', { value: 2 })],
      [said('EC20_TOPIC_CHARACTER', { topic: 'a"b', character: '"(U+0022)' })],
      [],
      [
        said('EC20_KIND_SERVER', { kind: 'event' }),
        said('EC20_IDENTIFIER', { identifier: 'a b' }),
        said('EC20_SETTING', { field: 'Seconds to wait for the reply', value: '601', allowed: '1–600' }),
      ],
      [
        said('EC20_KIND_SERVER', { kind: 'service' }),
        said('EC20_SETTING', { field: 'After', value: '61', allowed: '0–60' }),
      ],
      [said('EC20_REPLY_CODE', { value: 201 })],
    ]);
    const chinese = (await sentences('zh-CN')).flat();
    assert.equal(chinese.length, 12);
    for (const each of chinese) assert.match(each, /[\u4e00-\u9fff]{2,}/);
  });
});

describe("npm start's demo", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-demo-'));
  after(() => rmSync(folder, { recursive: true }));

  it('shows readings leave, replies with code 200 and messages from the cloud, without a click', async () => {
    const nodeRed = await startNodeRed({ userDir: folder });
    const browser = await startBrowser();
    const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', OUR_TYPES);
    try {
      await editor.debugMessage(/code: 200/);
      await editor.debugMessage(/user\/get/);
      assert.deepEqual(editor.errors, []);
    } finally {
      // The picture of the README: our nodes in the palette, and no more height than the flow needs.
      await editor.page.setViewportSize({ width: 1480, height: 620 });
      await editor.page
        .locator('.red-ui-palette-node[data-palette-type="ec20-command"]')
        .scrollIntoViewIfNeeded();
      await editor.close(join(__dirname, 'demo.png'));
      await browser.close();
      await nodeRed.program.stop();
    }
  });
});
