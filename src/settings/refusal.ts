import { CodedError } from '../base/coded-error';
import type { Fault, Problem, Reading } from './fault';
import type { Field } from './field';
import { readField } from './field';
import type { ServerName } from './servers';

/** Turns a {@link Problem} into an error, for the runtime. The editor never loads this file. */
function refusal({ code, params, phrases }: Problem): CodedError {
  return new CodedError(code, phrases === undefined ? { params } : { params, phrases });
}

/** Throws the problem, if there is one; `server`: the one that it is about. */
export function refuse(problem: Problem | undefined, server?: ServerName): void {
  if (problem !== undefined) throw refusal(problem).at(server);
}

/** Throws the first fault, if there is one, with the others noted in it; `server`: the one that they are about. */
export function refuseAll(faults: readonly Fault[], server?: ServerName): void {
  const [first, ...further] = faults.map((fault) => refusal(fault).about(fault.field));
  if (first !== undefined) throw first.about(first.field, further).at(server);
}

/** The value of a reading. Throws its problem. */
export function accepted<Value>(reading: Reading<Value>): Value {
  if ('problem' in reading) throw refusal(reading.problem);
  return reading.value;
}

/** One setting made concrete. Throws `EC20_ENV_MISSING`, `EC20_FULL_WIDTH`, `EC20_SETTING` or the field's own code. */
export function setting<Value>(name: string, field: Field<Value>, value: unknown): Value {
  return accepted(readField(name, field, value));
}
