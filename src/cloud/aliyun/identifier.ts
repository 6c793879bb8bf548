import { identifierProblem } from '../../settings/identifier';
import { refuse } from '../../settings/refusal';

/** Checks an identifier, which may be one of a custom module: `moduleId:identifier`. Throws `EC20_IDENTIFIER`. */
export function checkIdentifier(text: string): string {
  refuse(identifierProblem(text));
  return text;
}
