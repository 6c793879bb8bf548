import assert from 'node:assert/strict';
import { resolveUrcPort } from '../../src/ec20/urc-port';

describe('Rule 15: where unsolicited codes go', () => {
  it('auto is usbat on the USB AT interface, else all; a setting is taken as it is', () => {
    assert.equal(resolveUrcPort('auto', true), 'usbat');
    assert.equal(resolveUrcPort('auto', false), 'all');
    assert.equal(resolveUrcPort('uart1', true), 'uart1');
    assert.equal(resolveUrcPort('usbmodem', false), 'usbmodem');
  });
});
