import { editorLanguage } from '../../shared/editor/definition';
import { type DialogNode, text } from '../../shared/editor/dialog-node';
import { changedFields, CheckFields, type DialogFields, type DialogTabs, readDialog } from './check-fields';
import { CHECK_STYLE, CheckLines } from './check-lines';
import type { CheckAnswer } from '../check-report';
import {
  type CheckWords,
  fieldList,
  fieldNotes,
  resultState,
  sentenceLanguage,
  sharedText,
  verdictText,
} from './check-text';

/** The editor's clipboard. Its types ask for an element; the popover that says “copied” needs a jQuery object. */
interface Clipboard {
  copyText(value: string, target: JQuery, messageKey: string): boolean;
}

/** A run: requested and still without an id, or its id. */
interface Run {
  id: string | undefined;
  version: number;
  /** Ended before its id arrived. */
  isEnded: boolean;
}

const NOTE_CLASSES = { ok: '', warn: 'ec20-check-note-warn', failed: 'ec20-check-note-failed' } as const;

/** Puts “Check my setup” into the config dialog of a node. */
export function mountCheck(container: JQuery, node: DialogNode, tabs: DialogTabs): CheckPanel {
  const words: CheckWords = {
    say: (key, values) => node._('ec20-modem.check.' + key, values),
    language: sentenceLanguage(editorLanguage()),
  };
  return new CheckPanel(container, node, words, new CheckFields(tabs));
}

/**
 * “Check my setup” in the editor: a button and a checklist that fills while the runtime checks port, module, card,
 * network and cloud. It ends with the dialog.
 */
export class CheckPanel {
  readonly #start: JQuery;
  readonly #cancel: JQuery;
  readonly #copy: JQuery;
  readonly #pause: JQuery;
  readonly #close: JQuery;
  readonly #scroll: JQuery;
  /** The fields changed since the check. */
  readonly #changed = $('<div role="status" class="ec20-check-note-warn ec20-check-changed"></div>');
  readonly #note = $('<div role="status"></div>').css({ marginTop: '6px' });
  readonly #list: CheckLines;
  /** The run under way. */
  #run: Run | undefined;
  /** The last report, and the fields that it is about. */
  #report: CheckAnswer | undefined;
  #asked: DialogFields | undefined;
  #isOver = false;

  /** Puts the panel into a container; `fields` are those that a line may be about. */
  constructor(
    container: JQuery,
    private readonly node: DialogNode,
    private readonly words: CheckWords,
    private readonly fields: CheckFields,
  ) {
    this.#start = button('fa-stethoscope', words.say('start')).on('click', () => this.#begin(false));
    this.#cancel = button('fa-stop', words.say('cancel')).on('click', () => this.#end());
    this.#copy = button('fa-clipboard', words.say('copy')).on('click', () => this.#copyReport());
    this.#close = button('fa-times', words.say('close')).on('click', () => this.#closeList());
    this.#pause = button('fa-pause', words.say('pause'))
      .css({ display: 'block', marginTop: '6px' })
      .on('click', () => this.#begin(true));
    this.#list = new CheckLines(words, fields);
    this.#scroll = $('<div class="ec20-check-scroll" role="region" tabindex="0"></div>')
      .attr('aria-label', words.say('start'))
      .append(this.#list.element);
    for (const part of [this.#cancel, this.#copy, this.#close, this.#pause, this.#changed, this.#scroll])
      part.hide();
    container
      .addClass('ec20-check')
      .empty()
      .append($('<style></style>').text(CHECK_STYLE))
      .append(this.#start, this.#cancel, this.#copy, this.#close, this.#note, this.#changed, this.#pause)
      .append(this.#scroll)
      // The editor takes a closed dialog out of the page.
      .on('remove', () => {
        this.#isOver = true;
        this.#end();
      });
    container.closest('form').on('input change', () => this.#fieldsChanged());
  }

  /** With `pause`, the deployed session gives way to the dialog's settings. */
  #begin(pause: boolean): void {
    const run: Run = { id: undefined, version: -1, isEnded: false };
    this.#run = run;
    this.#clear();
    this.#scroll.show();
    this.#start.hide();
    this.#cancel.show().trigger('focus');
    this.#asked = readDialog(this.node);
    if (pause) this.#note.text(this.words.say('paused'));
    $.ajax({
      url: 'ec20/check',
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ ...this.#asked, pause }),
    })
      .done(({ id }: { readonly id: string }) => {
        run.id = id;
        if (this.#isOver || run.isEnded) this.#cancelRun(id);
        if (!this.#isOver) this.#follow(run, id);
      })
      .fail((request) => this.#finish(this.#refusal(request)));
  }

  #clear(): void {
    this.#report = undefined;
    this.#asked = undefined;
    this.#list.clear();
    this.fields.mark(new Map());
    this.#note.text('').removeClass('ec20-check-note-warn ec20-check-note-failed');
    for (const part of [this.#copy, this.#close, this.#pause, this.#changed]) part.hide();
  }

  /** Requests news until the run is over. */
  #follow(run: Run, id: string): void {
    const isCurrent = (): boolean => !this.#isOver && this.#run === run;
    $.getJSON(`ec20/check/${id}`, { since: run.version })
      .done((report: CheckAnswer) => {
        if (!isCurrent()) return;
        this.#show(run, report);
        if (report.done) this.#finish(verdictText(report, this.words, (name) => this.fields.label(name)));
        else this.#follow(run, id);
      })
      .fail(() => {
        if (isCurrent()) this.#finish(this.words.say('unreachable'));
      });
  }

  #show(run: Run, report: CheckAnswer): void {
    const { version, lines, done, running, paused, untried = [] } = report;
    run.version = version;
    this.#report = report;
    this.#list.show(lines);
    if (done) this.#list.showUntried(untried);
    this.#list.reveal();
    this.fields.mark(fieldNotes(lines, this.words));
    if (done) this.#note.addClass(NOTE_CLASSES[resultState(report)]);
    else if (running) this.#note.text(this.words.say('running'));
    else if (paused === true) this.#note.text(this.words.say('paused'));
  }

  #finish(result: string): void {
    const hadFocus = this.#cancel.is(':focus');
    const { lines = [], running = false, untried = [] } = this.#report ?? {};
    this.#run = undefined;
    this.#start.show();
    this.#cancel.hide();
    this.#copy.toggle(lines.length > 0);
    this.#close.toggle(lines.length > 0);
    this.#scroll.toggle(lines.length > 0);
    this.#pause.toggle(running && untried.length > 0);
    this.#note.text(result);
    this.#fieldsChanged();
    if (hadFocus) this.#start.trigger('focus');
  }

  /** A result is about the fields as they were. */
  #fieldsChanged(): void {
    const names = this.#changedNames();
    const fields = fieldList(names, this.words, (name) => this.fields.label(name));
    this.#changed
      .text(names.length === 0 ? '' : this.words.say('changed', { fields }))
      .toggle(names.length > 0);
  }

  #changedNames(): readonly string[] {
    if (this.#report === undefined || this.#asked === undefined || this.#isOver) return [];
    return changedFields(this.#asked, readDialog(this.node));
  }

  #closeList(): void {
    this.#clear();
    this.#scroll.hide();
    this.#start.trigger('focus');
  }

  /** Ends the run at the runtime; its last report arrives like any other. */
  #end(): void {
    if (this.#run === undefined) return;
    this.#run.isEnded = true;
    if (this.#run.id !== undefined) this.#cancelRun(this.#run.id);
  }

  #cancelRun(id: string): void {
    $.ajax({ url: `ec20/check/${id}`, method: 'DELETE', contentType: 'application/json' });
  }

  #copyReport(): void {
    if (this.#report === undefined || this.#asked === undefined) return;
    // A running session is that of the node as it was deployed.
    const config = this.#report.running ? this.node : this.#asked.config;
    const [name] = [text(config['name']), text(config['deviceName']), this.node.id].filter(
      (each) => each !== '',
    );
    const shared = sharedText(this.#report, this.words, {
      node: name ?? '',
      changed: this.#changedNames(),
      label: (field) => this.fields.label(field),
    });
    (RED.clipboard as unknown as Clipboard).copyText(shared, this.#copy, 'clipboard.copyMessageValue');
  }

  #refusal({ status, responseJSON }: JQuery.jqXHR): string {
    if (status === 401) return this.words.say('forbidden');
    const { message } = (responseJSON ?? {}) as { readonly message?: string };
    return message === undefined || message === '' ? this.words.say('unreachable') : message;
  }
}

function button(icon: string, text: string): JQuery {
  return $('<button type="button" class="red-ui-button"></button>')
    .css({ marginRight: '6px' })
    .append($('<i aria-hidden="true"></i>').addClass(`fa ${icon}`), document.createTextNode(` ${text}`));
}
