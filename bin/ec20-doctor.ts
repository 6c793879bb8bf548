#!/usr/bin/env node
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, release, type as system } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { SystemClock } from '../src/base/clock';
import type { CodedError } from '../src/base/coded-error';
import { describeError } from '../src/base/error-text';
import { argumentsFault, programLanguage } from '../src/base/program-arguments';
import { parseAddress } from '../src/base/tcp-address';
import { endingRoots } from '../src/cloud/root-ends';
import { everyShippedRoot } from '../src/core/shipped-roots';
import { readOrdinaryFile, UnreadableFile } from '../src/core/setting-file';
import { examine, type Diagnosis, type DoctorOptions } from '../src/doctor/doctor';
import type { BrokerAddress } from '../src/doctor/examination';
import { examinationReport } from '../src/doctor/examination-report';
import { consentOf, ConsoleOutput, PROGRAM_TEXTS } from '../src/doctor/console-output';
import { Replay } from '../src/doctor/replay';
import { ReplayClock } from '../src/doctor/replay-clock';
import { LEVELS, type Level } from '../src/doctor/report';
import { filledIn } from '../src/doctor/texts';
import { readTrace } from '../src/doctor/trace';
import { lineSource } from '../src/core/line-source';
import { answeringPort } from '../src/transport/port-trial';
import type { Transport } from '../src/transport/transport';

/** Invalid options or arguments; exits with code 2. */
class UsageError extends Error {}

const BAUD_RATE = 115_200;
const MQTT_PORT = 1883;
const LARGEST_TRACE_BYTES = 256 * 1024 * 1024;
/** Exit code after a second Ctrl-C: the user doesn't want to wait. */
const EXIT_INTERRUPTED = 130;

const OPTIONS = {
  level: { type: 'string' },
  broker: { type: 'string' },
  ca: { type: 'string' },
  'second-port': { type: 'string' },
  baud: { type: 'string' },
  out: { type: 'string' },
  report: { type: 'string' },
  replay: { type: 'string' },
  lang: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const;

const language = programLanguage(process.argv.slice(2), OPTIONS, process.env);
const { values, positionals } = read();

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const usage = error instanceof UsageError ? PROGRAM_TEXTS.seeHelp[language] : '';
    process.stderr.write(`ec20-doctor: ${describeError(error, 'terminal', language)}${usage}\n`);
    process.exit(2);
  },
);

async function main(): Promise<number> {
  if (values.help === true) {
    process.stdout.write(PROGRAM_TEXTS.help[language]);
    return 0;
  }
  if (values.replay !== undefined) return replay(values.replay);
  const level = levelOf(values.level);
  const terminal = process.stdin.isTTY && values.yes !== true;
  const mayAsk = terminal || values.yes === true;
  let said = '';
  const output = new ConsoleOutput((text) => {
    said += text;
    process.stdout.write(text);
  }, language);
  const ending = await endingCertificates(values.ca);
  const transport = await lineOf(positionals[0] ?? 'auto');
  output.begin(transport.path);
  if (!mayAsk && level !== 'read') output.announceReadOnly();
  const reader = terminal ? createInterface({ input: process.stdin, output: process.stdout }) : undefined;
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(EXIT_INTERRUPTED);
    output.announceStop();
    stopping.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  reader?.on('SIGINT', stop);
  const ask = async (question: string): Promise<string> =>
    reader === undefined ? '' : reader.question(question, { signal: stopping.signal }).catch(() => 'q');
  const effective = mayAsk ? level : 'read';
  const broker = await brokerFor(effective, ask);
  const options: DoctorOptions = {
    clock: new SystemClock(),
    transport,
    ...(values['second-port'] === undefined ? {} : { second: await lineOf(values['second-port']) }),
    level: effective,
    ...(broker === undefined ? {} : { broker }),
    program: version(),
    consent: async (step) =>
      values.yes === true ? 'yes' : consentOf(await ask(output.prompt(step)), step.effect),
    onStart: (step) => output.announce(step),
    onReport: (report) => output.report(report),
    signal: stopping.signal,
  };
  const diagnosis = await examine(options);
  reader?.close();
  output.warn(ending);
  output.finish(keep(diagnosis), issuesAddress());
  if (values.report !== undefined) {
    writeSendable(values.report, diagnosis, said);
    output.announceReport(values.report);
  }
  return diagnosis.isIncomplete ? 1 : 0;
}

/** Warnings of roots that end within a year: those of this package, and those of the user's own file. */
async function endingCertificates(file: string | undefined): Promise<readonly CodedError[]> {
  const nowMs = new SystemClock().wallTime();
  const own = file === undefined ? [] : endingRoots(Buffer.from(await textOf(file)), nowMs);
  return [...endingRoots(everyShippedRoot(), nowMs), ...own.map((warning) => warning.at('mqtt'))];
}

/** Examines a trace instead of a module, and prints the resulting report. */
async function replay(path: string): Promise<number> {
  const trace = readTrace(await textOf(path));
  const clock = new ReplayClock(Date.parse(trace.made));
  const interrupting = new AbortController();
  const player = new Replay(trace, clock, () => interrupting.abort());
  const { level, broker, hasSecond } = player.options;
  const output = new ConsoleOutput((text) => process.stderr.write(text), language);
  const { report, isIncomplete } = await examine({
    clock,
    transport: player.transport,
    ...(hasSecond ? { second: player.second } : {}),
    level,
    ...(broker === undefined ? {} : { broker }),
    program: version(),
    consent: (step) => Promise.resolve(player.consent(step)),
    onReport: (report) => output.report(report),
    signal: interrupting.signal,
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return isIncomplete ? 1 : 0;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readOrdinaryFile(resolve(path), LARGEST_TRACE_BYTES)).toString('utf8');
  } catch (error) {
    throw error instanceof UnreadableFile
      ? new UsageError(filledIn(PROGRAM_TEXTS.unreadable[language], { path, why: error.why[language] }))
      : error;
  }
}

/** With `auto` the port of the module that answers; one that can't be opened is reported and skipped. */
function lineOf(port: string): Promise<Transport> {
  const { find } = lineSource({ port, baudRate: baudRate() });
  return answeringPort(find, new SystemClock(), (error) =>
    process.stderr.write(`ec20-doctor: ${describeError(error, 'terminal', language)}\n`),
  );
}

function baudRate(): number {
  const rate = Number(values.baud ?? BAUD_RATE);
  if (!Number.isInteger(rate) || rate <= 0)
    throw new UsageError(filledIn(PROGRAM_TEXTS.badBaud[language], { rate: values.baud ?? '' }));
  return rate;
}

function levelOf(text = 'full'): Level {
  const level = text === 'full' ? 'broker' : LEVELS.find((known) => known === text);
  if (level === undefined)
    throw new UsageError(
      filledIn(PROGRAM_TEXTS.badLevel[language], {
        level: text,
        levels: [...LEVELS, 'full'].join(language === 'zh' ? '、' : ', '),
      }),
    );
  return level;
}

async function brokerFor(
  level: Level,
  ask: (question: string) => Promise<string>,
): Promise<BrokerAddress | undefined> {
  if (level !== 'broker') return undefined;
  const given = values.broker ?? (await ask(PROGRAM_TEXTS.askBroker[language])).trim();
  return given === '' || given === 'q' ? undefined : brokerAddress(given);
}

/** `mqtt://user:password@host:port`. A quote or a control character would end a command. */
function brokerAddress(text: string): BrokerAddress {
  const url = text.includes('://') ? text : `mqtt://${text}`;
  const found = parseAddress(url, { scheme: 'mqtt', defaultPort: MQTT_PORT, mayLogIn: true });
  if (found !== undefined && !/["\p{Cc}]/u.test(Object.values(found).join(''))) return found;
  throw new UsageError(filledIn(PROGRAM_TEXTS.badBroker[language], {}));
}

/** Writes report and trace; returns their paths. */
function keep({ report, trace }: Diagnosis): { report: string; trace: string } {
  const folder = values.out ?? '.';
  mkdirSync(folder, { recursive: true });
  const model = report.module.model.replace(/[^\w-]+/g, '-') || 'module';
  const stem = `ec20-doctor-${model}-${report.made.replace(/[-:]|\.\d+Z$/g, '')}`;
  const paths = { report: join(folder, `${stem}.json`), trace: join(folder, `${stem}.trace.jsonl`) };
  writeFileSync(paths.report, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(paths.trace, trace);
  return paths;
}

/** Writes one file to send, whatever folder the others are in. */
function writeSendable(path: string, diagnosis: Diagnosis, said: string): void {
  const surroundings = {
    program: version(),
    nodeJs: process.version,
    os: `${system()} ${release()} ${arch()}`,
    issues: issuesAddress(),
    language,
  };
  writeFileSync(resolve(path), examinationReport(diagnosis, said, surroundings));
}

function manifest(): { version: string; bugs: { url: string } } {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as ReturnType<
    typeof manifest
  >;
}

function version(): string {
  return manifest().version;
}

function issuesAddress(): string {
  return manifest().bugs.url;
}

function read() {
  const fault = argumentsFault(process.argv.slice(2), { options: OPTIONS, allowPositionals: true });
  if (fault !== undefined) {
    process.stderr.write(`ec20-doctor: ${fault[language]}${PROGRAM_TEXTS.seeHelp[language]}\n`);
    process.exit(2);
  }
  return parseArgs({ allowPositionals: true, options: OPTIONS });
}
