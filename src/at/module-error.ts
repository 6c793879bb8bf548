import { CodedError, type Outcome, type Phrase } from '../base/coded-error';
import { CME_ERRORS, CMS_ERRORS } from './error-numbers';

/** A command and the module's final result other than OK. */
export interface RefusedCommand {
  /** The command as a person may read it: secrets masked. */
  readonly command: string;
  /** Such as `ERROR` or `+CME ERROR: 10`. */
  readonly result: string;
  readonly moduleCode?: number | undefined;
  readonly outcome: Outcome;
}

/**
 * Commands with one form without parameters: as they are, or with `?` (EC2x AT manual). With the other one the module answers ERROR, as to
 * a command that it does not know.
 */
const ONLY_FORM: Readonly<Record<string, '' | '?'>> = {
  ...formOf('', '+CSQ +QCSQ +QNWINFO +QSPN +QCCID +CCID +CIMI +CNUM +GSN +CGSN'),
  ...formOf('', '+GMI +GMM +GMR +CGMI +CGMM +CGMR +QGMR +QFLST +QPINC I'),
  ...formOf('?', '+CPIN +CREG +CGREG +CEREG +CGATT +CCLK +CFUN +QIACT +CGACT +CGDCONT +CSCA +CMEE +IPR'),
  ...formOf('?', '+QMTOPEN +QMTCONN +QSIMSTAT +CTZU +CTZR'),
};

/** `EC20_MODULE_ERROR`: the result with what is known of it. */
export function moduleError({ command, result, moduleCode, outcome }: RefusedCommand): CodedError {
  const head = command.split(/[=?]/, 1)[0] ?? '';
  const meaning = meaningOf(command, head, result);
  return new CodedError('EC20_MODULE_ERROR', {
    params: { command: head, result },
    outcome,
    ...(meaning === undefined
      ? {}
      : { phrases: { result: { en: `${result} (${meaning.en})`, zh: `${result}（${meaning.zh}）` } } }),
    ...(moduleCode === undefined ? {} : { moduleCode }),
  });
}

function meaningOf(command: string, head: string, result: string): Phrase | undefined {
  const [, kind, number = ''] = /^\+(CM[ES]) ERROR:\s*(\d+)/.exec(result) ?? [];
  if (kind !== undefined) return (kind === 'CME' ? CME_ERRORS : CMS_ERRORS)[number];
  if (result !== 'ERROR') return undefined;
  return (
    wrongForm(command) ??
    USUAL_REASONS.find(([form]) => form.test(command.trim()))?.[1] ??
    (/^AT\s*\+QMT/i.test(head) ? NO_MQTT : undefined)
  );
}

/** What a bare ERROR to such a command mostly means. */
const USUAL_REASONS: readonly (readonly [form: RegExp, meaning: Phrase])[] = [
  [
    /^AT\s*\+QIACT=\d+$/i,
    {
      en: 'a context that is active already is answered so: AT+QIACT? shows its IP address',
      zh: '已经激活的上下文也会这样应答，用 AT+QIACT? 看有没有 IP 地址',
    },
  ],
  [
    /^AT\s*\+Q(?:PING|IDNSGIP|NTP)=/i,
    {
      en: 'mostly there is no data connection: AT+QIACT? shows whether there is an IP address',
      zh: '多半是没有数据连接，用 AT+QIACT? 看有没有 IP 地址',
    },
  ],
];

/** Why the module answers a bare ERROR to every MQTT command. */
const NO_MQTT: Phrase = {
  en: 'if every AT+QMT command ends so, the firmware has no MQTT: ATI shows which one it is',
  zh: '如果 AT+QMT 指令都这样，说明固件没有 MQTT 功能，用 ATI 看是哪种固件',
};

function wrongForm(command: string): Phrase | undefined {
  const [, name = '', sent = ''] = /^AT\s*([+A-Z][A-Z0-9]*)(\??)$/i.exec(command.trim()) ?? [];
  const form = ONLY_FORM[name.toUpperCase()];
  if (form === undefined || form === sent) return undefined;
  const right = `AT${name.toUpperCase()}${form}`;
  return form === ''
    ? { en: `it has no form with “?”: send ${right}`, zh: `这条指令没有带“?”的查询形式，请发 ${right}` }
    : { en: `to ask, send ${right}`, zh: `查询要带“?”，请发 ${right}` };
}

function formOf(form: '' | '?', names: string): Record<string, '' | '?'> {
  return Object.fromEntries(names.split(' ').map((name) => [name, form]));
}
