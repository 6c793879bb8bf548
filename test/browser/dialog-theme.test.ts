import assert from 'node:assert/strict';
import { join } from 'node:path';
import { poorlyReadable } from './contrast';
import type { EditorPage } from './editor-page';
import { EditorRoom } from './editor-room';
import { chooseTheme, DEFAULT_THEME, themesOf } from './themes';

const LOCALE = 'zh-CN';
const PORT = 'simulator?preset=fast&sim=absent';
const FORM = '.red-ui-tray:last-of-type .red-ui-tray-body form';
const THEIRS = { elements: '.red-ui-button', placeholders: true };
const MODEM_TABS = ['module', 'cloud', 'messages', 'thing', 'devices', 'advanced'];
const NODES = ['publish', 'subscribe', 'status', 'reply', 'command'];

/** A modem whose check has red lines, a sub-device that lacks its names, and a node of each type. */
const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Themes' },
  { id: 'modem1', type: 'ec20-modem', name: 'gateway', port: PORT, queue: 'memory', subDevices: 'a1DemoMeter,meter1\nmeter2' },
  { id: 'device1', type: 'ec20-device', modem: 'modem1', productKey: 'a1DemoMeter', deviceName: '' },
  ...NODES.map((name, row) => (
    { id: name, type: `ec20-${name}`, z: 'tab1', modem: 'modem1', ...(name === 'publish' && { kind: 'property', device: 'device1' }), x: 200, y: 80 + 60 * row, wires: [[]] }
  )),
]; // prettier-ignore

describe('Every text of the dialogs can be read', function () {
  this.timeout(90_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-status']);
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'dialog-theme-failed'));
  });
  after(() => room.stop());

  it('in every theme of this Node-RED', async () => {
    const editor = await room.editor(LOCALE);
    const { page, errors } = editor;
    for (const theme of await themesOf(page)) {
      if (theme !== DEFAULT_THEME) await chooseTheme(page, theme);
      const readable = async (what: string) => {
        await page.screenshot({ path: join(__dirname, `dialog-theme-${theme}-${what}.png`) });
        assert.deepEqual(await poorlyReadable(page, FORM, THEIRS), [], `${theme}, ${what}`);
      };
      for (const name of NODES) {
        await editor.edit(name);
        await readable(name);
        await close(editor, '#node-dialog-cancel');
      }
      await page.evaluate('RED.editor.editConfig("", "ec20-device", "device1")');
      await page.locator('#node-config-dialog-ok').waitFor();
      await readable('device');
      await close(editor, '#node-config-dialog-cancel');
      await editor.editModem('modem1');
      for (const tab of MODEM_TABS) {
        await editor.openTab(`ec20-modem-tab-${tab}`);
        await readable(tab);
      }
      await editor.checkSetup();
      await page.locator('#ec20-check .ec20-check-failed').first().waitFor();
      await page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
      await readable('check');
      await close(editor, '#node-config-dialog-cancel');
    }
    assert.deepEqual(errors, []);
  });
});

/** Ends the dialog in front. */
async function close({ page }: EditorPage, selector: string): Promise<void> {
  await page.locator(selector).click();
  await page.locator(selector).waitFor({ state: 'detached' });
}
