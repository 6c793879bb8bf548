import { helper } from './rig';

/** Node-RED's number of that level in its log. */
const WARN = 30;
/** A line may come when the last message of a burst has: so often it is looked. The test's own time limit ends that. */
const LOOK_MS = 20;

/** Warnings and errors that Node-RED has logged since the flows were loaded, as `code: …`. */
export function logLines(code: string): string[] {
  return (helper.log().args as [{ level: number; msg: unknown }][])
    .filter(([{ level }]) => level <= WARN)
    .map(([{ msg }]) => String(msg))
    .filter((line) => line.startsWith(`${code}: `));
}

/** The first such line. */
export async function logLine(code: string): Promise<string> {
  for (;;) {
    const [line] = logLines(code);
    if (line !== undefined) return line;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
