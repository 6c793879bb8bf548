/** A command that carries a secret, and where. Indices count from 0, an option's name included. */
interface SecretCommand {
  readonly name: string;
  /** Only with this first parameter. */
  readonly option?: string;
  /** The indices in a write; `from`: that one and all after it; `proof`: the last of these that isn't empty proves who logs in. */
  readonly written: readonly number[] | { readonly from: number } | { readonly proof: readonly number[] };
  /** The indices in the line that reports them; negative: from the end, since some firmware repeats an index. */
  readonly reported?: readonly number[];
}

/**
 * Every command of the family that carries a password, a PIN or a key. Sources: EC2x AT manual §5, §10 (card, packet
 * data); the notes for TCP/IP, MQTT, HTTP, FTP and SMTP; 3GPP 27.007 §10.1.31 (CGAUTH). Where the order of user and
 * password differs between firmware (CGAUTH, $QCPDPP), both are masked.
 */
export const SECRET_COMMANDS: readonly SecretCommand[] = [
  { name: '+CPIN', written: { from: 0 } },
  { name: '+CPWD', written: { from: 1 } },
  { name: '+CLCK', written: { from: 2 } },
  { name: '+QICSGP', written: [4], reported: [3] },
  { name: '+QIREGAPP', written: [2], reported: [2] },
  { name: '+CGAUTH', written: [2, 3], reported: [2, 3] },
  { name: '$QCPDPP', written: [2, 3], reported: [2, 3] },
  // MQTT 3.1.1: the password; an access token is a user name without one, a key a client id without both.
  { name: '+QMTCONN', written: { proof: [1, 2, 3] } },
  { name: '+QMTCFG', option: 'aliauth', written: [4], reported: [-1] },
  { name: '+QMTCFG', option: 'onenet', written: [3], reported: [-1] },
  { name: '+QMTCFG', option: 'hwauth', written: { from: 2 }, reported: [-1] },
  { name: '+QHTTPCFG', option: 'auth', written: [1], reported: [1] },
  { name: '+QFTPCFG', option: 'account', written: [2], reported: [2] },
  { name: '+QSMTPCFG', option: 'account', written: [2], reported: [2] },
];

/** What replaces a secret. */
export type Mask = (secret: string) => string;

const STARS: Mask = () => '***';

/** Whether a command line, or its answer, may hold a secret of {@link SECRET_COMMANDS}. */
export function mayHoldSecret(line: string): boolean {
  return piecesOf(line).some(({ name, sign, parameters }) =>
    sign === '?'
      ? SECRET_COMMANDS.some((row) => row.name === name && row.reported !== undefined)
      : rowsOf(name, parameters).length > 0,
  );
}

/** A command line, or a line of an answer, without its secrets; the rest is unchanged byte for byte. */
export function maskSecretCommands(line: string, mask = STARS): string {
  let masked = line;
  // From the end, so that earlier positions stay valid.
  for (const { name, sign, parameters } of [...piecesOf(line)].reverse()) {
    for (const row of rowsOf(name, parameters)) masked = maskedBy(row, sign, parameters, masked, mask);
  }
  return masked;
}

/** Position of one parameter in the line. */
interface Place {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One command of a line, or an answer. */
interface Piece {
  readonly name: string;
  readonly sign: '=' | ':' | '?' | '';
  readonly parameters: readonly Place[];
}

function rowsOf(name: string, parameters: readonly Place[]): readonly SecretCommand[] {
  const option = parameters[0]?.text.replaceAll('"', '').trim().toLowerCase();
  return SECRET_COMMANDS.filter((row) => row.name === name && (row.option ?? option) === option);
}

function maskedBy(
  row: SecretCommand,
  sign: Piece['sign'],
  places: readonly Place[],
  line: string,
  mask: Mask,
): string {
  const cover = (start: number, end: number, by: string) => line.slice(0, start) + by + line.slice(end);
  if (sign === '=' && 'from' in row.written) {
    const [first, last] = [places[row.written.from], places.at(-1)];
    if (first === undefined || last === undefined || first.text.trim() === '?') return line;
    return cover(first.start, last.end, mask(line.slice(first.start, last.end)));
  }
  const wanted = sign === '=' ? writtenPlaces(row, places) : (row.reported ?? []);
  let masked = line;
  for (const place of [...wanted].sort((one, other) => other - one)) {
    const found = places.at(place);
    if (found === undefined || found.text.trim() === '') continue;
    const by = found.text.includes('"')
      ? found.text.replace(/"([^"]*)"?/, (_, inner: string) => `"${mask(inner)}"`)
      : mask(found.text);
    masked = masked.slice(0, found.start) + by + masked.slice(found.end);
  }
  return masked;
}

function writtenPlaces({ written }: SecretCommand, places: readonly Place[]): readonly number[] {
  if ('from' in written) return [];
  if (!('proof' in written)) return written;
  const isGiven = (place: number) => (places[place]?.text.replaceAll('"', '').trim() ?? '') !== '';
  return written.proof.filter(isGiven).slice(-1);
}

/** The extended commands of a line; blanks in a name are ignored, as the module does (EC2x AT manual §1.4). */
function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [start, end] of partsOf(line, ';', 0, line.length)) {
    const head = /([+$][A-Za-z0-9 ]*?)\s*([=:?]|$)/.exec(line.slice(start, end));
    if (head === null) continue;
    const [whole, name = '', sign = ''] = head;
    const from = start + head.index + whole.length;
    const parameters =
      sign === '=' || sign === ':'
        ? partsOf(line, ',', from, end).map(([first, last]) => ({
            text: line.slice(first, last),
            start: first,
            end: last,
          }))
        : [];
    pieces.push({ name: name.replace(/\s+/g, '').toUpperCase(), sign: sign as Piece['sign'], parameters });
  }
  return pieces;
}

/** The stretches between separators outside quotes. */
function partsOf(line: string, separator: string, from: number, to: number): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [];
  let start = from;
  let isQuoted = false;
  for (let place = from; place < to; place++) {
    if (line[place] === '"') isQuoted = !isQuoted;
    else if (line[place] === separator && !isQuoted) {
      parts.push([start, place]);
      start = place + 1;
    }
  }
  parts.push([start, to]);
  return parts;
}
