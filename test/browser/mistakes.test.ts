import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { SystemClock } from '../../src/base/clock';
import { cureAt } from '../../src/base/sentence';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { CheckLineId } from '../../src/session/check-line';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { serialTransport } from '../../src/transport/serial';
import { plugIn, type PluggedModule } from '../flows/errors/plugged-module';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { PseudoTerminal } from '../transport/pseudo-terminal';
import { EditorPage, startBrowser } from './editor-page';

const LOCALES = [
  { locale: 'en-US', language: 'en' },
  { locale: 'zh-CN', language: 'zh' },
] as const;
type Locale = (typeof LOCALES)[number];

/** The dialog's fields before each mistake: the demo device on a healthy module. */
const HEALTHY = { port: 'simulator?preset=fast', region: 'cn-shanghai', instanceId: '', ...DEMO_TRIPLET };
type Fields = Partial<typeof HEALTHY>;

interface Mistake {
  readonly what: string;
  readonly line: CheckLineId;
  readonly code: ErrorCode;
  /** Parts of the sentence that name what was wrong, in either language. */
  readonly names?: readonly string[];
  /** The button that leads to the field. */
  readonly button?: Readonly<Record<Locale['language'], string>>;
  readonly fields: Fields | ((folder: string, locale: Locale) => Promise<Fields>);
}

/** A module whose network is years ahead of every certificate. */
class ClockOf2049 extends SystemClock {
  override wallTime(): number {
    return Date.UTC(2049, 0, 1) + this.now();
  }
}

const faulty = (query: string): Fields => ({ port: `${HEALTHY.port}&${query}` });

describe('“Check my setup” in the dialog, in both languages, names', function () {
  this.timeout(60_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  let editors: readonly { readonly editor: EditorPage; readonly where: Locale }[];
  let pulled: (() => Promise<void> | void)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'ec20-mistakes-'));

  before(async () => {
    const flow = join(folder, 'empty.json');
    const modems = LOCALES.map(({ language }) => ({ id: language, type: 'ec20-modem', version: 1 }));
    writeFileSync(flow, JSON.stringify([{ id: 'tab1', type: 'tab', label: 'Sensor' }, ...modems]));
    nodeRed = await startNodeRed({ userDir: folder, flow });
    browser = await startBrowser();
    editors = await Promise.all(
      LOCALES.map(async (where) => {
        const editor = await EditorPage.open(browser, nodeRed.address, where.locale, ['ec20-publish']);
        await editor.page.evaluate(`RED.editor.editConfig("", "ec20-modem", "${where.language}")`);
        // The dialog's frame comes first; its fields are filled once the credentials have come.
        await editor.page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
        return { editor, where };
      }),
    );
  });
  after(async () => {
    for (const { editor, where } of editors)
      await editor.close(join(__dirname, `mistakes-${where.locale}.png`));
    await browser.close();
    await nodeRed.program.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const pull of pulled) await pull();
    pulled = [];
  });

  async function plug(name: string, ...rest: [object?, SystemClock?]): Promise<string> {
    const path = join(folder, name);
    const module: PluggedModule = await plugIn(path, ...rest);
    pulled.push(() => module.unplug());
    return path;
  }

  const MISTAKES: readonly Mistake[] = [
    {
      what: 'a wrong DeviceSecret',
      line: 'login',
      code: 'EC20_CONNECT_CREDENTIALS',
      fields: { deviceSecret: '0'.repeat(32) },
    },
    {
      what: 'swapped fields',
      line: 'settings',
      code: 'EC20_PRODUCT_KEY',
      fields: { productKey: DEMO_TRIPLET.deviceName, deviceName: DEMO_TRIPLET.productKey },
    },
    {
      what: 'a region that there is not',
      line: 'settings',
      code: 'EC20_REGION',
      names: ['cn_shanghai'],
      button: { en: '→ Region', zh: '→ 地域' },
      fields: { region: 'cn_shanghai' },
    },
    {
      what: 'another region than the product’s',
      line: 'login',
      code: 'EC20_CONNECT_NOT_AUTHORISED',
      fields: { ...faulty('connectResult=5'), region: 'eu-central-1' },
    },
    { what: 'no SIM card', line: 'sim', code: 'EC20_SIM_ABSENT', fields: faulty('sim=absent') },
    { what: 'a PIN that is needed', line: 'sim', code: 'EC20_SIM_PIN_NEEDED', fields: faulty('sim=pin') },
    {
      what: 'no antenna',
      line: 'signal',
      code: 'EC20_NO_SIGNAL',
      fields: faulty('rssi=99&registration=searching'),
    },
    {
      what: 'a tty of the module that answers nothing',
      line: 'answer',
      code: 'EC20_MODULE_SILENT',
      async fields() {
        const terminal = await PseudoTerminal.create();
        pulled.push(() => terminal.remove());
        return { port: terminal.path };
      },
    },
    {
      what: 'a port that another program has',
      line: 'port',
      code: 'EC20_PORT_BUSY',
      names: ['ttyBusy'],
      async fields(_folder, { language }) {
        const path = await plug(`ttyBusy-${language}`);
        const deaf = { received: () => undefined, lost: () => undefined };
        const line = await serialTransport(path, { baudRate: 115_200, flowControl: false }).open(deaf);
        pulled.unshift(() => line.close());
        return { port: path };
      },
    },
    { what: 'a wrong APN', line: 'address', code: 'EC20_PDP_FAILED', fields: faulty('apn=wrong') },
    {
      what: 'a wrong clock, with TLS',
      line: 'tls',
      code: 'EC20_TLS_DATE',
      names: ['2049'],
      async fields(_folder, { language }) {
        const port = await plug(`ttyClock-${language}`, {}, new ClockOf2049());
        return { port, instanceId: 'iot-06z00abcdef' };
      },
    },
  ];

  for (const { what, line, code, names = [], button, fields } of MISTAKES) {
    it(`${what}: ${line}`, async () => {
      await Promise.all(
        editors.map(async ({ editor, where }) => {
          const { page } = editor;
          const wrong = typeof fields === 'function' ? await fields(folder, where) : fields;
          await fill(page, { ...HEALTHY, ...wrong });
          await editor.checkSetup();
          // The button is back when the run is over.
          await page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
          const red = page.locator('#ec20-check .ec20-check-failed');
          const lines = await red.evaluateAll((items: readonly unknown[]) =>
            items.map((item) => (item as { dataset: { line?: string } }).dataset.line),
          );
          assert.deepEqual(lines, [line]);
          const shown = await red.innerText();
          const sentence = ERRORS[code].fact[where.language];
          const cure = cureAt(ERRORS[code], 'node')[where.language];
          for (const part of [...sentence.split(/\{\w+\}/), ...cure.split(/\{\w+\}/)])
            assert.ok(shown.includes(part), `“${part}” is not in “${shown}”`);
          for (const name of names) assert.ok(shown.includes(name), `“${name}” is not in “${shown}”`);
          if (button !== undefined)
            await red.locator('button', { hasText: button[where.language] }).waitFor();
          assert.doesNotMatch(shown, /\{\w+\}|undefined|\[object/);
          // Several lines that depend on one fault are folded into one.
          const fold = page.locator('#ec20-check [data-line^="fold-"] summary');
          if ((await fold.count()) > 0) await fold.press('Enter');
          assert.ok(await editor.checkLine('message', 'skipped').isVisible());
          assert.deepEqual(editor.errors, []);
        }),
      );
    });
  }
});

/** Writes into fields of the dialog, with the events that typing has. */
async function fill(page: Page, fields: Fields): Promise<void> {
  for (const [property, value] of Object.entries(fields)) {
    await page.evaluate(
      `$('#node-config-input-${property}').val(${JSON.stringify(value)}).trigger('change')`,
    );
  }
}
