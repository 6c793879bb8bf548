import type { Node, NodeAPI } from 'node-red';

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
 * Makes the node's errors reach the log as whole sentences where the flows have no Catch node: the debug sidebar shows of an Error object
 * each part cut, and so no cure. A Catch node gets the error with its code.
 */
export function sayInFull(red: NodeAPI, node: Node): void {
  const own = node as unknown as { error: (...given: unknown[]) => void };
  // A proxy: a test's spy on it stays reachable.
  own.error = new Proxy(own.error, {
    apply(report, self, [problem, msg]: unknown[]) {
      const isText = problem instanceof FlowError && !hasCatch(red);
      Reflect.apply(report, self, [isText ? String(problem) : problem, msg]);
    },
  });
}

function hasCatch(red: NodeAPI): boolean {
  let isThere = false;
  red.nodes.eachNode(({ type }) => {
    isThere ||= type === 'catch';
  });
  return isThere;
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
