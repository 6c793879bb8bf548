import { defaultsOf } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { italicName, text } from '../shared/editor/dialog-node';
import { rulesOf } from '../shared/editor/dialog-rules';
import { showProperties } from '../shared/editor/fields';
import { findByWords } from '../shared/editor/palette-words';
import { storeFields } from '../shared/editor/stored-values';

export const properties = defaultsOf('ec20-reply');
export const validate = rulesOf('ec20-reply');

export const definition: Definition = {
  category: 'network',
  color: '#a9c3de',
  icon: 'ec20-reply.svg',
  align: 'right',
  inputs: 1,
  outputs: 0,
  label() {
    return text(this['name']) || this._('ec20-reply.label.palette');
  },
  labelStyle: italicName,
  paletteLabel() {
    findByWords('ec20-reply');
    return this._('ec20-reply.label.palette');
  },
  oneditprepare() {
    showProperties(this, '#node-input-');
  },
  oneditsave() {
    return storeFields('ec20-reply', this);
  },
};
