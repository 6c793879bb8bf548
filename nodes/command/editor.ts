import { defaultsOf } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { italicName, text } from '../shared/editor/dialog-node';
import { showProperties } from '../shared/editor/fields';
import { findByWords } from '../shared/editor/palette-words';
import { storeFields } from '../shared/editor/stored-values';

export const properties = defaultsOf('ec20-command');

export const definition: Definition = {
  category: 'network',
  color: '#c9b8dc',
  icon: 'ec20-command.svg',
  inputs: 1,
  outputs: 1,
  label() {
    return text(this['name']) || this._('ec20-command.label.palette');
  },
  labelStyle: italicName,
  paletteLabel() {
    findByWords('ec20-command', 'sms 短信 at command 指令');
    return this._('ec20-command.label.palette');
  },
  oneditprepare() {
    showProperties(this, '#node-input-');
  },
  oneditsave() {
    return storeFields('ec20-command', this);
  },
};
