import assert from 'node:assert/strict';
import { simulatorProblem } from '../../nodes/modem/editor/simulator-rule';
import { sentence } from '../../src/base/error-text';

const GOOD = [
  ['a real port', '/dev/ttyUSB2'],
  ['no port yet', ''],
  ['a serial server', 'tcp://192.0.2.1:8899?rssi=1'],
  ['the virtual module without settings', 'simulator'],
  ['a question mark without settings', 'simulator?'],
  ['a preset', 'simulator?preset=fast'],
  ['several settings, with an empty one between them', 'simulator?preset=fast&&rssi=20'],
  ['an encoded value', 'simulator?sim=%61bsent'],
  ['an environment variable as the port', '${PORT}'],
] as const;

const BAD = [
  ['an unknown name, with the three nearest', 'simulator?rsi=20', 'rsi', /rssi/],
  ['a number beyond its range', 'simulator?rssi=200', 'rssi', /0-199/],
  ['a text in place of a number', 'simulator?rssi=strong', 'rssi', /0-199/],
  ['a word that is no choice', 'simulator?sim=gone', 'sim', /absent/],
  ['an unknown preset', 'simulator?preset=slow', 'preset', /fast/],
  ['a name without a value', 'simulator?rssi', 'rssi', /0-199/],
  ['the first of two faults', 'simulator?preset=fast&rssi=-1&sim=gone', 'rssi', /0-199/],
  ['a lone %, which is no encoding', 'simulator?sim=%', 'sim', /absent/],
  ['what follows a second equals sign', 'simulator?sim=absent=1', 'sim', /absent/],
] as const;

describe('The settings in a port simulator?…', () => {
  for (const [what, port] of GOOD) {
    it(`are accepted in ${what}: “${port}”`, () => {
      assert.equal(simulatorProblem(port), undefined);
    });
  }

  for (const [what, port, name, allowed] of BAD) {
    it(`are refused for ${what}: “${port}”`, () => {
      const problem = simulatorProblem(port);
      assert(problem !== undefined);
      for (const language of ['en', 'zh'] as const) {
        const said = sentence(problem.code, problem.params, 'node', language);
        assert.ok(said.includes(name), said);
        assert.match(said, allowed);
      }
    });
  }
});
