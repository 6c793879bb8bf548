import assert from 'node:assert/strict';
import { CME_ERRORS } from '../../src/at/error-numbers';
import { moduleError } from '../../src/at/module-error';
import { describeError } from '../../src/base/error-text';
import { SIM_ERRORS } from '../../src/ec20/result-codes';
import { ERRORS } from '../../src/errors/catalogue';

/** Refused commands, and what is told of the result; none: the result alone. */
const REFUSED: readonly (readonly [command: string, result: string, en: string, zh: string])[] = [
  ['AT+CPIN?', '+CME ERROR: 10', 'The module sees no SIM card', '模块没有检测到 SIM 卡'],
  ['AT+COPS=?', '+CME ERROR: 30', 'no network service', '没有网络服务'],
  ['AT+CMGS="1"', '+CMS ERROR: 304', 'wrong PDU parameter', 'PDU 参数错误'],
  ['AT+CMGS="1"', '+CMS ERROR: 331', 'no network service', '没有网络服务'],
  ['AT+CGATT=1', '+CME ERROR: 107', 'no data service for this card', '这张卡没有数据业务'],
  ['AT+QIOPEN=1,0', '+CME ERROR: 568', 'busy, try again later', '正忙，请稍后再试'],
  ['AT+X=1', '+CME ERROR: 9999', '', ''],
  ['AT+X=1', '+CME ERROR: SIM not inserted', '', ''],
  ['AT+CSQ?', 'ERROR', 'it has no form with “?”: send AT+CSQ', '这条指令没有带“?”的查询形式，请发 AT+CSQ'],
  [
    'at+qnwinfo?',
    'ERROR',
    'it has no form with “?”: send AT+QNWINFO',
    '这条指令没有带“?”的查询形式，请发 AT+QNWINFO',
  ],
  ['ATI?', 'ERROR', 'it has no form with “?”: send ATI', '这条指令没有带“?”的查询形式，请发 ATI'],
  ['AT+CPIN', 'ERROR', 'to ask, send AT+CPIN?', '查询要带“?”，请发 AT+CPIN?'],
  [
    'AT+QIACT=1',
    'ERROR',
    'a context that is active already is answered so: AT+QIACT? shows its IP address',
    '已经激活的上下文也会这样应答，用 AT+QIACT? 看有没有 IP 地址',
  ],
  [
    'AT+QPING=1,"www.aliyun.com"',
    'ERROR',
    'mostly there is no data connection: AT+QIACT? shows whether there is an IP address',
    '多半是没有数据连接，用 AT+QIACT? 看有没有 IP 地址',
  ],
  ['AT+CSQ', 'ERROR', '', ''],
  ['AT+CSQ=1', 'ERROR', '', ''],
  ['AT+NOSUCH', 'ERROR', '', ''],
];

describe('A refused command', () => {
  for (const [command, result, en, zh] of REFUSED) {
    it(`${command} with ${result} is told ${en === '' ? 'without a meaning' : `with its meaning: ${en}`}`, () => {
      const error = moduleError({ command, result, outcome: 'rejected' });
      const head = command.split(/[=?]/)[0] ?? '';
      assert.deepEqual([error.code, error.params], ['EC20_MODULE_ERROR', { command: head, result }]);
      const [english, chinese] = [
        describeError(error, 'console', 'en'),
        describeError(error, 'console', 'zh'),
      ];
      assert.ok(
        english.startsWith(`The module refused ${head}: ${result}${en === '' ? '' : ` (${en})`}. `),
        english,
      );
      assert.ok(
        chinese.startsWith(`模块拒绝了 ${head}：${result}${zh === '' ? '' : `（${zh}）`}。`),
        chinese,
      );
    });
  }

  it('of an MQTT command leads to the firmware, which may have no MQTT', () => {
    const error = moduleError({ command: 'AT+QMTCFG="version",0,4', result: 'ERROR', outcome: 'rejected' });
    assert.match(describeError(error, 'node', 'en'), /AT\+QMTCFG: ERROR \(.*ATI/);
  });

  it('of a SIM card has the words of the error that the driver makes of it', () => {
    for (const [number, code] of Object.entries(SIM_ERRORS)) {
      const { en, zh } = ERRORS[code].fact;
      assert.deepEqual(CME_ERRORS[number], { en: en.replace(/\.$/, ''), zh: zh.replace(/。$/, '') }, number);
    }
  });
});
