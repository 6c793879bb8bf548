/**
 * The command lines of the setting `left`: separated by `|`, or by `;` before AT; within a line commands are joined by `;` as
 * usual. A blank where a plus belongs, as in the query of a port's name, becomes one.
 */
export function initialCommands(setting: string): readonly string[] {
  return setting
    .split(/\||;\s*(?=AT)/i)
    .map((line) => line.trim().replace(/(^AT|;) (?=[A-Z])/gi, '$1+'))
    .filter((line) => line !== '');
}
