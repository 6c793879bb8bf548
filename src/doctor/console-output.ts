import type { CodedError, Language, Phrase } from '../base/coded-error';
import { describeError, explain } from '../base/error-text';
import { ALWAYS_ASKED, type Consent, type StepReport } from './doctor';
import type { Effect } from './examination';
import type { Level } from './report';
import type { Step } from './steps/step';
import {
  describeFinding,
  EFFECT_TEXTS,
  filledIn,
  LEVEL_TEXTS,
  OUTCOME_TEXTS,
  STEP_TEXTS,
  type FindingKey,
} from './texts';

/** Texts of the program itself, as opposed to its steps. */
export const PROGRAM_TEXTS = {
  begins: {
    en: 'Examining the module on {port}. Ctrl-C stops and restores it.\n',
    zh: '正在检查 {port} 上的模块。按 Ctrl-C 可随时有序结束。\n',
  },
  readsOnly: {
    en: 'No terminal to ask for consent, so the module is only read, not changed. --yes consents to everything.\n',
    zh: '这里没有终端，无法征求同意，因此只读取、不改任何东西。加 --yes 表示全部同意。\n',
  },
  sends: { en: 'sends {what}', zh: '将发送：{what}' },
  takes: { en: '{effect}, about {seconds} s', zh: '{effect}，约 {seconds} 秒' },
  question: { en: '[y]es [n]o [a]ll [q]uit? ', zh: '[y] 做 [n] 跳过 [a] 全部同意 [q] 结束？' },
  questionOnce: {
    en: '[y]es [n]o [q]uit? (asked each time) ',
    zh: '[y] 做 [n] 跳过 [q] 结束？（此类步骤每次都问）',
  },
  stops: {
    en: '\nStopping: the module is being restored. Press Ctrl-C again to leave it as it is.\n',
    zh: '\n正在结束：把模块恢复原状。再按一次 Ctrl-C 则直接退出，不恢复。\n',
  },
  'under way': { en: '{title} … (up to {seconds} s)', zh: '{title}……（最多 {seconds} 秒）' },
  rest: { en: 'The remaining steps are skipped: {reason}.', zh: '其余步骤不做：{reason}。' },
  seconds: { en: '{seconds} s', zh: '{seconds} 秒' },
  files: { en: '\nReport: {report}\nTrace:  {trace}\n', zh: '\n报告：{report}\n收发记录：{trace}\n' },
  sendable: { en: 'To send: {report}\n', zh: '用于发送：{report}\n' },
  contribute: {
    en: 'Neither contains an IMEI, card numbers, addresses or passwords. Please attach both to a new issue, so that this module\nis recognised from then on: {address}\n',
    zh: '两个文件都不含 IMEI、卡号、地址和密码。请新建一个 issue 并附上这两个文件，以后本软件包就能认识这个模块：\n{address}\n',
  },
  askBroker: {
    en: 'MQTT broker for the last part, as mqtt://user:password@host:1883 (your own, or a public test broker such as\nmqtt://broker.emqx.io; only meaningless counters are sent). Leave empty to skip MQTT.\n> ',
    zh: '最后一部分要用 MQTT 服务器，格式 mqtt://用户:密码@域名:1883（可用自己的，或公共测试服务器，如\nmqtt://broker.emqx.io；只发送没有意义的计数）。直接回车：不测 MQTT。\n> ',
  },
  badBroker: {
    en: '--broker is not of the form mqtt://user:password@host:1883.',
    zh: '--broker 的格式应为 mqtt://用户:密码@域名:1883。',
  },
  badBaud: {
    en: '--baud {rate}: expected is a speed such as 115200.',
    zh: '--baud {rate}：应为波特率，例如 115200。',
  },
  badLevel: {
    en: '--level {level}: expected is one of {levels}.',
    zh: '--level {level}：应为 {levels} 之一。',
  },
  unreadable: { en: '{path}: {why}.', zh: '{path}：{why}。' },
  seeHelp: { en: ' See ec20-doctor --help.', zh: '用法见 ec20-doctor --help。' },
  help: {
    en: `ec20-doctor: examines a Quectel module and writes a report

  ec20-doctor                        asks before each step that changes something
  ec20-doctor /dev/ttyUSB2 --level read
  ec20-doctor tcp://192.168.1.7:8899 --broker mqtt://user:password@host:1883 --yes

PORT                 the module's AT port: a path, COM5 or tcp://host:port; default: the one module that is plugged in,
                     and on it the port that answers
--level LEVEL        extent: read (changes nothing), line (settings that a reset undoes), network (packet data),
                     broker or full (everything, with MQTT; the default)
--broker ADDRESS     MQTT broker for the last part, mqtt://[user:password@]host[:port]; without TLS
--ca FILE            the CA file of your modem node: reported if a certificate in it ends within a year, as those of this package are
--second-port PORT   another port of the same module, to see which URCs arrive there
--yes, -y            consents to every step, for scripts
--out FOLDER         folder for report and trace (current folder)
--report FILE        one Markdown file besides, to send: versions, steps, values and trace, without secrets
--baud RATE          speed of a UART (115200)
--replay TRACE       examines a trace instead of a module and prints the report
--lang en|zh         language (default: the system's)
--help, -h           this text

Stop Node-RED first, or release the port: a port serves one program. Without a terminal and without --yes the module is only read.
Exit codes: 0 done, 1 some step failed or it was interrupted, 2 it couldn't start.
`,
    zh: `ec20-doctor：检查移远模块，并把结果写成报告

  ec20-doctor                        每个会改动模块的步骤都先征求同意
  ec20-doctor /dev/ttyUSB2 --level read
  ec20-doctor tcp://192.168.1.7:8899 --broker mqtt://用户:密码@域名:1883 --yes

PORT                 模块的 AT 口：路径、COM5 或 tcp://主机:端口；不写则用电脑上插着的那一个模块，
                     并找出有应答的口
--level LEVEL        做到哪一级：read（不改任何东西）、line（改动复位即恢复）、network（联网）、
                     broker 或 full（全部，含 MQTT；默认）
--broker ADDRESS     最后一部分用的 MQTT 服务器，mqtt://[用户:密码@]域名[:端口]，不用 TLS
--ca FILE            模块节点里填的 CA 证书文件：其中有证书一年内到期就提醒；本软件包附带的根证书总会检查
--second-port PORT   同一模块的另一个串口，用来看上报从哪个口出来
--yes, -y            全部同意，供脚本使用
--out FOLDER         报告和收发记录存放的目录（默认当前目录）
--report FILE        另写一个用于发送的 Markdown 文件：版本、步骤、测得的值和收发记录，不含密钥
--baud RATE          UART 波特率（115200）
--replay TRACE       用收发记录代替模块检查一遍，并打印报告
--lang en|zh         语言（默认跟随系统）
--help, -h           本说明

请先停止 Node-RED 或释放串口：一个串口只能给一个程序用。没有终端又没加 --yes 时只读取。
退出码：0 完成，1 有步骤失败或被中断，2 无法开始。
`,
  },
} as const satisfies Readonly<Record<string, Phrase>>;

/** What the user sees during the examination: one line per step. */
export class ConsoleOutput {
  #level: Level | undefined;
  /** Why everything that follows is skipped; reported once. */
  #over: FindingKey | undefined;

  constructor(
    private readonly write: (text: string) => void,
    private readonly language: Language,
  ) {}

  begin(port: string): void {
    this.#say('begins', { port });
  }

  announceReadOnly(): void {
    this.#say('readsOnly');
  }

  announceStop(): void {
    this.#say('stops');
  }

  /** The prompt for a step that requires consent. */
  prompt(step: Step): string {
    const { language } = this;
    const { title, sends } = STEP_TEXTS[step.name];
    this.#heading(step.level);
    const what = filledIn(PROGRAM_TEXTS.sends[language], { what: sends[language] });
    const takes = filledIn(PROGRAM_TEXTS.takes[language], {
      effect: EFFECT_TEXTS[step.effect][language],
      seconds: step.seconds,
    });
    const choice = ALWAYS_ASKED.includes(step.effect) ? 'questionOnce' : 'question';
    const [colon, open, close] = language === 'zh' ? ['：', '（', '）'] : [': ', ' (', ')'];
    return `  ${title[language]}${colon}${what}${open}${takes}${close}\n  ${PROGRAM_TEXTS[choice][language]}`;
  }

  /** Only for a step long enough to look like a hang. */
  announce(step: Step): void {
    this.#heading(step.level);
    if (step.seconds < LONG_SECONDS) return;
    const title = STEP_TEXTS[step.name].title[this.language];
    this.write(`${' '.repeat(TIME_COLUMNS)}  ${this.#text('under way', { title, seconds: step.seconds })}\n`);
  }

  report({ step, outcome, ms, finding, error }: StepReport): void {
    const { language } = this;
    if (outcome === 'skipped' && finding !== undefined) {
      if (finding.key === 'codesHere' || finding.key === this.#over) return;
      if (ENDINGS.includes(finding.key)) {
        this.#over = finding.key;
        this.write(`\n${this.#text('rest', { reason: describeFinding(finding, language) })}\n`);
        return;
      }
    }
    this.#heading(step.level);
    const title = STEP_TEXTS[step.name].title[language];
    const said = [
      outcome === 'done' ? '' : OUTCOME_TEXTS[outcome][language],
      finding === undefined ? '' : describeFinding(finding, language),
      error === undefined ? '' : `${error.code}: ${this.#sentence(step, error)}`,
    ].filter((part) => part !== '');
    const seconds = (ms / 1000).toFixed(1);
    const time = outcome === 'done' || outcome === 'failed' ? this.#text('seconds', { seconds }) : '';
    this.write(
      `  ${time.padStart(TIME_COLUMNS)}  ${title}${language === 'zh' ? '：' : ': '}${said.join(language === 'zh' ? '，' : ', ')}\n`,
    );
  }

  /** Roots that end within a year: with their cures, since nothing else fails yet. */
  warn(warnings: readonly CodedError[]): void {
    for (const warning of warnings)
      this.write(`\n${warning.code}: ${describeError(warning, 'terminal', this.language)}\n`);
  }

  finish(paths: { readonly report: string; readonly trace: string }, address: string): void {
    this.#say('files', paths);
    this.#say('contribute', { address });
  }

  announceReport(path: string): void {
    this.#say('sendable', { report: path });
  }

  /** The catalogue's cures are for the driver, which retries; here they help only where nothing could be started. */
  #sentence(step: Step, error: CodedError): string {
    return step.name === 'identity'
      ? describeError(error, 'terminal', this.language)
      : explain(error, 'terminal').what[this.language];
  }

  #heading(level: Level): void {
    if (this.#level === level) return;
    this.#level = level;
    this.write(`\n${LEVEL_TEXTS[level][this.language]}\n`);
  }

  #say(key: keyof typeof PROGRAM_TEXTS, params: Readonly<Record<string, string | number>> = {}): void {
    this.write(this.#text(key, params));
  }

  #text(key: keyof typeof PROGRAM_TEXTS, params: Readonly<Record<string, string | number>>): string {
    return filledIn(PROGRAM_TEXTS[key][this.language], params);
  }
}

/** A step that takes this long is announced when it begins. */
const LONG_SECONDS = 30;
const TIME_COLUMNS = 7;
const ENDINGS: readonly FindingKey[] = ['silent', 'portLost', 'quit', 'interrupted'];

/** Parses an answer to the question; an empty one is not consent. */
export function consentOf(answer: string, effect: Effect): Consent {
  const letter = answer.trim().toLowerCase().slice(0, 1);
  if (letter === 'y' || letter === '是') return 'yes';
  if (letter === 'a') return ALWAYS_ASKED.includes(effect) ? 'yes' : 'all';
  return letter === 'q' ? 'quit' : 'no';
}
