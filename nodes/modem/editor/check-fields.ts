import type { DialogNode } from '../../shared/editor/dialog-node';
import { fieldValue } from '../../shared/editor/fields';

const NOTE = 'ec20-modem-field-note';
const MARK = 'ec20-modem-field-marked';

/** The part of the dialog's tabs that leads to a field. */
export interface DialogTabs {
  activateTab(id: string): void;
}

/** The dialog's current fields, saved or not: the body of POST ec20/check. */
export interface DialogFields {
  readonly node: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** The properties whose field has another value by now. */
export function changedFields(before: DialogFields, now: DialogFields): readonly string[] {
  const all = ({ config, credentials }: DialogFields) => ({ ...config, ...credentials });
  const [old, current] = [all(before), all(now)];
  return Object.keys(current).filter((name) => old[name] !== current[name]);
}

/** Reads the open dialog of a config node; a property without a field is read from the node. */
export function readDialog(node: DialogNode): DialogFields {
  const { defaults, credentials = {} } = node._def;
  const read = (definitions: object): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      Object.keys(definitions).map((name) => [
        name,
        fieldValue(node, '#node-config-input-', name) ?? node[name],
      ]),
    );
  return { node: node.id, config: read(defaults), credentials: read(credentials) };
}

/** The fields of the config dialog that a check comments on: marked, with a note below, until they are changed. */
export class CheckFields {
  constructor(private readonly tabs: DialogTabs) {}

  /** The field's name in the dialog; "" where there is no such field. */
  label(name: string): string {
    const field = fieldOf(name);
    if (field.length === 0) return '';
    // The region's label belongs to the list beside it.
    const text =
      $(`label[for="node-config-input-${name}"]`).first().text() || (field.attr('aria-label') ?? '');
    return text.trim().replace(/[:：]$/, '');
  }

  /** Marks only these fields, with their notes. */
  mark(notes: ReadonlyMap<string, string>): void {
    $(`.${MARK}`).each((_, element) => unmark($(element)));
    for (const [name, note] of notes) {
      const field = fieldOf(name);
      if (field.length > 0) mark(field, note);
    }
  }

  /** Shows the field's tab and goes to the field. */
  go(name: string): void {
    const tab = fieldOf(name).closest('#ec20-modem-tab-contents > div').attr('id');
    if (tab !== undefined) this.tabs.activateTab(tab);
    fieldOf(name).trigger('focus');
  }
}

function fieldOf(name: string): JQuery {
  return $(`#node-config-input-${name}`);
}

function noteId(field: JQuery): string {
  return `${NOTE}-${field.attr('id') ?? ''}`;
}

function unmark(field: JQuery): void {
  field.off('.ec20Mark').removeClass(MARK).removeAttr('aria-describedby aria-invalid');
  $(`#${noteId(field)}`).remove();
}

function mark(field: JQuery, note: string): void {
  const id = noteId(field);
  field
    .addClass(MARK)
    .attr({ 'aria-describedby': id, 'aria-invalid': 'true' })
    // A stored secret is shown as dots; typing replaces them.
    .on('focus.ec20Mark', () => field.trigger('select'))
    .on('input.ec20Mark change.ec20Mark', () => unmark(field));
  $('<div class="form-tips form-warning"></div>')
    .addClass(NOTE)
    .attr('id', id)
    .text(note)
    .insertAfter(field.closest('.form-row'));
}
