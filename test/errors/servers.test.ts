import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { describeError, explain } from '../../src/base/error-text';
import { cureAt, rowAt } from '../../src/base/sentence';
import { SERVER_WORDS, type ServerKey, wordsAt } from '../../src/base/server-words';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { Language, Place } from '../../src/errors/row';
import { SERVER_NAMES, serverOf } from '../../src/settings/servers';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const LANGUAGES: readonly Language[] = ['en', 'zh'];
const PLACES: readonly Place[] = ['node', 'console', 'terminal', 'library'];
const OTHERS = SERVER_NAMES.filter((name) => name !== 'aliyun');

/** What Alibaba Cloud's console, devices and people call things. */
const ALIYUN_WORDS =
  /Aliyun|Alibaba|阿里|\bProductKey|DeviceName|DeviceSecret|ProductSecret|triplet|三元组|物联网平台|设备管理|监控运维|日志服务|实例|instance ID|\bregion\b|地域|Topic ?类|功能定义|产品详情|aliauth/;
/** The package itself, and the one sentence that has to name the cloud that something is confined to. */
const PACKAGE = '@ec20/node-red-ec20-aliyun';
const NAMES_THE_CLOUD: readonly ErrorCode[] = ['EC20_KIND_SERVER'];

/** The codes that another server's device can meet. */
function codesElsewhere(): ErrorCode[] {
  return CODES.filter((code) => {
    const { elsewhere } = ERRORS[code];
    return elsewhere === undefined || !('aliyunAlone' in elsewhere);
  });
}

/** Everything that is shown of a code at a server. */
function shownAt(code: ErrorCode, server: ServerKey, language: Language): string[] {
  const values = Object.fromEntries(
    [...JSON.stringify(ERRORS[code]).matchAll(/\{(\w+)\}/g)]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('the'))
      .map((name) => [name, 'x']),
  );
  const error = new CodedError(code, { params: values }).at(server);
  const { short } = rowAt(ERRORS[code], server);
  return [
    ...PLACES.map((place) => describeError(error, place, language)),
    ...('never' in short ? [] : [short[language]]),
  ];
}

describe('What errors say by server', () => {
  for (const server of OTHERS) {
    it(`${server}: no sentence speaks of Alibaba Cloud’s console`, () => {
      const wrong = codesElsewhere()
        .filter((code) => !NAMES_THE_CLOUD.includes(code))
        .flatMap((code) =>
          LANGUAGES.flatMap((language) =>
            shownAt(code, server, language)
              .filter((text) => ALIYUN_WORDS.test(text.replaceAll(PACKAGE, '')))
              .map((text) => `${code} ${(ALIYUN_WORDS.exec(text.replaceAll(PACKAGE, '')) ?? [''])[0]}`)
              .slice(0, 1),
          ),
        );
      assert.deepEqual(wrong, []);
    });
  }

  for (const server of SERVER_NAMES) {
    it(`${server}: every value is filled in, and English fits where it is shown`, () => {
      const wrong = CODES.flatMap((code) =>
        LANGUAGES.flatMap((language) =>
          shownAt(code, server, language).filter(
            (text) =>
              /\{\w+\}|undefined/.test(text.replace('${', '')) || (language === 'en' && text.length > 330),
          ),
        ),
      );
      assert.deepEqual(wrong, []);
    });

    it(`${server}: speaks Chinese in Chinese, each sentence with its full stop`, () => {
      const wrong = CODES.flatMap((code) => {
        const row = rowAt(ERRORS[code], server);
        const sentences = [row.fact, ...PLACES.map((place) => cureAt(row, place))];
        return sentences
          .filter(({ en, zh }) => !en.endsWith('.') || !zh.endsWith('。') || !/\p{Script=Han}/u.test(zh))
          .map(({ en }) => `${code}: ${en}`);
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('name the same values in both languages', () => {
    const paramsOf = (text: string) =>
      [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([whole]) => whole))].sort().join();
    const wrong = CODES.filter((code) =>
      SERVER_NAMES.some((server) => {
        const row = rowAt(ERRORS[code], server);
        return PLACES.some((place) => {
          const both = (language: Language) => paramsOf(row.fact[language] + cureAt(row, place)[language]);
          return both('en') !== both('zh');
        });
      }),
    );
    assert.deepEqual(wrong, []);
  });

  const login: readonly ErrorCode[] = ['EC20_CONNECT_CREDENTIALS', 'EC20_CONNECT_NOT_AUTHORISED'];
  for (const server of OTHERS) {
    it(`${server}: a refused login names what the login consists of there`, () => {
      for (const code of login) {
        const { cure } = explain(new CodedError(code, { params: { host: 'h' } }).at(server), 'node');
        for (const language of LANGUAGES) {
          const { words, needs } = serverOf(server);
          const names = needs.filter((need) => need !== 'host' && server !== 'mqtt' && server !== 'emqx');
          for (const need of names)
            assert.ok(cure[language].includes(words[need]?.[language] ?? '?'), cure[language]);
          assert.ok(cure[language].includes(wordsAt(server, language)['theLogin'] ?? '?'));
          assert.ok(cure[language].includes(SERVER_WORDS[server].console[language]));
        }
      }
    });
  }

  it('a client id that is computed is not to be shortened', () => {
    const cureOf = (server: ServerKey) =>
      explain(new CodedError('EC20_CONNECT_ID', { params: { clientId: 'c' } }).at(server), 'node').cure.en;
    for (const server of ['tencent', 'onenet', 'huawei'] as const)
      assert.match(cureOf(server), /is computed/);
    for (const server of ['mqtt', 'emqx'] as const) assert.match(cureOf(server), /another client ID/);
    assert.match(cureOf('aliyun'), /For Aliyun/);
  });

  it('of an error whose server is not known are Alibaba Cloud’s, and the first server noted stays', () => {
    const error = new CodedError('EC20_CONNECT_CREDENTIALS', { params: { host: 'h' } });
    assert.match(describeError(error, 'node', 'zh'), /设备管理/);
    assert.match(describeError(error.at('mqtt'), 'node', 'zh'), /客户端 ID、用户名、密码/);
    assert.equal(error.at('aliyun').server, 'mqtt');
  });
});
