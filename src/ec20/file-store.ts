import { createHash } from 'node:crypto';
import type { Channel } from '../at/channel';
import { commandLine, numberAt, plain, quoted, rawAt, readParameters, textAt } from '../at/parameter';
import { CodedError, asCodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import { askAll, isUndone, perform, unless, unlessRefused, valueOf } from './query';

/** A file for the module: its name is derived from its content, so that new content never hides behind a known name. */
export interface ModuleFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** A private key: its bytes are never shown. */
  readonly isSecret: boolean;
}

/** Seconds that the module waits for the rest of an upload before it aborts a broken one. */
const UPLOAD_SECONDS = 10;

/**
 * Our files that the module has although its list doesn't show them: it refused them as existing, and then accepted
 * them whole.
 */
export type StoredFiles = Set<string>;

/** `+CME ERROR` of a full file system (recalled, M: §M6). */
const DISK_FULL: ReadonlySet<number> = new Set([403, 409]);

export function moduleFile(role: 'ca' | 'cert' | 'key', bytes: Buffer): ModuleFile {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { name: `ec20-${role}-${digest}.pem`, bytes, isSecret: role === 'key' };
}

/**
 * The checksum of +QFUPL: XOR of big-endian 16-bit words, an odd last byte as the high one; lower-case hex without leading
 * zeros (§M6, verified against logs of real modules).
 */
export function fileChecksum(bytes: Uint8Array): string {
  let sum = 0;
  bytes.forEach((byte, place) => {
    sum ^= place % 2 === 0 ? byte << 8 : byte;
  });
  return sum.toString(16);
}

/** The files in the module with their sizes; undefined when it does not list them. */
export async function listFiles(channel: Channel): Promise<ReadonlyMap<string, number> | undefined> {
  const lines = await unlessRefused(
    askAll(channel, plain('AT+QFLST="*"'), '+QFLST', { replyMs: DEADLINES.fileMs }),
  );
  if (lines === undefined) return undefined;
  return new Map(
    lines.map((params) => [(textAt(params, 0) ?? '').replace(/^UFS:/i, ''), numberAt(params, 1) ?? -1]),
  );
}

/** AT+QFLST of one name is refused: the module has no such file. */
export async function isUnknownFile(channel: Channel, name: string): Promise<boolean> {
  const line = commandLine('AT+QFLST=', quoted('file', name));
  return (await unlessRefused(askAll(channel, line, '+QFLST', { replyMs: DEADLINES.fileMs }))) === undefined;
}

/**
 * Ensures that the module has a file: uploaded only when it is missing or has another size, and its checksum compared.
 * A refused or damaged upload is deleted and repeated once, since a list proves nothing: some firmware shows no file at
 * all (EC25AFXGAR07A04M1G), or a name in other letters, and refuses an existing name (407). Rejects with
 * `EC20_FILE_FULL`, `EC20_FILE_UPLOAD` or `EC20_FILE_CHECKSUM`.
 */
export async function ensureFile(
  channel: Channel,
  file: ModuleFile,
  present: ReadonlyMap<string, number> | undefined,
  stored: StoredFiles,
): Promise<void> {
  const { name } = file;
  const size = present?.get(name);
  if (size === file.bytes.length) return;
  const isListed = present !== undefined && present.size > 0;
  if (!isListed && stored.has(name)) return;
  stored.delete(name);
  const namesakes = [...(present?.keys() ?? [])].filter((each) => each.toLowerCase() === name.toLowerCase());
  const clear = async () => {
    for (const each of new Set([...namesakes, name])) await removeFile(channel, each);
  };
  if (namesakes.length > 0 || present === undefined) await clear();
  const first = await unless(upload(channel, file), (code) => code === 'EC20_FILE_UPLOAD');
  if (first === true) return;
  await clear();
  if (await upload(channel, file)) {
    // Each of these costs two writes to the module's flash: not at every connection.
    if (first === undefined && !isListed) stored.add(name);
    return;
  }
  await removeFile(channel, name);
  throw new CodedError('EC20_FILE_CHECKSUM', { params: { file: name }, outcome: 'rejected' });
}

/** AT+QFDEL; a missing file is fine too. */
export async function removeFile(channel: Channel, name: string): Promise<void> {
  await unlessRefused(perform(channel, commandLine('AT+QFDEL=', quoted('file', name)), DEADLINES.fileMs));
}

/** AT+QFUPL; false when the module has stored something else than was sent. */
async function upload(channel: Channel, file: ModuleFile): Promise<boolean> {
  const { name, bytes } = file;
  const line = commandLine('AT+QFUPL=', quoted('file', name), bytes.length, UPLOAD_SECONDS);
  try {
    const answer = await channel.run({
      line,
      matches: [{ prefix: '+QFUPL' }],
      replyMs: DEADLINES.simpleMs,
      data: {
        bytes,
        prompt: 'CONNECT',
        promptMs: DEADLINES.fileMs,
        replyMs: DEADLINES.uploadMs,
        isSecret: file.isSecret,
      },
    });
    const params = readParameters(valueOf(answer.lines[0]?.text ?? ''));
    const [size, checksum] = [numberAt(params, 0), rawAt(params, 1)];
    // Firmware that reports nothing is trusted: the handshake is the proof.
    if (size === undefined) return true;
    if (size !== bytes.length) return false;
    return checksum === undefined || parseInt(checksum, 16) === parseInt(fileChecksum(bytes), 16);
  } catch (error) {
    const coded = asCodedError(error);
    if (!isUndone(coded.code)) throw coded;
    const isFull = coded.moduleCode !== undefined && DISK_FULL.has(coded.moduleCode);
    throw new CodedError(isFull ? 'EC20_FILE_FULL' : 'EC20_FILE_UPLOAD', {
      params: { file: name, bytes: bytes.length },
      outcome: 'rejected',
      cause: coded,
      ...(coded.moduleCode === undefined ? {} : { moduleCode: coded.moduleCode }),
    });
  }
}
