import { type CommandLine, plain } from './parameter';

/**
 * What is written first on an open line: another program may have left the module echoing, silent about results (ATQ1) or
 * answering in numbers (ATV0), saved or not (V.250 §6.2; as dial scripts have always begun).
 */
export const GREETING: CommandLine = plain('ATE0Q0V1');

/** The same one by one, results first: for firmware that takes no basic commands in a row. */
export const GREETING_PARTS: readonly CommandLine[] = [plain('ATQ0'), plain('ATV1'), plain('ATE0')];
