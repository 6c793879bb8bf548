import type { Words } from './words';

/** A node as the editor passes it to its dialog: its properties and what the editor adds. */
export interface DialogNode {
  readonly id: string;
  readonly type: string;
  readonly _: Words;
  /** Its type; a validator may be called before the node itself has words. */
  readonly _def: {
    readonly _: Words;
    readonly defaults: PropertyTable;
    readonly credentials?: Readonly<Record<string, unknown>>;
  };
  [property: string]: unknown;
}

/** The properties of a type of node as they are registered; `type` names the type of a config node that one holds. */
export type PropertyTable = Readonly<Record<string, { readonly value: unknown; readonly type?: string }>>;

/** Returns what is wrong with a property's value, in the language of the editor's user; true: nothing. */
export type Check = (node: DialogNode, value: unknown) => string | true;

/** A check as the editor calls it. */
export type Validator = (this: DialogNode, value: unknown, options: unknown) => string | true;

/** Makes validators of checks, each under the name of its property. */
export function validators(checks: Readonly<Record<string, Check>>): Readonly<Record<string, Validator>> {
  return Object.fromEntries(Object.entries(checks).map(([property, check]) => [property, validator(check)]));
}

/** Node-RED shows the sentence only of a function that declares two parameters. */
function validator(check: Check): Validator {
  const validate: Validator = function (value) {
    return check(this, value);
  };
  return Object.defineProperty(validate, 'length', { value: 2 });
}

/** A name given by the user is in italics, as with Node-RED's own nodes. */
export function italicName(this: DialogNode): string {
  return text(this['name']) === '' ? '' : 'node_label_italic';
}

/** A property as text; "" where there is none. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** Whether a value holds an environment variable: it is unknown in the editor. */
export function isVariable(value: unknown): boolean {
  return /\$(\{[^{}\s$]+\}|\([^()\s$]+\))/.test(text(value));
}
