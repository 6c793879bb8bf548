import type { CheckLine } from '../../../src/session/check-line';
import type { DialogNode } from '../../device/editor/dialog-node';
import { CheckFields, type DialogFields, type DialogTabs, readDialog } from './check-fields';
import { CHECK_STYLE, CheckLines } from './check-lines';
import type { CheckAnswer } from '../check-report';
import { type CheckWords, fieldNotes, reportText, sentenceLanguage, verdictText } from './check-text';

/** The editor's clipboard. Its types ask for an element; the popover that says “copied” needs a jQuery object. */
interface Clipboard {
  copyText(value: string, target: JQuery, messageKey: string): boolean;
}

/** A run: requested and still without an id, or its id. */
interface Run {
  id: string | undefined;
  version: number;
}

/** Puts “Check my setup” into the config dialog of a node. */
export function mountCheck(container: JQuery, node: DialogNode, tabs: DialogTabs): CheckPanel {
  const words: CheckWords = {
    say: (key, values) => node._('ec20-modem.check.' + key, values),
    language: sentenceLanguage(RED.i18n.lang()),
  };
  return new CheckPanel(container, () => readDialog(node), words, new CheckFields(tabs));
}

/**
 * “Check my setup” in the editor: a button and a checklist that fills while the runtime checks port, module, card,
 * network and cloud. It ends with the dialog.
 */
export class CheckPanel {
  readonly #start: JQuery;
  readonly #cancel: JQuery;
  readonly #copy: JQuery;
  readonly #note = $('<div role="status"></div>').css({ marginTop: '6px' });
  readonly #list: CheckLines;
  /** The run under way. */
  #run: Run | undefined;
  /** The last report. */
  #lines: readonly CheckLine[] = [];
  #isOver = false;

  /** Puts the panel into a container; `dialog` reads the fields, `fields` are those that a line may be about. */
  constructor(
    container: JQuery,
    private readonly dialog: () => DialogFields,
    private readonly words: CheckWords,
    private readonly fields: CheckFields,
  ) {
    this.#start = button('fa-stethoscope', words.say('start')).on('click', () => this.#begin());
    this.#cancel = button('fa-stop', words.say('cancel'))
      .hide()
      .on('click', () => this.#end());
    this.#copy = button('fa-clipboard', words.say('copy'))
      .hide()
      .on('click', () => this.#copyReport());
    this.#list = new CheckLines(words, fields);
    container
      .addClass('ec20-check')
      .empty()
      .append($('<style></style>').text(CHECK_STYLE))
      .append(this.#start, this.#cancel, this.#copy, this.#note, this.#list.element)
      // The editor takes a closed dialog out of the page.
      .on('remove', () => {
        this.#isOver = true;
        this.#end();
      });
  }

  #begin(): void {
    const run: Run = { id: undefined, version: -1 };
    this.#run = run;
    this.#lines = [];
    this.#list.clear();
    this.fields.mark(new Map());
    this.#note.text('');
    this.#start.hide();
    this.#copy.hide();
    this.#cancel.show().trigger('focus');
    $.ajax({
      url: 'ec20/check',
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(this.dialog()),
    })
      .done(({ id }: { readonly id: string }) => {
        run.id = id;
        if (this.#isOver) this.#end();
        else this.#follow(run, id);
      })
      .fail((request) => this.#finish(this.#refusal(request)));
  }

  /** Requests news until the run is over. */
  #follow(run: Run, id: string): void {
    const isCurrent = (): boolean => !this.#isOver && this.#run === run;
    $.getJSON(`ec20/check/${id}`, { since: run.version })
      .done((report: CheckAnswer) => {
        if (!isCurrent()) return;
        this.#show(run, report);
        if (report.done) this.#finish(verdictText(report, this.words));
        else this.#follow(run, id);
      })
      .fail(() => {
        if (isCurrent()) this.#finish(this.words.say('unreachable'));
      });
  }

  #show(run: Run, { version, lines, done, running }: CheckAnswer): void {
    run.version = version;
    this.#lines = lines;
    this.#list.show(lines);
    this.fields.mark(fieldNotes(lines, this.words));
    if (!done && running) this.#note.text(this.words.say('running'));
  }

  #finish(text: string): void {
    const hadFocus = this.#cancel.is(':focus');
    this.#run = undefined;
    this.#start.show();
    this.#cancel.hide();
    this.#copy.toggle(this.#lines.length > 0);
    this.#note.text(text);
    if (hadFocus) this.#start.trigger('focus');
  }

  /** Ends the run at the runtime; its last report arrives like any other. */
  #end(): void {
    const id = this.#run?.id;
    if (id === undefined) return;
    $.ajax({ url: `ec20/check/${id}`, method: 'DELETE', contentType: 'application/json' });
  }

  #copyReport(): void {
    const clipboard = RED.clipboard as unknown as Clipboard;
    clipboard.copyText(reportText(this.#lines, this.words), this.#copy, 'clipboard.copyMessageValue');
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
