import { asciiOf, characterName, isOdd, isVisible } from '../base/character';

/** What was done to a typed line to make a command of it. */
export type Reading =
  /** A character replaced by its plain form; one without a plain form is its own replacement. */
  | { readonly kind: 'character'; readonly from: string; readonly to: string }
  /** Left out, since it is not part of the command: what stands in front of it, a remark behind it, quotes around it. */
  | { readonly kind: 'prompt' | 'remark' | 'wrapping'; readonly text: string };

/** One command as it will be sent, and how it differs from what was typed. */
export interface TypedCommand {
  readonly command: string;
  readonly readings: readonly Reading[];
}

/** A typed or pasted text: the commands in it, in order. */
export interface TypedText {
  readonly commands: readonly TypedCommand[];
  /** Lines without a command, such as answers in a copied log. */
  readonly leftOut: readonly string[];
  /** What a single line without a command was probably meant to be: `CSQ` → `AT+CSQ`. */
  readonly proposal?: string;
}

/**
 * Reads a text as people type it or copy it from a web page or a serial assistant's log: `[10:00:01] 发送：AT＋CSQ //信号`. Full-width
 * characters become plain ones, and what isn't part of a command is left out. Text within quotes is never changed. Pure.
 */
export function readTyped(text: string): TypedText {
  const lines = text
    .slice(0, LONGEST_TEXT)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .flatMap(splitCommands)
    .filter((line) => /\S/.test(line.replace(/[\u200b-\u200f\u2060\ufeff]/g, '')));
  const read = lines.map((line) => ({ line, typed: readLine(line) }));
  const commands = read.flatMap(({ typed }) => (typed === undefined ? [] : [typed]));
  const leftOut = read.flatMap(({ line, typed }) => (typed === undefined ? [line.trim()] : []));
  const proposal = lines.length === 1 ? proposalFor(lines[0] ?? '') : undefined;
  return { commands, leftOut, ...(commands.length > 0 || proposal === undefined ? {} : { proposal }) };
}

/** A character as a message shows it: by itself in quotes, or by its code point where there is nothing to see. */
export function shownCharacter(character: string): string {
  return isVisible(character) ? `“${character}”` : characterName(character);
}

/** Characters: more than a person types, and than any module takes. */
const LONGEST_LINE = 2000;
const LONGEST_TEXT = 40_000;

/** One behind the other. */
const MOST_REMARKS = 4;

/** Times in front of a line of a log: `[10:00:01.123]`, `2026-01-02 10:00:01`, `【10:00:01】`. */
const TIME = String.raw`[[【(（<]?(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,:]\d{1,6})?)?Z?[\]】)）>]?`;
/** Numbers of a list: `1.`, `1、`, `（1）`, `①`, `步骤3：`, `Step 3:`. */
const NUMBER = String.raw`(?:步骤|第|step)?\s*[(（[]?\d{1,2}(?:步|条)?[.、)）\]:：．]+|步骤[一二三四五六七八九十\d]+[:：]?|第[一二三四五六七八九十]+步[:：]?|[\u2460-\u2473]`;
/** Words for the way of a line: to the module. */
const WAY = String.raw`(?:发送|发出|发|输入|指令|命令|串口发送|主机|MCU|TXD?|SEND|SENT|CMD|COMMAND|Input)(?:\s*(?:指令|命令|数据))?\s*(?:→◇|[:：>＞→]|-+>|=+>|<<|>>)+[◇◆]?`;
/** Signs in front of a line: prompts, arrows and bullets. */
const SIGN = String.raw`[>＞»›→⇒➜▶►•·●◇◆$#*\-–—]+|-+>|=+>`;
const PROMPT = new RegExp(String.raw`^(?:(?:${TIME}|${NUMBER}|${WAY}|${SIGN})\s*)+`, 'iu');
/** What follows AT when it begins a command: nothing, an extended name, or a basic command. */
const COMMAND = /^\s*[AaＡａ][TtＴｔ]\s*(?=$|[+＋﹢⁺&＆$＄^＾%％*＊#\\;；]|[A-Za-zＡ-Ｚａ-ｚ])/u;

/** The plus is missing: no line of basic commands has so many letters without a number. */
const WITHOUT_PLUS = /^AT\s*[A-Z]{3,}\s*(?:$|\?|=)/i;

/** Quotes that people open and close a text with. */
const OPENING = '"“”„「『＂〝″';
const CLOSING_TYPED = '”“」』＂〞〟″"';

/** Quotes around a whole command. */
const WRAPPINGS: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'], ["'", "'"], ['`', '`'], ['“', '”'], ['‘', '’'], ['「', '」'], ['『', '』'], ['《', '》'], ['【', '】'], ['＂', '＂'],
]; // prettier-ignore

/**
 * The beginnings of a remark, tried at every place outside quotes; a blank in front of `before` is asked for where the sign also occurs in
 * commands.
 */
const REMARKS: readonly RegExp[] = [
  /^(?<![:：])(?:\/\/|／／)/u,
  /^\/\*/,
  /^\s+#/,
  /^[#＃](?=\s*[\p{Script=Han}])/u,
  /^\s*(?:-{1,3}>|={1,2}>)(?=\s)/,
  /^\s*(?:——|--|–|—|←|<-|=>|⇒|→)\s*(?=[\p{Script=Han}\s])/u,
  /^\s*[（(](?=[^()（）]*[)）]?[\s。；;]*$)/u,
  /^\s*[:：;；,，](?=\s*\p{Script=Han})/u,
  /^[\s\u3000]+(?=[\p{Script=Han}【《])/u,
];
/** Stops of a sentence behind a command. */
const STOPS = /[\s\u3000]*[。；，、]+[\s\u3000]*$/u;
/** Line ends, as programs and manuals write them. */
const LINE_END =
  /(?:\s*(?:\\r|\\n|<CR>|<LF>|\[CR\]|\[LF\]|\{CR\}|\[回车\]|【回车】|↵|⏎|␍|␊|□|■|\*\*|回车))+\s*$/iu;
/** Words behind a whole command: a name without a value is followed by no other. */
const WORDS_BEHIND =
  /^AT\s*(?:[+＋$^][A-Z0-9]+(?:[=＝]?[?？]|[=＝]\d+(?:[,，]\d+)*)?(?=\s+[A-Z(+][^=?]*$)|(?:[IEVQZ]|&[FW])\d?(?=\s+[A-Z]{3,}[^+]*$))/i;

/** `AT+CSQ、AT+CREG?` are two commands; a quote may hold anything. */
function splitCommands(line: string): string[] {
  if (line.length > LONGEST_LINE) return [line];
  const parts: string[] = [];
  let start = 0;
  for (const { from, to } of outsideQuotes(line)) {
    for (let place = from; place < to; place++) {
      const found = /^(?:[\s\u3000,，、;；]|&&|[|｜]|和|与)+(?=[AaＡａ][TtＴｔ][+＋])/u.exec(
        line.slice(place, to),
      );
      const before = line.slice(start, place);
      if (found === null || !COMMAND.test(withoutPrompt(before)) || remarkIn(before) !== undefined) continue;
      parts.push(before);
      start = place + found[0].length;
      place = start - 1;
    }
  }
  return [...parts, line.slice(start)];
}

function readLine(line: string): TypedCommand | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  const readings: Reading[] = [];
  let text = trim(line);
  const leave = (kind: 'prompt' | 'remark' | 'wrapping', rest: string, left: string) => {
    if (trim(left) !== '') readings.push({ kind, text: trim(left) });
    text = trim(rest);
  };
  const rest = withoutPrompt(text);
  if (rest !== text) leave('prompt', rest, text.slice(0, text.length - rest.length));
  const inner = unwrapped(text);
  if (inner !== undefined) leave('wrapping', inner.text, inner.around);
  if (!COMMAND.test(text)) return undefined;
  const [whole] = WORDS_BEHIND.exec(text) ?? [];
  if (whole !== undefined) leave('remark', whole, text.slice(whole.length));
  for (let count = 0; count < MOST_REMARKS; count++) {
    const remark = remarkIn(text);
    if (remark === undefined) break;
    leave('remark', text.slice(0, remark), text.slice(remark));
  }
  const again = unwrapped(text);
  if (again !== undefined) leave('wrapping', again.text, again.around);
  for (const end of [LINE_END, STOPS]) {
    const found = end.exec(text);
    if (found !== null && isOutside(text, found.index)) {
      leave('remark', text.slice(0, found.index), found[0]);
    }
  }
  const characters = new Map<string, string>();
  const command = plain(text, characters);
  if (WITHOUT_PLUS.test(command)) return undefined;
  return {
    command: command.trim(),
    readings: [
      ...readings,
      ...[...characters].map(([from, to]) => ({ kind: 'character', from, to }) as const),
    ],
  };
}

/** The text with plain characters and quotes; what is within quotes stays. Notes each replacement once. */
function plain(text: string, replaced: Map<string, string>): string {
  const convert = (part: string) =>
    Array.from(part, (each) => {
      const to = asciiOf(each);
      if (to !== each || isOdd(each)) replaced.set(each, to);
      return to;
    }).join('');
  let done = 0;
  let made = '';
  for (const { from, to } of quotedParts(text)) {
    // The quotes themselves belong to the command, what they hold doesn't.
    made += convert(text.slice(done, from)) + text.slice(from, to);
    done = to;
  }
  return made + convert(text.slice(done));
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** What stands between quotes, without them. An unclosed quote holds the rest. */
function quotedParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (let place = 0; place < text.length; place++) {
    const open = text[place] ?? '';
    if (!OPENING.includes(open)) continue;
    const end = closingPlace(text, place + 1, open);
    parts.push({ from: place + 1, to: end });
    place = end;
  }
  return parts;
}

/** A plain quote is closed by a plain one, if there is one; a typographic quote by whichever comes first. */
function closingPlace(text: string, from: number, open: string): number {
  const closing = open === '"' && text.includes('"', from) ? '"' : CLOSING_TYPED;
  let place = from;
  while (place < text.length && !closing.includes(text[place] ?? '')) place++;
  return place;
}

function outsideQuotes(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const quoted of quotedParts(text)) {
    parts.push({ from, to: quoted.from });
    from = quoted.to;
  }
  return [...parts, { from, to: text.length }];
}

function isOutside(text: string, place: number): boolean {
  return outsideQuotes(text).some(({ from, to }) => place >= from && place <= to);
}

/** Where a remark begins; undefined without one. */
function remarkIn(text: string): number | undefined {
  for (const { from, to } of outsideQuotes(text)) {
    for (let place = Math.max(from, 2); place < to; place++) {
      // A remark may hold quotes: it is looked at to its end.
      if (REMARKS.some((remark) => matchesAt(remark, text, place))) return place;
    }
  }
  return undefined;
}

function matchesAt(remark: RegExp, text: string, place: number): boolean {
  // `http://` is no remark.
  if (/[:：]/.test(text[place - 1] ?? '') && /^[/／]{2}/.test(text.slice(place))) return false;
  return remark.test(text.slice(place));
}

function withoutPrompt(text: string): string {
  const [prompt = ''] = PROMPT.exec(text) ?? [];
  const rest = text.slice(prompt.length);
  const isCommand = COMMAND.test(rest) || unwrapped(rest) !== undefined;
  return prompt !== '' && isCommand ? rest : text;
}

/** A command within quotes: `"AT+CSQ\r\n"` of a program, “AT+CSQ” of a text. A program's `\"` is a quote. */
function unwrapped(text: string): { readonly text: string; readonly around: string } | undefined {
  for (const [open, close] of WRAPPINGS) {
    if (!text.startsWith(open)) continue;
    const end = text.lastIndexOf(close);
    const inner = text.slice(1, end);
    if (end < 1 || !COMMAND.test(inner) || !/^[\s,;)，；）。]*$/.test(text.slice(end + 1))) continue;
    return { text: open === '"' ? inner.replaceAll('\\"', '"') : inner, around: open + text.slice(end) };
  }
  return undefined;
}

/** `CSQ`, `+csq?`, `ATCSQ`, `AT-CSQ`, `AT十CSQ` miss something that AT+CSQ has; a sentence may name a command. */
function proposalFor(line: string): string | undefined {
  const text = trim(plain(line, new Map()).replace(STOPS, ''));
  const bare = /^(?:A?T?[\s+\-_十加]*)([A-Z][A-Z0-9]{2,11})(\s*(?:\?|=.*)?)$/iu.exec(text);
  if (bare !== null && !/^(?:hello|error|ready|help|exit|connect)$/i.test(bare[1] ?? '')) {
    return `AT+${(bare[1] ?? '').toUpperCase()}${(bare[2] ?? '').trim()}`;
  }
  const [within] = /\bAT\+[A-Z]{2,}[A-Z0-9]*(?:\?|=[\x21-\x7e]*)?/i.exec(text) ?? [];
  return within;
}

function trim(text: string): string {
  return text.replace(/^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/gu, '');
}
