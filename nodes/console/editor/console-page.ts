import type { TraceEntry } from '../../../src/at/trace-entry';
import { CommandLine } from './command-line';
import type { ConsoleReading } from '../console-reading';
import { failureOf, fileHeading, type KnownReading, stateText, troubleText } from './console-state';
import type { ConsoleHost } from './console-host';
import { ConsoleView } from './console-view';
import { SimulatorPanel } from './simulator-panel';
import { TraceBuffer } from './trace-buffer';
import { isSkipped, traceFile } from './trace-lines';

/** Without news the trace is read again after this time: the runtime's lease must not end, and news may get lost. */
const RENEW_MS = 5000;
/** A pointer that only passes over lines sends no request. */
const HOVER_MS = 80;

/**
 * The modem console: the live AT trace of a config node and a line for commands. The runtime only notifies of news; the lines are read
 * from ec20/trace/<id>, and each reading also renews the runtime's lease.
 */
export class ConsolePage {
  readonly #buffer = new TraceBuffer();
  readonly #view: ConsoleView;
  readonly #line: CommandLine;
  readonly #simulator: SimulatorPanel;
  /** Meanings of lines, by direction and text. */
  readonly #hints = new Map<string, string>();
  #id = '';
  /** Counts the choices of a modem node: an answer that an earlier one asked for continues another list of lines. */
  #choice = 0;
  #reading: KnownReading = {};
  #lastReadMs = 0;
  #wasVisible = false;
  #isReading = false;
  /** There was news during a reading. */
  #isMissed = false;
  /** The chosen line whose meaning is awaited. */
  #chosen = '';
  #pointed = '';
  #hovering: number | undefined;
  #unfollow: () => void = () => undefined;

  /** `showState` shows the config node's state in a word. */
  constructor(
    private readonly host: ConsoleHost,
    private readonly showState: (state: string) => void,
  ) {
    this.#view = new ConsoleView(host.words, {
      filter: () => this.#showLines(),
      pause: () => this.#pause(),
      clear: () => this.#clear(),
      save: () => this.#save(),
      report: () => this.#report(),
      point: (entry, line, isChosen) => this.#point(entry, line, isChosen),
      input: () => this.#line.input(),
      key: (event) => this.#line.key(event),
      send: () => this.#line.send(),
    });
    this.#simulator = new SimulatorPanel(this.#view.panel, host);
    this.#line = new CommandLine(
      host,
      this.#view,
      () => this.#id,
      () => {
        this.#showState();
        this.#read();
      },
    );
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  /** Reads the trace while the console is on screen, again after 5 s without news. `isShown`: its tab is chosen. */
  look(isShown: boolean): void {
    const isVisible = isShown && this.#view.isVisible;
    if (isVisible && (!this.#wasVisible || Date.now() - this.#lastReadMs >= RENEW_MS)) this.#read();
    this.#wasVisible = isVisible;
  }

  /** There are no modem nodes still, maybe for another reason. */
  stillNone(): void {
    if (this.#id === '') this.#showState();
  }

  /** The flows have been deployed: there may be a new trace. */
  deployed(): void {
    this.#lastReadMs = 0;
  }

  /** Shows that config node from now on; "": there is none. */
  watch(id: string): void {
    this.#unfollow();
    this.#unfollow = () => undefined;
    this.#id = id;
    this.#choice += 1;
    this.#reading = {};
    this.#clear();
    this.#showState();
    if (id === '') return;
    this.#unfollow = this.host.follow('trace', id, () => this.#read());
    this.#read();
  }

  /** One request at a time; news during one leads to another. */
  #read(): void {
    const id = this.#id;
    if (id === '' || !this.#view.isVisible) return;
    if (this.#isReading) {
      this.#isMissed = true;
      return;
    }
    this.#isReading = true;
    this.#isMissed = false;
    this.#lastReadMs = Date.now();
    const { epoch, next } = this.#reading;
    const choice = this.#choice;
    $.getJSON(`ec20/trace/${encodeURIComponent(id)}`, { epoch, after: next, lang: this.host.language })
      .done((reading: ConsoleReading) => {
        if (choice === this.#choice) this.#take(reading);
      })
      .fail(({ status }) => {
        if (choice === this.#choice) this.#take({ failed: failureOf(status) });
      })
      .always(() => {
        this.#isReading = false;
        if (this.#isMissed) this.#read();
      });
  }

  #take(reading: KnownReading): void {
    const { epoch, next } = this.#reading;
    this.#reading =
      reading.failed === undefined
        ? reading
        : { ...reading, ...(epoch !== undefined && { epoch }), ...(next !== undefined && { next }) };
    const { left = 0, entries = [] } = reading;
    const added = left > 0 ? [{ left }, ...entries] : entries;
    this.#view.lines.add(this.#buffer.add(added, this.#view.filter));
    this.#showState();
    if (this.#buffer.waiting !== undefined) this.#view.showPause(this.#buffer.waiting);
  }

  #showState(): void {
    const { words: _, failed } = this.host;
    const reading = this.#id === '' && failed !== undefined ? { failed } : this.#reading;
    this.showState(stateText(_, this.#id, reading));
    this.#view.showTrouble(troubleText(_, this.#id, reading));
    this.#simulator.show(this.#id, this.#reading);
    const canType = this.host.mayWrite && this.#reading.deployed === true;
    this.#view.allowCommands(canType, canType && !this.#line.isRunning);
    if (!this.host.mayWrite) {
      this.#view.showMessage(reading.failed === 'forbidden' ? '' : _('ec20-console.hint.readOnly'));
    }
    this.#showCount();
  }

  #showLines(): void {
    this.#view.lines.show(this.#buffer.shown(this.#view.filter));
    this.#showCount();
  }

  /** Without a match the list would be empty and say nothing. */
  #showCount(): void {
    const { count } = this.#buffer;
    const isEmpty = count > 0 && this.#buffer.shown(this.#view.filter).every(isSkipped);
    this.#view.showNoMatch(isEmpty ? count : undefined);
  }

  #pause(): void {
    this.#buffer.togglePause();
    this.#view.showPause(this.#buffer.waiting);
    if (this.#buffer.waiting === undefined) this.#showLines();
  }

  #clear(): void {
    this.#buffer.clear();
    this.#view.showPause(this.#buffer.waiting);
    this.#view.lines.show([]);
    this.#view.showHint(undefined);
    this.#showCount();
  }

  #save(): void {
    const { words: _ } = this.host;
    const now = new Date();
    const heading = fileHeading(_, this.#reading, stateText(_, this.#id, this.#reading), now);
    const entries = this.#buffer.shown(this.#view.filter).map((entry): TraceEntry => {
      if (!isSkipped(entry)) return entry;
      const text = _('ec20-console.hint.left', { count: entry.left });
      return { at: now.getTime(), direction: 'note', text };
    });
    download(`ec20-trace-${stamp(now)}.txt`, 'text/plain', traceFile(heading, entries));
  }

  /** The runtime makes it: most of it the browser doesn't have. */
  #report(): void {
    const { words: _, language } = this.host;
    if (this.#id === '') return;
    $.ajax({ url: `ec20/report/${encodeURIComponent(this.#id)}`, data: { lang: language }, dataType: 'text' })
      .done((text: string) => download(`ec20-report-${stamp(new Date())}.md`, 'text/markdown', text))
      .fail(({ status }) =>
        this.#view.showMessage(
          _(status === 401 ? 'ec20-console.failed.report' : 'ec20-console.failed.unreachable'),
        ),
      );
  }

  /** Shows what a line means, below the trace and at the pointer; of a chosen line on as many lines as it takes. */
  #point(entry: TraceEntry, line: JQuery, isChosen: boolean): void {
    const key = entry.direction + entry.text;
    if (isChosen) this.#chosen = key;
    else this.#pointed = key;
    const known = this.#hints.get(key);
    if (known !== undefined) {
      this.#showHint(known, entry, line, isChosen);
      return;
    }
    const ask = () => {
      const question = { direction: entry.direction, line: entry.text, lang: this.host.language };
      $.getJSON('ec20/hint', question).done(({ hint }: { readonly hint: string }) => {
        this.#hints.set(key, hint);
        const isWanted = isChosen
          ? this.#chosen === key && this.#view.lines.hasChosen
          : this.#pointed === key;
        if (isWanted) this.#showHint(hint, entry, line, isChosen);
      });
    };
    // The pointer may already be over another line, by itself where new lines come in: the chosen one's answer is not for it to lose.
    if (isChosen) {
      ask();
      return;
    }
    window.clearTimeout(this.#hovering);
    this.#hovering = window.setTimeout(ask, HOVER_MS);
  }

  #showHint(hint: string, entry: TraceEntry, line: JQuery, isChosen: boolean): void {
    const { words: _ } = this.host;
    line.attr('title', hint);
    // What is shown of the chosen line stays while the pointer passes over others.
    if (!isChosen && this.#view.lines.hasChosen) return;
    this.#view.showHint(hint === '' ? _('ec20-console.hint.unknown', { line: entry.text }) : hint, isChosen);
  }
}

function download(name: string, type: string, text: string): void {
  const blob = new Blob([text], { type: `${type};charset=utf-8` });
  const address = window.URL.createObjectURL(blob);
  const link = $('<a></a>').attr({ href: address, download: name }).appendTo('body');
  link.get(0)?.click();
  link.remove();
  window.URL.revokeObjectURL(address);
}

/** A time within a file's name. */
function stamp(now: Date): string {
  return now.toISOString().replace(/[:.]/g, '-');
}
