import type { Language } from '../base/coded-error';
import { withoutPersonalNumbers } from '../base/personal-numbers';
import type { Diagnosis } from './doctor';
import { plainText, writeReport } from './sendable-report';

/** What a report names besides the examination. */
export interface ReportSurroundings {
  /** This package's version, `process.version`, and system, release and architecture. */
  readonly program: string;
  readonly nodeJs: string;
  readonly os: string;
  /** Where issues are filed. */
  readonly issues: string;
  readonly language: Language;
}

const WORDS = {
  en: {
    title: 'Examination of a module',
    made: 'Made by ec20-doctor at {time}.',
    masked:
      'It contains no password, no IMEI, no card number and no address; look through it all the same before you send it.',
    purpose: 'Attach it to an issue: {address}',
    versions: 'Versions',
    module: 'Module',
    steps: 'What was examined',
    values: 'What was measured',
    trace: 'Traffic',
    replay: 'Save this block as a file, and `ec20-doctor --replay FILE` examines it instead of the module.',
    incomplete: 'A step failed, or the examination was ended early.',
    omitted: '… {count} lines left out …',
  },
  zh: {
    title: '模块检测报告',
    made: '由 ec20-doctor 生成，时间 {time}。',
    masked: '报告不含密码、IMEI、卡号和地址；发送之前仍请自己看一遍。',
    purpose: '请附在 issue 里：{address}',
    versions: '版本',
    module: '模块',
    steps: '检查了什么',
    values: '测到了什么',
    trace: '收发记录',
    replay: '把这一段存成文件，用 `ec20-doctor --replay 文件` 可以代替模块重新检查一遍。',
    incomplete: '有步骤失败，或者检查提前结束。',
    omitted: '……省略 {count} 行……',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

/**
 * An examination as one Markdown file to send, in the reader's language; its blocks are what programs read. `said`: what the user
 * saw of the steps.
 */
export function examinationReport(
  { report, trace, isIncomplete }: Diagnosis,
  said: string,
  { program, nodeJs, os, issues, language }: ReportSurroundings,
): string {
  const words = WORDS[language];
  const { model, revision, profile } = report.module;
  const versions = { format: 'ec20-report', version: 1, package: program, nodeJs, os, language };
  const steps = withoutPersonalNumbers(said).trim().split('\n');
  return writeReport({
    title: words.title,
    intro: [
      words.made.replace('{time}', report.made),
      words.masked,
      words.purpose.replace('{address}', issues),
    ],
    parts: [
      {
        heading: words.versions,
        text: [`- @ec20/node-red-ec20-aliyun ${program}`, `- Node.js ${nodeJs}`, `- ${os}`],
        blocks: [{ name: 'versions', language: 'json', lines: [JSON.stringify(versions)] }],
      },
      {
        heading: words.module,
        text: [model, revision, profile].filter((name) => name !== '').map((name) => `- ${plainText(name)}`),
        blocks: [],
      },
      {
        heading: words.steps,
        text: isIncomplete ? [words.incomplete] : [],
        blocks: [{ name: 'steps', language: 'text', lines: steps }],
      },
      {
        heading: words.values,
        text: [],
        blocks: [
          { name: 'doctor-report', language: 'json', lines: JSON.stringify(report, null, 2).split('\n') },
        ],
      },
      {
        heading: words.trace,
        text: [words.replay],
        // Never cut: a trace without its begin can't be replayed.
        blocks: [{ name: 'doctor-trace', language: 'jsonl', lines: trace.trimEnd().split('\n') }],
      },
    ],
    omitted: words.omitted,
  });
}
