import type { Words } from '../shared/editor/words';
import { reportLanguage } from '../shared/editor/language-report';
import { ModemPanel } from './editor/modem-panel';
import { followTheme } from './editor/page-theme';
import { SidebarHost } from './editor/sidebar-host';
import { type Catalogue, WindowHost, wordsOf } from './editor/window-host';

/** Runs once when the editor is loaded: adds the panel to its sidebar; `_` are the words of its catalogue. */
export function add(_: Words): void {
  const panel = new ModemPanel(new SidebarHost(_));
  RED.sidebar.addTab({
    id: 'ec20-console',
    label: _('ec20-console.label.tab'),
    name: _('ec20-console.label.name'),
    iconClass: 'fa fa-terminal',
    content: panel.element,
    enableOnEdit: true,
  });
  panel.start();
  reportLanguage();
}

/** Fills the page of the console's own window. `language` is that of its catalogue, such as `zh-CN`. */
export function openWindow(language: string): void {
  followTheme();
  const words = wordsOf(JSON.parse($('#ec20-console-words').text()) as Catalogue);
  const panel = new ModemPanel(new WindowHost(language, words));
  document.body.append(panel.element);
  panel.start();
}
