import { credentialsOf, defaultsOf } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { italicName, text } from '../shared/editor/dialog-node';
import { rulesOf } from '../shared/editor/dialog-rules';
import { showProperties } from '../shared/editor/fields';
import { fillChoices, wordsOrChoice } from '../shared/editor/setting-rows';
import { storeFields } from '../shared/editor/stored-values';
import { prepareThingModel } from '../shared/editor/thing-model-field';
import { offerVariables } from '../shared/editor/variable-entries';

const TYPE = 'ec20-device';

export const properties = defaultsOf(TYPE);
export const credentials = credentialsOf(TYPE);
export const validate = rulesOf(TYPE);

export const definition: Definition = {
  category: 'config',
  color: '#a9c7d6',
  icon: 'ec20-device.svg',
  label() {
    return text(this['name']) || text(this['deviceName']) || this._('ec20-device.label.palette');
  },
  labelStyle: italicName,
  paletteLabel() {
    return this._('ec20-device.label.palette');
  },
  oneditprepare() {
    fillChoices(
      TYPE,
      'tslCheck',
      wordsOrChoice((key) => this._(key), 'ec20-device.tslCheck.'),
    );
    showProperties(this, '#node-config-input-');
    offerVariables(TYPE);
    prepareThingModel(this);
  },
  oneditsave() {
    return storeFields(TYPE, this);
  },
};
