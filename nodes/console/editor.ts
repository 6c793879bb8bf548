import type { Words } from '../device/editor/words';
import { reportLanguage } from '../device/editor/language-report';
import { ConsolePage } from './editor/console-page';
import { SidebarHost } from './editor/sidebar-host';
import { type Catalogue, WindowHost, wordsOf } from './editor/window-host';

/** Runs once when the editor is loaded: adds the console to its sidebar; `_` are the words of its catalogue. */
export function add(_: Words): void {
  const page = new ConsolePage(new SidebarHost(_));
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

/** Fills the page of the console's own window. `language` is that of its catalogue, such as `zh-CN`. */
export function openWindow(language: string): void {
  const words = wordsOf(JSON.parse($('#ec20-console-words').text()) as Catalogue);
  const page = new ConsolePage(new WindowHost(language, words));
  document.body.append(page.element);
  page.start();
}
