import type { Words } from '../device/editor/words';
import { reportLanguage } from '../device/editor/language-report';
import { ConsolePage } from './editor/console-page';

/** Runs once when the editor is loaded: adds the console to its sidebar; `_` are the words of its catalogue. */
export function add(_: Words): void {
  const page = new ConsolePage(_);
  RED.sidebar.addTab({
    id: 'ec20-console',
    label: _('ec20-console.label.tab'),
    name: _('ec20-console.label.name'),
    iconClass: 'fa fa-terminal',
    content: page.element,
    enableOnEdit: true,
  });
  page.start();
  reportLanguage();
}
