import { type Definition, italicName, text, validators } from '../device/editor/dialog-node';
import { showProperties } from '../device/editor/fields';

export const properties = {
  version: { value: 1 },
  name: { value: '' },
  code: { value: '' },
};

export const validate = validators({
  code(node, value) {
    const code = text(value).trim();
    const isOwn = /^\d{6}$/.test(code) && Number(code) >= 100_000 && Number(code) <= 110_000;
    return isOwn || /^(200|400|429|460|)$/.test(code) || node._def._('ec20-reply.error.code');
  },
});

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
    return this._('ec20-reply.label.palette');
  },
  oneditprepare() {
    showProperties(this, '#node-input-');
  },
  oneditsave() {
    this['version'] = 1;
  },
};
