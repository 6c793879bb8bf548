import assert from 'node:assert/strict';
import type { Consent } from '../../src/doctor/doctor';
import { consentOf, ConsoleOutput } from '../../src/doctor/console-output';
import { STEPS } from '../../src/doctor/steps/step-table';
import { ExaminedModule } from './examined-module';

/** Examines with this answer to each question; returns which steps were asked about and what the module was sent. */
async function examined(answer: (name: string) => Consent) {
  const examined = new ExaminedModule();
  const asked: string[] = [];
  const { report, isIncomplete } = await examined.examine({
    consent: (step) => {
      asked.push(step.name);
      return Promise.resolve(answer(step.name));
    },
  });
  const sent = examined.simulator.log.map(({ text }) => text);
  return { report, isIncomplete, asked, sent };
}

describe('Consent', () => {
  it('is not needed where nothing is changed, and without it nothing else is sent', async () => {
    const { report, asked, sent, isIncomplete } = await examined(() => 'no');
    const reading = STEPS.filter(({ effect }) => effect === 'none').map(({ name }) => name);
    assert.deepEqual(
      report.steps.filter(({ outcome }) => outcome === 'done').map(({ name }) => name),
      reading,
    );
    assert.equal(isIncomplete, false);
    assert.ok(asked.includes('echo') && !asked.includes('identity'));
    const changing = sent.filter(
      (text) => !/^AT$|^ATI$|\?$|^AT\+CMEE\?;\+CSQ$|^AT\+[A-Z]+$|^AT\+(QLTS=2|QURCCFG="urcport")$/.test(text),
    );
    assert.deepEqual(
      changing.filter((text) => !/^AT\+(QMTCFG|QSSLCFG)="\w+",\d$/.test(text)),
      [],
    );
  });

  it('is asked for each step; “all” ends that, but for what is saved or may leave the module waiting', async () => {
    const each = await examined(() => 'yes');
    assert.deepEqual(
      each.asked,
      STEPS.filter(({ effect, name }) => effect !== 'none' && name !== 'urcPort').map(({ name }) => name),
    );
    const all = await examined(() => 'all');
    assert.deepEqual(all.asked, ['echo', 'shortData']);
    assert.deepEqual(all.report.measured, each.report.measured);
  });

  it('refused for one step leaves the others', async () => {
    const { report, sent } = await examined((name) => (name === 'shortData' ? 'no' : 'yes'));
    assert.equal(report.steps.find(({ name }) => name === 'shortData')?.outcome, 'declined');
    assert.equal(report.measured.shortData, undefined);
    assert.equal(report.steps.at(-1)?.outcome, 'done');
    assert.ok(sent.includes('AT+QMTDISC=5'));
  });

  it('“quit” ends the examination in order', async () => {
    const { report, sent } = await examined((name) => (name === 'quotes' ? 'quit' : 'yes'));
    assert.equal(report.steps.find(({ name }) => name === 'bytes')?.outcome, 'skipped');
    assert.ok(sent.includes('AT+QMTDISC=5'), 'the session is ended');
    assert.equal(sent.at(-1), 'ATE1');
  });

  it('is only what begins with y or a, in any case', () => {
    const answers = ['y', ' Yes', 'a', 'n', '', 'q', 'Quit', 'what?', '是'];
    assert.deepEqual(
      answers.map((answer) => consentOf(answer, 'volatile')),
      ['yes', 'yes', 'all', 'no', 'no', 'quit', 'quit', 'no', 'yes'],
    );
    assert.equal(consentOf('a', 'risky'), 'yes');
  });
});

describe('The doctor’s output', () => {
  for (const language of ['en', 'zh'] as const) {
    it(`has each step and each question in ${language}, every value filled in`, async () => {
      let said = '';
      const output = new ConsoleOutput((text) => (said += text), language);
      const examined = new ExaminedModule({ quotes: 'cut' });
      await examined.examine({
        consent: (step) => {
          said += output.prompt(step);
          return Promise.resolve('yes');
        },
        onReport: (report) => output.report(report),
      });
      assert.doesNotMatch(said, /\{\w+\}|undefined/);
      assert.match(said, language === 'en' ? /Double quotes in a message/ : /消息里的双引号/);
      for (const line of said.split('\n').filter((text) => text !== '')) {
        if (language === 'zh') assert.match(line, /[\u4e00-\u9fff]|MQTT/, line);
        else assert.doesNotMatch(line, /[\u4e00-\u9fff]/);
      }
    });
  }
});
