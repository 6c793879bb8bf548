import { KeptChoice } from './kept-choice';

/** The editor's setting of its theme (5.0 and later), in the browser's storage: `light`, `dark`, or `auto` for the system's. */
const SETTING = 'view-dark-theme';
/** The class of the page under which Node-RED's style sheet is dark. */
const DARK = 'nr-theme-dark';
/** A colour that Node-RED has since 5.0, whose quiet text can be read. */
const SINCE_5 = '--red-ui-text-color-markdown-alert-note';

/** Whether the quiet text of the page's style sheet has too little contrast: that of Node-RED 4. */
export function isFaint(): boolean {
  return getComputedStyle(document.documentElement).getPropertyValue(SINCE_5) === '';
}

/** Gives a window that is not the editor's the editor's theme, now and whenever that is changed. */
export function followTheme(): void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const setting = new KeptChoice(SETTING, () => window.localStorage);
  const show = () => {
    const chosen = setting.value;
    document.documentElement.classList.toggle(
      DARK,
      chosen === 'dark' || (chosen === 'auto' && system.matches),
    );
  };
  // Only other windows of this Node-RED get the event: the editor's is one.
  window.addEventListener('storage', show);
  system.addEventListener('change', show);
  show();
}
