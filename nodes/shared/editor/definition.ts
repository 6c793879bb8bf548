import type { EditorNodeDef, EditorRED } from 'node-red';
import type { DialogNode } from './dialog-node';
import type { Words } from './words';

declare global {
  /** Node-RED's editor. It exists when a dialog opens, but not yet when a module is loaded. */
  const RED: EditorRED;
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
  readonly oneditsave?: (this: DialogNode) => boolean;
  /** Called for a node that is dropped from the palette, and for pasted ones. */
  readonly onadd?: (this: DialogNode) => void;
}

/** Text from the catalogue of ec20-modem, shared by the dialogs. */
export const sharedText: Words = (key, values) => {
  const shown = Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]);
  const texts = Object.fromEntries(shown) as Record<string, string>;
  return RED._(`@ec20/node-red-ec20-aliyun/ec20-modem:ec20-modem.${key}`, texts);
};

/**
 * The language of the editor's user: Node-RED's, but Chinese wherever our texts are. For zh, zh-HK or zh-Hans-CN Node-RED has no texts of its own
 * and gives en-US.
 */
export function editorLanguage(): string {
  const own = RED.i18n.lang();
  return /^zh/i.test(own) || !/\p{Script=Han}/u.test(sharedText('topic.usual')) ? own : 'zh-CN';
}
