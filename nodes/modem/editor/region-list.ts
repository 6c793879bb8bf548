import { text } from '../../shared/editor/dialog-node';

/** The list of regions in an open dialog: its last entry, without a value, shows the field for any other. */
export function prepareRegionList(): void {
  const list = $('#ec20-modem-region-list');
  const field = $('#node-config-input-region');
  const show = () => {
    const region = text(field.val());
    const isListed = list
      .find('option')
      .toArray()
      .some((option) => $(option).val() === region);
    list.val(isListed ? region : '');
    field.toggle(list.val() === '');
  };
  list.on('change', () => {
    const isOther = list.val() === '';
    if (!isOther) field.val(text(list.val())).trigger('change');
    field.toggle(isOther);
    if (isOther) field.trigger('focus');
  });
  field.on('change', show);
  show();
}
