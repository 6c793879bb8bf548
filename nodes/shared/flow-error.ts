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
import type { ServerName } from '../../src/settings/servers';

/** Whose sentences: the reader's language, and the words of the server that the node sends to, where one is known. */
export interface Reader {
  readonly language: Language;
  readonly server?: ServerName | undefined;
}

/**
 * A coded error for a flow: the sentence in the runtime's language. A Catch node copies `code` and makes its message
 * from `toString()`, which therefore begins with the code: searchable in every language.
 */
export class FlowError extends Error {
  override readonly name: string;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly moduleCode: number | undefined;
  readonly outcome: Outcome;

  constructor(error: CodedError, language: Language, server?: ServerName) {
    super(
      [describeError(error.at(server), 'node', language), ...furtherFaults(error, language)].join(' '),
      error.cause === undefined ? {} : { cause: error.cause },
    );
    this.name = error.code;
    this.code = error.code;
    this.params = error.params;
    this.moduleCode = error.moduleCode;
    this.outcome = error.outcome;
  }
}

/** The other faults of the same settings, by code and property. */
function furtherFaults({ further }: CodedError, language: Language): readonly string[] {
  if (further.length === 0) return [];
  const each = further.map(({ code, params: { field: named }, field = named }) => `${code} (${field})`);
  return [
    language === 'zh'
      ? `同时还有：${each.join('、')}。`
      : `Also wrong in these settings: ${each.join(', ')}.`,
  ];
}

/** Any error, for `done()` or `node.error()`: nothing uncoded reaches a flow. */
export function flowError(error: unknown, reader: Reader): FlowError {
  return error instanceof FlowError
    ? error
    : new FlowError(asCodedError(error), reader.language, reader.server);
}

/**
 * Makes the node's errors that no Catch node takes reach the log as whole sentences: the debug sidebar shows of an Error object each part
 * cut, and so no cure. A Catch node still gets the error with its code.
 */
export function sayInFull(node: Node): void {
  const isCaught = (error: FlowError, msg: unknown): boolean => {
    const flow = node._flow as Flow | undefined;
    return typeof msg === 'object' && msg !== null && flow?.handleError?.(node, error, msg) === true;
  };
  const own = node as unknown as { error: Report };
  // A proxy: a test's spy on it stays reachable.
  own.error = new Proxy(own.error, {
    apply(report, self, [problem, msg]: unknown[]) {
      if (!(problem instanceof FlowError)) Reflect.apply(report, self, [problem, msg]);
      else if (!isCaught(problem, msg)) Reflect.apply(report, self, [String(problem)]);
    },
  });
}

type Report = (...given: unknown[]) => void;

/** The part of Node-RED's flows that `Node.error` itself uses; returns whether a Catch node has taken the error. */
interface Flow {
  handleError?(node: Node, error: Error, msg: object): boolean;
}

/** Maximum different warnings per node; further ones are ignored. */
const MOST_WARNINGS = 50;

/** Warnings of one node, each given once, however many messages cause it. */
export class WarnOnce {
  readonly #given = new Set<string>();

  constructor(
    private readonly node: Node,
    private readonly reader: Reader,
  ) {}

  warn(warning: CodedError): void {
    const key = `${warning.code} ${String(warning.params['identifier'] ?? '')}`;
    if (this.#given.has(key) || this.#given.size >= MOST_WARNINGS) return;
    this.#given.add(key);
    this.node.warn(new FlowError(warning, this.reader.language, this.reader.server));
  }
}
