import type { Channel } from '../at/channel';
import {
  type CommandLine,
  type Parameter,
  commandLine,
  numberAt,
  plain,
  quoted,
  textAt,
} from '../at/parameter';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import { type Question, type Reply, fieldsOf } from './command-batch';
import { perform, unlessUnanswered } from './query';
import { FULL_FUNCTIONALITY, RADIO, switchOn } from './radio';
import { URC_PORT, type UrcPort } from './urc-port';

/** What a correction of the module's state needs. */
export interface Correction {
  readonly channel: Channel;
  readonly urcPort: UrcPort;
  /** Notified of what another program had left and how it was corrected. */
  readonly report: (warning: CodedError) => void;
  /** Registers the command that restores a state which outlives our process, for when the module is released. */
  readonly undo: (line: CommandLine) => void;
}

/**
 * One state that another program, a person or the network may have left in the module: it outlives our process, so it
 * is queried, never assumed. A module that refuses the question keeps its state.
 */
interface InitialState {
  readonly question: Question;
  /** Asked before each connection: other users of the module may change it meanwhile. */
  readonly isVolatile: boolean;
  /** Sets it to what we need, unless it is. */
  correct(answer: readonly Parameter[], correction: Correction): Promise<void>;
}

const flowControl: Question = { line: plain('AT+IFC?'), answer: { prefix: '+IFC' } };
const sleepMode: Question = { line: plain('AT+QSCLK?'), answer: { prefix: '+QSCLK' } };

/** XON and XOFF among the bytes of a payload. */
const SOFTWARE_FLOW_CONTROL = 1;

/**
 * Every state that takes one question and one command. docs/reliability.md has the table of all states; the others are
 * in the file of their subject: result form and echo (the greeting), access point and contexts, operator selection, the
 * options of MQTT.
 */
const INITIAL_STATES: readonly InitialState[] = [
  {
    // AT+CFUN=0 or 4: aeroplane mode, of ModemManager among others. Most firmware resets it at a restart.
    question: RADIO,
    isVolatile: true,
    async correct(answer, { channel, report }) {
      const level = numberAt(answer, 0);
      if (level === undefined || level === FULL_FUNCTIONALITY) return;
      await switchOn(channel, level);
      report(new CodedError('EC20_RADIO_WAS_OFF', { params: { level } }));
    },
  },
  {
    // AT+IFC=1,1 (EC2x AT manual §3.3): the bytes 0x11 and 0x13 never arrive. Hardware flow control belongs to the wiring.
    question: flowControl,
    isVolatile: false,
    async correct(answer, { channel }) {
      const isSoftware = [0, 1].some((place) => numberAt(answer, place) === SOFTWARE_FLOW_CONTROL);
      if (isSoftware) await write(channel, commandLine('AT+IFC=', 0, 0));
    },
  },
  {
    // AT+QSCLK=1: the module sleeps between two commands and swallows the first bytes of the next.
    question: sleepMode,
    isVolatile: false,
    async correct(answer, { channel }) {
      const mode = numberAt(answer, 0);
      if (mode !== undefined && mode !== 0) await write(channel, commandLine('AT+QSCLK=', 0));
    },
  },
  {
    // Without them no connection ever completes. Stored in the module's flash: written only when different (rule 15).
    question: URC_PORT,
    isVolatile: true,
    async correct(answer, { channel, urcPort, undo }) {
      const found = textAt(answer, 1) ?? '';
      if (found === urcPort) return;
      await write(channel, urcPortLine(urcPort));
      if (found !== '') undo(urcPortLine(found));
    },
  },
];

function urcPortLine(port: string): CommandLine {
  return commandLine('AT+QURCCFG=', quoted('urcPort', 'urcport'), quoted('urcPort', port));
}

/** The questions for a newly opened module, or for a known one. */
export function initialStateQuestions(isFirst: boolean): readonly Question[] {
  return rows(isFirst).map(({ question }) => question);
}

/** Corrects what the replies to {@link initialStateQuestions} show. Rejects with `EC20_RADIO_OFF`. */
export async function correctInitialState(
  correction: Correction,
  isFirst: boolean,
  replies: readonly (Reply | undefined)[],
): Promise<void> {
  for (const [place, row] of rows(isFirst).entries()) {
    const answer = fieldsOf(replies[place]);
    if (answer !== undefined) await row.correct(answer, correction);
  }
}

function rows(isFirst: boolean): readonly InitialState[] {
  return isFirst ? INITIAL_STATES : INITIAL_STATES.filter(({ isVolatile }) => isVolatile);
}

async function write(channel: Channel, line: CommandLine): Promise<void> {
  await unlessUnanswered(perform(channel, line, DEADLINES.simpleMs));
}
