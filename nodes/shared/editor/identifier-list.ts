import { text } from './dialog-node';
import type { Choice } from './model-rows';

/** Labels of the entries beside the choices: none, and a typed one. */
export interface IdentifierWords {
  readonly none: string;
  readonly other: string;
}

/** No identifier may start with a colon. */
const OTHER = ':other';

/**
 * Lets a list stand in for a text field: the first entry is the empty field, then the choices, then any other typed
 * text. Without choices only the field is shown.
 */
export function offerIdentifiers(
  list: JQuery,
  field: JQuery,
  choices: readonly Choice[],
  words: IdentifierWords,
): void {
  const value = text(field.val());
  const isListed = value === '' || choices.some(({ identifier }) => identifier === value);
  list.off('.ec20').empty();
  list.append($('<option>').val('').text(words.none));
  for (const { identifier, name } of choices) {
    list.append(
      $('<option>')
        .val(identifier)
        .text(name === '' ? identifier : `${identifier} – ${name}`),
    );
  }
  list.append($('<option>').val(OTHER).text(words.other));
  list.toggle(choices.length > 0);
  const show = () => field.toggle(choices.length === 0 || list.val() === OTHER);
  list.val(isListed ? value : OTHER).on('change.ec20', () => {
    if (list.val() !== OTHER) field.val(text(list.val())).trigger('change');
    show();
  });
  show();
}
