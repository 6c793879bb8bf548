import { type CommandLine, plain } from './parameter';

/**
 * Written first on an open line: another program may have left the module with echo on, without results (ATQ1) or with
 * numeric ones (ATV0), saved or not (V.250 §6.2; as dial scripts have always started).
 */
export const GREETING: CommandLine = plain('ATE0Q0V1');

/** The same one by one, results first: for firmware that takes no combined basic commands. */
export const GREETING_PARTS: readonly CommandLine[] = [plain('ATQ0'), plain('ATV1'), plain('ATE0')];
