import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deferred } from '../../src/base/deferred';
import { ConsolePane } from './console-pane';
import { EditorRoom } from './editor-room';

/** A modem on the simulator with a user, and another one without. */
const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Console' },
  { id: 'modem1', type: 'ec20-modem', name: 'Pi 4G', port: 'simulator?preset=fast', queue: 'memory', signalInterval: 1 },
  { id: 'modem2', type: 'ec20-modem', name: 'spare', port: 'simulator?preset=fast', queue: 'memory' },
  { id: 'status1', type: 'ec20-status', z: 'tab1', modem: 'modem1', x: 200, y: 80, wires: [[]] },
]; // prettier-ignore

const LANGUAGES = [
  {
    locale: 'en-US',
    online: 'online',
    closed: 'closed',
    signal: /Signal strength\n {2}signal: \d+ → -\d+ dBm/,
    fullWidth: 'Full-width characters: ＋→+. Sent as: AT+CSQ',
    proposal: 'Did you mean AT+CSQ? Enter takes it over.',
    reserved: /used by this package itself and was not sent. The modem node ends/,
    title: /^AT trace of an EC20 module\nModule: EC20F EC20CE\w+\n/,
  },
  {
    locale: 'zh-CN',
    online: '在线',
    closed: '已关闭',
    signal: /信号强度\n {2}信号强度：\d+ → -\d+ dBm/,
    fullWidth: '有全角字符：＋→+。实际发送：AT+CSQ',
    proposal: '是不是想发 AT+CSQ？按回车采用。',
    reserved: /由本软件包自己使用，没有发送。断开连接由模块节点/,
    title: /^EC20 模块的 AT 收发记录\n模块：EC20F EC20CE\w+\n/,
  },
] as const;

const READINGS = '**/ec20/trace/modem1*';
const COMMANDS = '**/ec20/command/modem1*';

describe("The modem console in Node-RED's editor", function () {
  this.timeout(60_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-status']);
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'console-failed'));
  });
  after(() => room.stop());

  for (const { locale, online, closed, signal, fullWidth, proposal, reserved, title } of LANGUAGES) {
    it(`shows the traffic, explains it, and takes commands by keyboard alone (${locale})`, async () => {
      const editor = await room.editor(locale);
      const { page } = editor;
      const pane = await ConsolePane.show(page, 'Pi 4G');
      await pane.state(online);

      const answer = pane.line('← +CSQ: ');
      await answer.first().waitFor();
      // While lines come in, another one may come to lie under the pointer.
      const pause = page.locator('.ec20-console [aria-pressed]');
      await pause.click();
      await answer.first().hover();
      await page.locator('.ec20-console-hint', { hasText: signal }).waitFor();
      await pause.click();

      const { command, filter } = pane;
      await command.fill('AT＋CSQ');
      await page.getByText(fullWidth).waitFor();
      const before = await pane.line('→ AT+CSQ').count();
      await command.press('Enter');
      await page.locator('.ec20-console-message', { hasText: 'AT+CSQ → OK' }).waitFor();
      await pane.line('→ AT+CSQ').nth(before).waitFor();
      await command.press('ArrowUp');
      assert.equal(await command.inputValue(), 'AT+CSQ');

      await command.fill('AT+QMTCLOSE=0');
      await command.press('Enter');
      await page.locator('.ec20-console-message.ec20-console-refused', { hasText: reserved }).waitFor();
      await command.fill('AT+QMTCONN?');
      await command.press('Enter');
      await page.locator('.ec20-console-answer', { hasText: 'AT+QMTCONN? → OK' }).waitFor();
      await pane.line('← +QMTCONN: 0,3').first().waitFor();

      await command.fill('CSQ');
      await page.locator('.ec20-console-message', { hasText: proposal }).waitFor();
      await command.press('Enter');
      assert.equal(await command.inputValue(), 'AT+CSQ');
      await command.fill('AT+CGMI //厂家\nOK\n> AT＋CGMM');
      await command.press('Enter');
      await page.locator('.ec20-console-answer', { hasText: 'AT+CGMM → OK' }).waitFor();
      assert.match(await page.locator('.ec20-console-answers').innerText(), /AT\+CGMI → OK\nQuectel/);

      await page.locator('.ec20-console-lines').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      const chosen = page.locator('.ec20-console-lines [aria-selected="true"]');
      assert.equal(await chosen.count(), 1);

      await pause.click();
      const standing = await page.locator('.ec20-console-lines li').count();
      await pause.filter({ hasText: /\d/ }).waitFor();
      assert.equal(await page.locator('.ec20-console-lines li').count(), standing);
      await pause.click();
      await page.waitForFunction(`document.querySelectorAll('.ec20-console-lines li').length > ${standing}`);

      await filter.fill('qmtconn');
      await pane.line('+CSQ').first().waitFor({ state: 'detached' });
      assert.notEqual(await pane.line('QMTCONN').count(), 0);
      await filter.fill('');

      const download = page.waitForEvent('download');
      await page.locator('.ec20-console .fa-download').click();
      const text = readFileSync(await (await download).path(), 'utf8');
      assert.match(text, title);
      assert.match(text, /→ AT\+QMTCFG="aliauth",0,"a1DemoEC20x","demo-device","\*{3}"/);
      assert.match(text, /Node-RED(: |：)\d+\.\d+\.\d+\S*(, |，)Node\.js/);
      assert.doesNotMatch(text, /\d{15,}/);

      await pane.choose('spare');
      await pane.state(closed);
      assert.equal(await page.locator('.ec20-console-lines li').count(), 0);
      await pane.choose('Pi 4G');
      await answer.first().waitFor();
      assert.deepEqual(editor.errors, []);
    });
  }

  it('keeps what is typed while a command awaits its answer, and what it is understood as', async () => {
    const { page } = await room.editor('en-US');
    const pane = await ConsolePane.show(page, 'Pi 4G');
    await pane.state('online');
    const held = new Deferred<void>();
    await page.route(COMMANDS, async (route) => {
      await held.promise;
      await route.continue();
    });
    await pane.command.fill('AT+CGMM');
    await pane.command.press('Enter');
    await page.locator('.ec20-console-message', { hasText: 'AT+CGMM' }).waitFor();
    await pane.command.fill('CSQ');
    await page.locator('.ec20-console-message', { hasText: 'Did you mean AT+CSQ?' }).waitFor();
    await pane.command.press('Enter');
    assert.equal(await pane.command.inputValue(), 'AT+CSQ', 'taking over a proposal sends nothing');
    await pane.command.press('Enter');
    await page.locator('.ec20-console-message', { hasText: 'AT+CGMM' }).waitFor();
    await pane.command.fill('CSQ');
    held.resolve();
    await page.locator('.ec20-console-answer', { hasText: 'AT+CGMM → OK' }).waitFor();
    await page.locator('.ec20-console-message', { hasText: 'Did you mean AT+CSQ?' }).waitFor();
    assert.equal(await pane.command.inputValue(), 'CSQ');
    await page.unroute(COMMANDS);
  });

  it('shows the whole trace of a modem node that is chosen again during a reading', async () => {
    const { page } = await room.editor('en-US');
    const pane = await ConsolePane.show(page, 'Pi 4G');
    await pane.line('"aliauth"').first().waitFor();
    const held = new Deferred<void>();
    await page.route(READINGS, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.waitForRequest(READINGS);
    await pane.choose('Pi 4G');
    await pane.line('"aliauth"').first().waitFor({ state: 'detached' });
    held.resolve();
    await pane.line('"aliauth"').first().waitFor();
    await page.unroute(READINGS);
  });
});
