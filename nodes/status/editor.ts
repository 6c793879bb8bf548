import { defaultsOf } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { italicName, text } from '../shared/editor/dialog-node';
import { rulesOf } from '../shared/editor/dialog-rules';
import { showProperties } from '../shared/editor/fields';
import { findByWords } from '../shared/editor/palette-words';
import { showUsed } from '../shared/editor/setting-rows';
import { storeFields } from '../shared/editor/stored-values';

const TYPE = 'ec20-status';
const PREFIX = '#node-input-';

export const properties = defaultsOf(TYPE);
export const validate = rulesOf(TYPE);

export const definition: Definition = {
  category: 'network',
  color: '#e3cf9f',
  icon: 'ec20-status.svg',
  inputs: 1,
  outputs: 1,
  label() {
    return text(this['name']) || this._('ec20-status.label.palette');
  },
  labelStyle: italicName,
  paletteLabel() {
    findByWords('ec20-status');
    return this._('ec20-status.label.palette');
  },
  oneditprepare() {
    showProperties(this, PREFIX);
    const show = () => showUsed(TYPE, this, $(`${PREFIX}name`).closest('form'));
    $(`${PREFIX}modem`).on('change', show);
    show();
  },
  oneditsave() {
    return storeFields(TYPE, this);
  },
};
