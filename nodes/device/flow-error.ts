import type { Node } from 'node-red';

import {
  asCodedError,
  type CodedError,
  type ErrorParams,
  type Language,
  type Outcome,
} from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import type { ErrorCode } from '../../src/errors/catalogue';

/**
 * A coded error as a flow meets it: the sentence in the runtime's language. A Catch node copies `code` and makes
 * its message from `toString()`, which therefore begins with the code: searchable in every language.
 */
export class FlowError extends Error {
  override readonly name: string;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly moduleCode: number | undefined;
  readonly outcome: Outcome;

  constructor(error: CodedError, language: Language) {
    super(describeError(error, 'node', language), error.cause === undefined ? {} : { cause: error.cause });
    this.name = error.code;
    this.code = error.code;
    this.params = error.params;
    this.moduleCode = error.moduleCode;
    this.outcome = error.outcome;
  }
}

/** Any error, for `done()` or `node.error()`: nothing uncoded reaches a flow. */
export function flowError(error: unknown, language: Language): FlowError {
  return error instanceof FlowError ? error : new FlowError(asCodedError(error), language);
}

/** So many different warnings are told of one node; then it falls silent. */
const MOST_WARNINGS = 50;

/** Warnings of one node: what each message would say again is told once. */
export class WarnOnce {
  readonly #told = new Set<string>();

  constructor(
    private readonly node: Node,
    private readonly language: Language,
  ) {}

  tell(warning: CodedError): void {
    const key = `${warning.code} ${String(warning.params['identifier'] ?? '')}`;
    if (this.#told.has(key) || this.#told.size >= MOST_WARNINGS) return;
    this.#told.add(key);
    this.node.warn(new FlowError(warning, this.language));
  }
}
