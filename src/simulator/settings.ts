import { CodedError, type Language, type Phrase } from '../base/coded-error';
import { FAMILIES } from './families';
import { MEANINGS_ZH } from './meanings-zh';
import { similarNames } from './similar-names';
import { SETTINGS, type Setting, type SimulatorSettings } from './setting-table';

export type { SimulatorSettings } from './setting-table';

/** The values of `preset`, which is no setting of its own. */
const PRESETS = 'real|fast';
/** Maximum characters of a setting's values beside its name. */
const LONGEST_VALUES = 60;
/** The program's help describes every setting. */
const WHOLE_LIST = 'npx -p @ec20/node-red-ec20-aliyun ec20-simulator --help';

/** One setting, for `--help` and docs. */
export interface SettingDescription {
  readonly key: string;
  /** `a|b|c`, `0-1500`, `true|false` or `text`. */
  readonly values: string;
  readonly default: string;
  readonly meaning: string;
}

function defaultSettings(): SimulatorSettings {
  const entries = Object.entries(SETTINGS).map(([key, setting]) => [key, setting.initial]);
  return Object.fromEntries(entries) as SimulatorSettings;
}

/**
 * The settings currently in effect: explicit values, otherwise the defaults of the currently selected family, otherwise those of a
 * healthy EC20. `changed` is called after each change.
 */
export function effectiveSettings(given: Partial<SimulatorSettings>, changed: () => void): SimulatorSettings {
  const named = new Set<string | symbol>(Object.keys(given));
  return new Proxy(
    { ...defaultSettings(), ...given },
    {
      get(settings, key) {
        const value: unknown = Reflect.get(settings, key);
        if (named.has(key)) return value;
        const habit: unknown = Reflect.get(FAMILIES[settings.family].habits, key);
        return habit ?? value;
      },
      set(settings, key, value) {
        named.add(key);
        const done = Reflect.set(settings, key, value);
        changed();
        return done;
      },
    },
  );
}

/** Latencies near zero, for tests and for `preset=fast`. */
export const FAST: Partial<SimulatorSettings> = {
  registrationMs: 20,
  busyMs: 50,
  commandMs: 0,
  promptMs: 0,
  dataMs: 1,
  resultMs: 0,
  ackMs: 1,
  openMs: 2,
  connectMs: 2,
  subscribeMs: 1,
  closeMs: 1,
  dialMs: 2,
  pdpMs: 2,
  pingMs: 1,
  ntpMs: 2,
  bootMs: 50,
  bootStepMs: 2,
  powerDownMs: 10,
  smsMs: 1,
  simStepMs: 20,
  attachMs: 20,
};

/** Every setting as data, in order; its meaning in `language`. */
export function describeSettings(language: Language = 'en'): readonly SettingDescription[] {
  const preset = {
    key: 'preset',
    values: PRESETS,
    default: 'real',
    meaning: { en: 'fast: latencies near zero', zh: 'fast：延迟接近零' }[language],
  };
  const rows = Object.entries(SETTINGS).map(([key, setting]) => ({
    key,
    values: allowed(setting)[language],
    default: String(setting.initial),
    meaning: language === 'zh' ? MEANINGS_ZH[key as keyof typeof SETTINGS] : setting.meaning,
  }));
  return [preset, ...rows];
}

/**
 * Reads `sim=absent&apn=wrong`, the part after `?` of a port named `simulator?…`. Throws `EC20_SETTING` (field, value, allowed) for
 * an unknown key or a value out of range.
 */
export function settingsFromQuery(query: string): Partial<SimulatorSettings> {
  return settingsFromPairs(new URLSearchParams(query));
}

/** The same from names with their values. */
export function settingsFromPairs(pairs: Iterable<readonly [string, string]>): Partial<SimulatorSettings> {
  const found = new Map<string, string | number | boolean>();
  for (const [key, value] of pairs) {
    if (key === 'preset') {
      if (value !== 'real' && value !== 'fast') throw refusal(key, value, same(PRESETS));
      if (value === 'fast') for (const [name, ms] of Object.entries(FAST)) found.set(name, ms);
      continue;
    }
    const setting = Object.entries(SETTINGS).find(([name]) => name === key)?.[1];
    if (setting === undefined) throw unknown(key, value);
    found.set(key, read(key, value, setting));
  }
  return Object.fromEntries(found);
}

function allowed(setting: Setting): Phrase {
  switch (setting.kind) {
    case 'choice':
      return same(setting.values.join('|'));
    case 'amount':
      return same(`${setting.low}-${setting.high}`);
    case 'flag':
      return same('true|false');
    case 'text':
      return setting.form.name;
  }
}

/** The same in every language. */
function same(text: string): Phrase {
  return { en: text, zh: text };
}

function read(key: string, value: string, setting: Setting): string | number | boolean {
  switch (setting.kind) {
    case 'choice':
      if (setting.values.includes(value)) return value;
      break;
    case 'amount': {
      const number = Number(value);
      if (value.trim() !== '' && number >= setting.low && number <= setting.high) return number;
      break;
    }
    case 'flag':
      if (value === 'true' || value === '1') return true;
      if (value === 'false' || value === '0') return false;
      break;
    case 'text':
      if (setting.form.pattern.test(value)) return value;
      break;
  }
  throw refusal(key, value, allowed(setting));
}

/** Names the nearest settings with their values, and where all of them are. */
function unknown(key: string, value: string): CodedError {
  const names = ['preset', ...Object.keys(SETTINGS)];
  const near = similarNames(key, names);
  const en = near.map((name) => `${name} (${shortValues(name).en})`).join(' or ');
  const zh = near.map((name) => `${name}（${shortValues(name).zh}）`).join('、');
  return new CodedError('EC20_SETTING', {
    params: { field: key, value, allowed: en },
    phrases: {
      allowed: {
        en: `the name of a setting; the nearest are ${en}. ${WHOLE_LIST} lists all`,
        zh: `虚拟模块已有的设置名，最接近的是 ${zh}；运行 ${WHOLE_LIST} 可查看全部设置`,
      },
    },
  });
}

/** A setting's values, cut where they are many: ranges and most choices fit. */
function shortValues(name: string): Phrase {
  const setting = Object.entries(SETTINGS).find(([each]) => each === name)?.[1];
  const { en, zh } = setting === undefined ? same(PRESETS) : allowed(setting);
  return { en: cut(en), zh: cut(zh) };
}

function cut(values: string): string {
  return values.length <= LONGEST_VALUES ? values : `${values.slice(0, LONGEST_VALUES)}…`;
}

function refusal(field: string, value: string, values: Phrase): CodedError {
  return new CodedError('EC20_SETTING', {
    params: { field, value, allowed: values.en },
    phrases: { allowed: values },
  });
}
