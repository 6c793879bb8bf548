import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { NODES, type NodeType } from '../../src/settings/settings';
import { choice, type Field, flag, note, number, text } from '../../src/settings/field';
import { pageOf } from '../support/node-files';

interface DialogRows {
  withSettingRows(page: string, type: string, rows: Readonly<Record<string, Field<unknown>>>): string;
}

const SCRIPT = join(__dirname, '..', '..', '..', 'scripts', 'dialog-rows.mjs');

describe('The rows of a dialog', () => {
  let rows: DialogRows;

  before(async () => {
    rows = (await import(pathToFileURL(SCRIPT).href)) as DialogRows;
  });

  for (const [type, settings] of Object.entries(NODES) as [
    NodeType,
    Readonly<Record<string, Field<unknown>>>,
  ][]) {
    it(`of ${type} have one field for each setting`, () => {
      const page = pageOf(type);
      const missing = Object.entries(settings)
        .filter(([, { kind }]) => kind !== 'note')
        .map(([name]) => name)
        .filter((name) => !page.includes(`-input-${name}"`) && !page.includes(`data-setting="${name}"`));
      assert.deepEqual(missing, []);
      const ids = [...page.matchAll(/\sid="(node-(?:config-)?input-[^"]+)"/g)].map(([, id]) => id);
      assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
      );
    });
  }

  const PLACE = '<p id="node-config-input-name"></p><div data-settings></div>';

  for (const { what, field, wanted } of [
    { what: 'a number', field: number({ default: 3, min: 1, max: 9 }), wanted: /<input type="text" id="ID"/ },
    { what: 'a text', field: text({ default: '' }), wanted: /<input type="text" id="ID"/ },
    {
      what: 'a secret',
      field: text({ default: '', credential: 'password' }),
      wanted: /<input type="password" id="ID"/,
    },
    { what: 'a flag', field: flag({ default: false }), wanted: /<input type="checkbox" id="ID"/ },
    {
      what: 'a choice',
      field: choice({ default: 'one', choices: ['one', 'two'] }),
      wanted: /<select id="ID"/,
    },
  ]) {
    it(`are made for ${what} without one, with its label`, () => {
      const page = rows.withSettingRows(PLACE, 'ec20-modem', { goodbye: field });
      const id = 'node-config-input-goodbye';
      assert.match(page, new RegExp(wanted.source.replace('ID', id)));
      assert.match(page, new RegExp(`<label for="${id}">.*data-i18n="ec20-modem.label.goodbye"`));
    });
  }

  it('are not made for what only the flow file keeps', () => {
    const page = rows.withSettingRows(PLACE, 'ec20-modem', { version: note(1) });
    assert.doesNotMatch(page, /version/);
  });

  it('are missed, with what to do, where the page has no place for them', () => {
    assert.throws(
      () => rows.withSettingRows('', 'ec20-reply', { goodbye: flag({ default: false }) }),
      /^Error: ec20-reply\.html has no field for goodbye: add one, or <div data-settings><\/div> where they should be\.$/,
    );
  });
});
