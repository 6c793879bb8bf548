import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { TraceDirection } from '../../src/at/trace';
import { hintOf } from '../../src/ec20/hints/hint';
import { GENERAL_ROWS } from '../../src/ec20/hints/general-hints';
import { MQTT_ROWS } from '../../src/ec20/hints/mqtt-hints';
import { NETWORK_ROWS } from '../../src/ec20/hints/network-hints';
import { PROGRAM_ROWS } from '../../src/ec20/hints/program-hints';
import { TLS_ROWS } from '../../src/ec20/hints/tls-hints';
import { seeded } from '../hostile/seed';

const ROOT = join(__dirname, '..', '..', '..');

/** Lines of a trace, and what their hint has to say, whole lines of it. */
const LINES: readonly (readonly [direction: TraceDirection, line: string, en: string, zh: string])[] = [
  ['out', 'AT<CR>', 'AT: Asks whether the module listens; it answers OK', 'AT：问模块在不在，正常应答 OK'],
  ['out', 'ATE0<CR>', 'ATE0: Echo of what is sent: ATE0 off, ATE1 on', 'ATE0：回显：ATE0 关，ATE1 开'],
  ['out', 'at+csq<CR>', '+csq: Signal strength (question)', '+csq：信号强度（查询）'],
  ['out', 'AT+QMTOPEN=?<CR>', '+QMTOPEN: Opens the connection to the server (question: which values are possible)', '+QMTOPEN：打开到服务器的连接（查询取值范围）'],
  ['out', 'AT+QIACT=1;+QIACT?<CR>', '+QIACT: Data connection (question)', '+QIACT：数据连接（查询）'],
  ['out', 'AT+QPING=1,"a;b"<CR>', '  host: a;b', '  主机：a;b'],
  ['out', 'AT+QMTCFG="recv/mode",0,0,1', '  length: 1 → with', '  带长度：1 → 带'],
  ['out', 'AT+QMTCFG="KEEPALIVE",0,120', '  seconds: 120', '  秒：120'],
  ['out', 'AT+QMTSUB=0,1,"a/b",1', '  QoS: 1 → at least once', '  QoS：1 → 至少一次'],
  ['out', 'AT+CFUN=1,1', '  restart: 1 → restarts the module', '  重启：1 → 模块会重启'],
  ['out', '{"id":"1"}', 'The bytes of a message or a file, as they are', '消息或文件的内容，原样发送'],
  ['in', 'OK', 'OK: The module has taken the command', 'OK：模块已接受指令'],
  ['in', '>', '>: The module waits for the data', '>：模块在等待输入数据'],
  ['in', '***', 'A number of module or SIM card, hidden here', '模块或 SIM 卡的号码，这里不显示'],
  ['in', 'EC20CEFAGR06A10M4G', 'The module’s firmware', '模块的固件版本'],
  ['in', 'EC20F', 'The module’s model', '模块型号'],
  ['in', '+CSQ: 14,99', '  signal: 14 → -85 dBm, good', '  信号强度：14 → -85 dBm，良好'],
  ['in', '+CSQ: 3,99', '  signal: 3 → -107 dBm, too weak', '  信号强度：3 → -107 dBm，太弱'],
  ['in', '+CSQ: 99,99', '  signal: 99 → unknown', '  信号强度：99 → 未知'],
  ['in', '+CSQ: 150,99', '  signal: 150', '  信号强度：150'],
  ['in', '+QCSQ: "LTE",50,-78,188,-14', '  SINR: 188 → 17.6 dB', '  信噪比：188 → 17.6 dB'],
  ['in', '+CREG: 0,5', '  registration: 5 → registered, roaming', '  注册状态：5 → 已注册，漫游'],
  ['in', '+CREG: 2', '+CREG: Registration for calls has changed', '+CREG：电路域注册有变化'],
  ['in', '+CEREG: 1,"1A2B","03F4",7', '  technology: 7 → LTE (4G)', '  接入技术：7 → LTE（4G）'],
  ['in', '+CEREG: 2,3,"1A2B","03F4",7', '  registration: 3 → refused by the network', '  注册状态：3 → 被网络拒绝'],
  ['in', '+CPIN: SIM PUK', '  state: SIM PUK → the card is blocked and wants its PUK', '  状态：SIM PUK → 卡已锁，需要 PUK 码'],
  ['in', '+CME ERROR: 10', '  error: 10 → The module sees no SIM card', '  错误码：10 → 模块没有检测到 SIM 卡'],
  ['in', '+CME ERROR: 565', '  error: 565 → the name could not be resolved (DNS)', '  错误码：565 → 域名解析失败'],
  ['in', '+QINISTAT: 3', '  ready: 3 → SIM card, text messages', '  已就绪：3 → SIM 卡、短信'],
  ['in', '+QIND: PB DONE', '  part: PB DONE → the phone book is ready', '  内容：PB DONE → 电话本已就绪'],
  ['in', '+QNWINFO: "FDD LTE",46011,"LTE BAND 3",1650', '  operator: 46011 → China Telecom', '  运营商代码：46011 → 中国电信'],
  ['in', '+QURCCFG: "urcport","uart1"', '  port: uart1 → the main UART', '  串口：uart1 → 主串口'],
  ['in', '+QIACT: 1,1,1,"10.7.1.2"', '  state: 1 → active', '  状态：1 → 已激活'],
  ['in', '+QIURC: "pdpdeact",1', '+QIURC: The network has ended the data connection; MQTT is gone too', '+QIURC：网络断开了数据连接，MQTT 也随之断开'],
  ['in', '+QPING: 0,"203.0.113.7",32,51,255', '+QPING: An answer to the ping', '+QPING：收到一次 Ping 应答'],
  ['in', '+QPING: 0,4,3,1,51,60,55', '  lost: 1', '  丢失：1'],
  ['in', '+QPING: 569', '  result: 569 → no answer in time', '  结果：569 → 应答超时'],
  ['in', '+QMTOPEN: 0,3', '  result: 3 → no data connection: SIM card, APN or signal', '  结果：3 → 没有数据连接：查 SIM 卡、APN、信号'],
  ['in', '+QMTOPEN: 0,-1', '  result: -1 → failed, and the module does not say why (with TLS often the certificate)', '  结果：-1 → 失败，没有原因（用 TLS 时多为证书问题）'],
  ['in', '+QMTOPEN: 0,"host",1883', '+QMTOPEN: The connection that is open', '+QMTOPEN：已打开的连接'],
  ['in', '+QMTCONN: 0,0,4', '  login: 4 → wrong user name or password', '  登录：4 → 用户名或密码错误'],
  ['in', '+QMTCONN: 0,0', '  result: 0 → the server has answered', '  结果：0 → 服务器已应答'],
  ['in', '+QMTCONN: 0,3', '  state: 3 → connected', '  状态：3 → 已连接'],
  ['in', '+QMTSUB: 0,1,0,1', '  granted: 1 → QoS 1', '  服务器给的 QoS：1 → QoS 1'],
  ['in', '+QMTSUB: 0,1,0,128', '  granted: 128 → refused by the server', '  服务器给的 QoS：128 → 服务器拒绝订阅'],
  ['in', '+QMTPUBEX: 0,7,1,2', '  times: 2', '  重发次数：2'],
  ['in', '+QMTPUBEX: 0,7,2', '  result: 2 → failed', '  结果：2 → 失败'],
  ['in', '+QMTRECV: 0,3', '+QMTRECV: A message has come and is kept in the module', '+QMTRECV：收到消息，存在模块里'],
  ['in', '+QMTRECV: 0,1,0,0,0,0', '+QMTRECV: Which of the five slots hold a message', '+QMTRECV：五个存储位里哪些有消息'],
  ['in', '+QMTRECV: 0,0,"a/b",16,"{"cmd": "blink"}"', '  payload: {"cmd": "blink"}', '  内容：{"cmd": "blink"}'],
  ['in', '+QMTRECV: 0,0,"a/b","hello"', '  payload: hello', '  内容：hello'],
  ['in', '+QMTSTAT: 0,1', '  reason: 1 → The broker closed the connection', '  原因：1 → 服务器断开了连接'],
  ['in', '+QMTCFG: "ssl",1,2', '  TLS context: 2', '  TLS 上下文：2'],
  ['in', '+QSSLCFG: "seclevel",2,1', '  level: 1 → the server', '  级别：1 → 校验服务器'],
  ['in', '+QFUPL: 1188,2d13', '  checksum: 2d13', '  校验和：2d13'],
]; // prettier-ignore

/** Names that a trace can show but no code reads: the simulator has them for programs that ask. */
const UNEXPLAINED = ['+QPRTPARA'];

describe('The hint of a line', () => {
  for (const [direction, line, en, zh] of LINES) {
    it(`explains ${line}`, () => {
      const hint = hintOf(direction, line) ?? { en: 'no hint', zh: '' };
      assert.ok(hint.en.split('\n').includes(en), hint.en);
      assert.ok(hint.zh.split('\n').includes(zh), hint.zh);
    });
  }

  const UNKNOWN: readonly (readonly [TraceDirection, string])[] = [
    ['note', 'OK'],
    ['in', ''],
    ['in', 'something else'],
    ['in', '+NOSUCH: 1'],
    ['out', 'AT+NOSUCH?'],
    ['in', '+constructor: 1'],
  ];
  for (const [direction, line] of UNKNOWN) {
    it(`is silent about ${direction} ${JSON.stringify(line)}`, () => {
      assert.equal(hintOf(direction, line), undefined);
    });
  }

  it('explains every command that the driver sends', () => {
    const sources = ['src/ec20', 'src/session'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.startsWith('hints'))
        .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
    );
    const code = sources.join('\n').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
    const names = new Set([...code.matchAll(/['`]AT(\+[A-Z]+)/g)].map(([, name = '']) => name));
    assert.ok(names.size > 20, [...names].join());
    assert.deepEqual(without(names), []);
  });

  it('explains every command of the virtual module', () => {
    const folder = join(ROOT, 'src', 'simulator', 'commands');
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const names = new Set([...code.join('').matchAll(/^ {2}'(\+[A-Z]+)':/gm)].map(([, name = '']) => name));
    assert.ok(names.size > 40, [...names].join());
    assert.deepEqual(without(names), UNEXPLAINED);
  });

  it('has words in both languages for everything', () => {
    const rows = { ...PROGRAM_ROWS, ...GENERAL_ROWS, ...NETWORK_ROWS, ...MQTT_ROWS, ...TLS_ROWS };
    for (const [name, { what, set = [], lines = [] }] of Object.entries(rows)) {
      assert.match(what.zh, /[\u4e00-\u9fff]/, name);
      assert.doesNotMatch(what.en, /[\u4e00-\u9fff]/, name);
      for (const field of [...set, ...lines.flatMap(({ fields }) => fields)]) {
        for (const words of [field.name, ...Object.values(field.values ?? {})]) {
          assert.notEqual(words.en, '', name);
          assert.notEqual(words.zh, '', name);
          assert.doesNotMatch(words.en, /[\u4e00-\u9fff]/, name);
        }
      }
    }
  });

  it('comes for every line without failing', () => {
    const name = fc.constantFrom(...Object.keys({ ...GENERAL_ROWS, ...MQTT_ROWS }), 'AT+QMTCFG=', 'AT', '');
    fc.assert(
      fc.property(name, fc.string(), fc.constantFrom('in', 'out', 'note'), (head, rest, direction) => {
        const hint = hintOf(direction, `${head}: ${rest}`);
        if (hint !== undefined) assert.notEqual(hint.en, '');
      }),
      seeded({ numRuns: 500 }),
    );
  });
});

/** Those of which nothing is known, as a command or with an option of theirs. */
function without(names: ReadonlySet<string>): string[] {
  const known = Object.keys({ ...PROGRAM_ROWS, ...GENERAL_ROWS, ...NETWORK_ROWS, ...MQTT_ROWS, ...TLS_ROWS });
  return [...names]
    .filter((name) => !known.some((key) => key === name || key.startsWith(`${name} "`)))
    .sort();
}
