import type { Answer } from '../dialogue';
import type { Examination } from '../examination';
import { finding } from '../texts';
import type { Step } from './step';

/** MQTT commands with an informative test form. */
const FORMS = [
  'AT+QMTOPEN=?',
  'AT+QMTCLOSE=?',
  'AT+QMTCONN=?',
  'AT+QMTDISC=?',
  'AT+QMTSUB=?',
  'AT+QMTUNS=?',
  'AT+QMTPUBEX=?',
  'AT+QMTPUB=?',
  'AT+QMTRECV=?',
  'AT+QURCCFG=?',
] as const;

/** Options that some Quectel module has, except those whose query would reveal a secret. */
const OPTIONS = [
  'version',
  'pdpcid',
  'ssl',
  'keepalive',
  'session',
  'timeout',
  'recv/mode',
  'send/mode',
  'qmtping',
  'dataformat',
  'view/mode',
  'edit/timeout',
] as const;

/** What the test forms of the QMT commands show. */
export const testForms: Step = {
  name: 'testForms',
  level: 'read',
  effect: 'none',
  seconds: 1,
  async run({ dialogue, measured, session }) {
    const shown: Record<string, string> = {};
    for (const form of FORMS) {
      const answer = await dialogue.query(form);
      if (answer.result === undefined) continue;
      shown[form] = answer.result.kind === 'ok' ? ownLines(answer).join('\n') : 'ERROR';
    }
    measured.testForms = shown;
    // The last client: the first is the most used one, and may hold another program's connection.
    session.index = Number(/\(\d+-(\d+)\)/.exec(shown['AT+QMTOPEN=?'] ?? '')?.[1] ?? 0);
    const refused = Object.values(shown).filter((text) => text === 'ERROR').length;
    return finding('testForms', { count: Object.keys(shown).length, refused });
  },
};

/** Which options AT+QMTCFG has, and how it reports one. */
export const options: Step = {
  name: 'options',
  level: 'read',
  effect: 'none',
  seconds: 1,
  async run(examination) {
    const { dialogue, measured, session } = examination;
    const test = await dialogue.query('AT+QMTCFG=?');
    const lines = test.result?.kind === 'ok' ? ownLines(test) : [];
    if (lines.length > 0) measured.optionsTest = [...lines];
    const listed = lines.flatMap((line) => /^\+QMTCFG: "([^"]+)"/.exec(line)?.[1] ?? []);
    measured.options = listed.length > 0 ? listed : await askEach(examination);
    const query = await dialogue.query(`AT+QMTCFG="version",${session.index}`);
    const [answer] = ownLines(query);
    if (query.result?.kind === 'ok' && answer !== undefined) {
      measured.optionNameInQuery = /^\+QMTCFG: "version"/i.test(answer);
    }
    return finding('options', { count: measured.options.length });
  },
};

async function askEach({ dialogue, session }: Examination): Promise<string[]> {
  const known: string[] = [];
  for (const name of OPTIONS) {
    const answer = await dialogue.query(`AT+QMTCFG="${name}",${session.index}`);
    if (answer.result?.kind === 'ok') known.push(name);
  }
  return known;
}

function ownLines({ command, lines }: Answer): readonly string[] {
  const head = `${command.slice('AT'.length).replace(/[=?].*$/, '')}:`;
  return lines.filter((line) => line.startsWith(head));
}
