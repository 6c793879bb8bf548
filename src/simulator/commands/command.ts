import type { CommandHost } from '../command-host';
import type { Form, Parameters } from '../command-text';
import type { Reply } from '../reply';

/** Answers one form of a command. Throws BadParameter for values that the module refuses. */
export type Handler = (module: CommandHost, parameters: Parameters) => Reply | Promise<Reply>;

/** The forms of a command; a missing test form answers OK, any other missing one ERROR. */
export type Command = Readonly<Partial<Record<Form, Handler>>>;

export type CommandTable = Readonly<Record<string, Command>>;
