// Form rows for settings that a dialog's page has no field of its own for: a new setting needs its row in src/settings and its words,
// nothing else. Which field it gets follows from its kind.

/** Where a page takes such rows. */
const PLACE = '<div data-settings></div>';

/** Kinds that are no field of a dialog: what a flow file keeps for itself. */
const WITHOUT_FIELD = new Set(['note']);

/**
 * The page of a node's dialog with a row for each of its settings. `rows` are the node's in src/settings. Throws, with what to do,
 * where rows are missing and the page has no place for them.
 */
export function withSettingRows(page, type, rows) {
  const missing = Object.entries(rows).filter(
    ([name, { kind }]) => !WITHOUT_FIELD.has(kind) && !hasField(page, name),
  );
  if (missing.length > 0 && !page.includes(PLACE)) {
    const names = missing.map(([name]) => name).join(', ');
    throw new Error(`${type}.html has no field for ${names}: add one, or ${PLACE} where they should be.`);
  }
  const prefix = page.includes('id="node-config-input-') ? 'node-config-input-' : 'node-input-';
  return page.replace(
    PLACE,
    missing.map(([name, row]) => rowOf(type, prefix + name, `${type}.label.${name}`, row)).join('\n'),
  );
}

/** A field of its own, or a control that the page names as the setting's. */
function hasField(page, name) {
  return page.includes(`-input-${name}"`) || page.includes(`data-setting="${name}"`);
}

function rowOf(type, id, label, { kind, credential, choices }) {
  const words = `<label for="${id}"><i class="fa fa-sliders"></i> <span data-i18n="${label}"></span></label>`;
  return `<div class="form-row">${words}${fieldOf(id, kind, credential, choices)}</div>`;
}

/** A list is filled by the dialog with the setting's choices. */
function fieldOf(id, kind, credential, choices) {
  if (kind === 'choice' || choices !== undefined) return `<select id="${id}"></select>`;
  if (kind === 'flag') return `<input type="checkbox" id="${id}" style="width: auto">`;
  const width = kind === 'number' ? ' style="width: 100px"' : '';
  return `<input type="${credential ?? 'text'}" id="${id}"${width}>`;
}
