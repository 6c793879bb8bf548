/** Behind these the module waits for a text of any length (EC2x AT manual §9.8). */
const TEXT = '\\+CMG[SW]=(?!\\?)';
/** Behind these it waits for so many bytes, and takes whatever comes for them; a length of 0 only asks. */
const BYTES = [
  '\\+QISEND=(?!\\?|\\d+,0$)',
  '\\+(?:QSSLSEND|QFUPL|QFWRITE|QHTTPURL|QHTTPPOST|QHTTPPUT)=(?!\\?)',
  '\\+QFTPPUT=.*"COM:',
].join('|');
const COMMAND = new RegExp(`^AT(?:.*;)?(${TEXT}|${BYTES})`, 'i');

/**
 * Returns the name of a command that is followed by data, in upper case: sent without them, the module would take the next
 * commands for that data. Undefined: it isn't followed by any.
 */
export function nameBeforeData(command: string): string | undefined {
  const [, found] = COMMAND.exec(command.replace(/\s+/g, '')) ?? [];
  return found?.split('=', 1)[0]?.toUpperCase();
}
