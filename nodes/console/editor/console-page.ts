import type { Words } from '../../device/editor/words';
import type { TraceEntry } from '../../../src/at/trace-entry';
import { CommandLine } from './command-line';
import type { ConsoleReading } from '../console-reading';
import { fileHeading, type KnownReading, stateText, troubleText } from './console-state';
import { ConsoleView, type OfferedModem } from './console-view';
import { TraceBuffer } from './trace-buffer';
import { SimulatorPanel } from './simulator-panel';
import { isSkipped, traceFile } from './trace-lines';

/** Without news the trace is read again after this time: the runtime's lease must not end, and news may get lost. */
const RENEW_MS = 5000;
const LOOK_MS = 500;
/** A pointer that only passes over lines sends no request. */
const HOVER_MS = 80;
/** Editor events after which the config nodes may differ. */
const CHANGES = ['nodes:add', 'nodes:remove', 'nodes:change', 'deploy', 'flows:loaded'];

/** The parts of an ec20-modem node in the editor that name it. */
interface EditorModem {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly deviceName?: string;
}

/**
 * The modem console: the live AT trace of a config node and a line for commands. The runtime only notifies, by
 * RED.comms, of news; the lines are read from ec20/trace/<id>, and each reading also renews the runtime's lease.
 */
export class ConsolePage {
  readonly #buffer = new TraceBuffer();
  readonly #view: ConsoleView;
  readonly #line: CommandLine;
  readonly #simulator: SimulatorPanel;
  readonly #mayWrite = RED.user.hasPermission('ec20.write');
  /** Meanings of lines, by direction and text. */
  readonly #hints = new Map<string, string>();
  #id = '';
  #reading: KnownReading = {};
  #lastReadMs = 0;
  #isReading = false;
  /** There was news during a reading. */
  #isMissed = false;
  #pointed = '';
  #hovering: number | undefined;
  readonly #onNews = (): void => this.#read();

  constructor(private readonly _: Words) {
    this.#view = new ConsoleView(_, {
      choose: () => this.#watch(this.#view.modem),
      filter: () => this.#showLines(),
      pause: () => this.#pause(),
      clear: () => this.#clear(),
      save: () => this.#save(),
      point: (entry, line) => this.#point(entry, line),
      input: () => this.#line.input(),
      key: (event) => this.#line.key(event),
      send: () => this.#line.send(),
    });
    this.#simulator = new SimulatorPanel(this.#view.panel, {
      words: _,
      language: RED.i18n.lang(),
      mayWrite: this.#mayWrite,
    });
    this.#line = new CommandLine(
      _,
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

  /** Follows the editor's config nodes, and their traces while the console is on screen. */
  start(): void {
    for (const change of CHANGES) RED.events.on(change, () => this.#offer());
    RED.events.on('deploy', () => {
      this.#lastReadMs = 0;
    });
    let wasVisible = false;
    window.setInterval(() => {
      const { isVisible } = this.#view;
      if (isVisible && !wasVisible) this.#offer();
      if (isVisible && (!wasVisible || Date.now() - this.#lastReadMs >= RENEW_MS)) this.#read();
      wasVisible = isVisible;
    }, LOOK_MS);
    this.#offer();
    this.#showState();
  }

  #offer(): void {
    const modems: OfferedModem[] = [];
    RED.nodes.eachConfig((config) => {
      const { id, type, name, deviceName } = config as EditorModem;
      if (type === 'ec20-modem') modems.push({ id, name: [name, deviceName].find(Boolean) ?? id });
      return true;
    });
    const id = this.#view.offer(modems);
    if (id !== this.#id) this.#watch(id);
  }

  #watch(id: string): void {
    if (this.#id !== '') RED.comms.unsubscribe(`ec20/trace/${this.#id}`, this.#onNews);
    this.#id = id;
    this.#reading = {};
    this.#clear();
    this.#showState();
    if (id === '') return;
    RED.comms.subscribe(`ec20/trace/${id}`, this.#onNews);
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
    $.getJSON(`ec20/trace/${encodeURIComponent(id)}`, { epoch, after: next, lang: RED.i18n.lang() })
      .done((reading: ConsoleReading) => {
        if (id === this.#id) this.#take(reading);
      })
      .fail(({ status }) => {
        if (id === this.#id) this.#take({ failed: status === 401 ? 'forbidden' : 'unreachable' });
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
    this.#showState();
    this.#view.lines.add(this.#buffer.add(added, this.#view.filter));
    if (this.#buffer.waiting !== undefined) this.#view.showPause(this.#buffer.waiting);
  }

  #showState(): void {
    this.#view.showState(
      stateText(this._, this.#id, this.#reading),
      troubleText(this._, this.#id, this.#reading),
    );
    this.#simulator.show(this.#id, this.#reading);
    const canType = this.#mayWrite && this.#reading.deployed === true;
    this.#view.allowCommands(canType, canType && !this.#line.isRunning);
    if (!this.#mayWrite) this.#view.showMessage(this._('ec20-console.hint.readOnly'));
  }

  #showLines(): void {
    this.#view.lines.show(this.#buffer.shown(this.#view.filter));
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
  }

  #save(): void {
    const now = new Date();
    const heading = fileHeading(this._, this.#reading, stateText(this._, this.#id, this.#reading), now);
    const entries = this.#buffer.shown(this.#view.filter).map((entry): TraceEntry => {
      if (!isSkipped(entry)) return entry;
      const text = this._('ec20-console.hint.left', { count: entry.left });
      return { at: now.getTime(), direction: 'note', text };
    });
    const blob = new Blob([traceFile(heading, entries)], { type: 'text/plain;charset=utf-8' });
    const address = window.URL.createObjectURL(blob);
    const download = `ec20-trace-${now.toISOString().replace(/[:.]/g, '-')}.txt`;
    const link = $('<a></a>').attr({ href: address, download }).appendTo('body');
    link.get(0)?.click();
    link.remove();
    window.URL.revokeObjectURL(address);
  }

  /** Shows what a line means, below the trace and at the pointer. */
  #point(entry: TraceEntry, line: JQuery): void {
    const key = entry.direction + entry.text;
    this.#pointed = key;
    const known = this.#hints.get(key);
    if (known !== undefined) {
      this.#showHint(known, entry, line);
      return;
    }
    window.clearTimeout(this.#hovering);
    this.#hovering = window.setTimeout(() => {
      const question = { direction: entry.direction, line: entry.text, lang: RED.i18n.lang() };
      $.getJSON('ec20/hint', question).done(({ hint }: { readonly hint: string }) => {
        this.#hints.set(key, hint);
        if (this.#pointed === key) this.#showHint(hint, entry, line);
      });
    }, HOVER_MS);
  }

  #showHint(hint: string, entry: TraceEntry, line: JQuery): void {
    line.attr('title', hint);
    this.#view.showHint(hint === '' ? this._('ec20-console.hint.unknown', { line: entry.text }) : hint);
  }
}
