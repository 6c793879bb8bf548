import assert from 'node:assert/strict';
import { CommandHistory, type HistoryStorage, remember } from '../../nodes/console/editor/command-history';
import { mayHoldSecret, SECRET_COMMANDS } from '../../src/ec20/secret-commands';

/** A browser's storage, with what is in it. */
function storage(stored: string | null = null): HistoryStorage & { stored: string | null } {
  return {
    stored,
    getItem() {
      return this.stored;
    },
    setItem(_, value) {
      this.stored = value;
    },
  };
}

describe('The console’s history', () => {
  it('is without doubles, of fifty, the newest last', () => {
    assert.deepEqual(remember(['AT', 'ATI'], 'AT'), ['ATI', 'AT']);
    const many = Array.from({ length: 60 }, (_, index) => `AT+X=${index}`);
    const kept = many.reduce<readonly string[]>(remember, []);
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [50, 'AT+X=10', 'AT+X=59']);
  });

  for (const { name, option } of SECRET_COMMANDS) {
    const secret = `AT${name}=${option === undefined ? '' : `"${option}",`}0,"a","b","c","d"`;
    it(`keeps no ${secret}, as the runtime has it`, () => {
      assert.equal(mayHoldSecret(secret), true);
      assert.deepEqual(remember(['AT'], secret), ['AT']);
    });
  }

  for (const secret of [
    'AT+ CPIN="1234"',
    'AT+CPIN=1234',
    'at+cpin = "1234"',
    'AT+QMTCFG="aliauth",0,"p","d","s"',
    'AT+QICSGP=1,1,"a","u","p",1',
    'AT+CLCK="SC",0,"1234"',
    'AT+QMTCONN=0,"c","u","p"',
  ]) {
    it(`keeps no ${secret}`, () => assert.deepEqual(remember(['AT'], secret), ['AT']));
  }
  it('keeps the question for the SIM card’s state', () => {
    assert.deepEqual(remember([], 'AT+CPIN?'), ['AT+CPIN?']);
  });

  it('is recalled up and down, back to what is being typed', () => {
    const history = new CommandHistory(() => storage('["AT","ATI"]'));
    assert.equal(history.recall(1, 'AT+C'), undefined);
    assert.equal(history.recall(-1, 'AT+C'), 'ATI');
    assert.equal(history.recall(-1, 'ATI'), 'AT');
    assert.equal(history.recall(-1, 'AT'), undefined);
    assert.equal(history.recall(1, 'AT'), 'ATI');
    assert.equal(history.recall(1, 'ATI'), 'AT+C');
    history.recall(-1, 'AT+C');
    history.rewind();
    assert.equal(history.recall(-1, 'AT+CS'), 'ATI', 'typing begins anew at the end');
  });

  it('outlasts the page', () => {
    const store = storage();
    new CommandHistory(() => store).add('AT+CSQ');
    assert.equal(new CommandHistory(() => store).recall(-1, ''), 'AT+CSQ');
  });

  it('of an earlier version loses the commands that count as secret today', () => {
    const history = new CommandHistory(() => storage('["AT","AT+CGAUTH=1,1,\\"u\\",\\"p\\""]'));
    assert.equal(history.recall(-1, ''), 'AT');
  });

  for (const damaged of ['{', '{}', 'null', '7']) {
    it(`begins anew after ${damaged}`, () => {
      assert.equal(new CommandHistory(() => storage(damaged)).recall(-1, ''), undefined);
    });
  }

  it('lasts as long as the page in a browser that stores nothing', () => {
    const history = new CommandHistory(() => {
      throw new Error('SecurityError');
    });
    history.add('AT');
    assert.equal(history.recall(-1, ''), 'AT');
  });
});
