import type { EditorNodeDef, EditorRED } from 'node-red';
import type { Words } from './words';

declare global {
  /** Node-RED's editor. It is there when a dialog opens, not yet when a module is loaded. */
  const RED: EditorRED;
}

/** A node as the editor hands it to its dialog: its properties beside what the editor adds. */
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

/** Says what is wrong with a property's value, in the language of the editor's user; true: nothing. */
export type Check = (node: DialogNode, value: unknown) => string | true;

/** A check as the editor calls it. */
export type Validator = (this: DialogNode, value: unknown, options: unknown) => string | true;

/** Makes validators of checks, each under the name of its property. */
export function validators(checks: Readonly<Record<string, Check>>): Readonly<Record<string, Validator>> {
  return Object.fromEntries(Object.entries(checks).map(([property, check]) => [property, validator(check)]));
}

function validator(check: Check): Validator {
  // Node-RED shows the sentence only of a function that declares two parameters.
  return function (value, options) {
    void options;
    return check(this, value);
  };
}

/** A type of node beside its properties, which the build writes into its page from the rulebook. */
export interface Definition extends Pick<
  EditorNodeDef,
  'category' | 'color' | 'icon' | 'inputs' | 'outputs' | 'align'
> {
  readonly label: (this: DialogNode) => string;
  readonly labelStyle: (this: DialogNode) => string;
  readonly paletteLabel?: (this: DialogNode) => string;
  readonly outputLabels?: (this: DialogNode) => string;
  readonly oneditprepare: (this: DialogNode) => void;
  readonly oneditsave?: (this: DialogNode) => void;
}

/** Text that stands in the catalogue of ec20-modem, for every dialog that says the same. */
export const sharedText: Words = (key, values) => {
  const shown = Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]);
  const texts = Object.fromEntries(shown) as Record<string, string>;
  return RED._(`@ec20/node-red-ec20-aliyun/ec20-modem:ec20-modem.${key}`, texts);
};

/** A name that its user has given stands in italics, as with Node-RED's own nodes. */
export function italicName(this: DialogNode): string {
  return text(this['name']) === '' ? '' : 'node_label_italic';
}

/** A property as text; "" where there is none. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** Whether the whole value is the name of an environment variable: of what it holds nothing is known in the editor. */
export function isVariable(value: unknown): boolean {
  return /^\$\{[^{}\s]+\}$/.test(text(value));
}
