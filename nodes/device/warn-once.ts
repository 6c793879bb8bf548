import type { Node } from 'node-red';

import type { CodedError, Language } from '../../src/base/coded-error';
import { FlowError } from './flow-error';

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
