import type { Page } from 'playwright-core';

const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
/** The one that a fresh editor has here. */
export const DEFAULT_THEME: Theme = 'light';
/** In the page: whether it is in Node-RED's dark theme, which there is since 5.0. */
export const IS_DARK = `document.documentElement.classList.contains('nr-theme-dark')`;

/** Node-RED 4 has one theme, and no choice. */
export async function themesOf(page: Page): Promise<readonly Theme[]> {
  const version = Number.parseInt(await page.evaluate<string>('RED.settings.version'), 10);
  return version >= 5 ? THEMES : [DEFAULT_THEME];
}

/** As a user does: in the settings, View. */
export async function chooseTheme(page: Page, theme: Theme | 'auto'): Promise<void> {
  await page.evaluate('RED.actions.invoke("core:show-user-settings")');
  const choice = page.locator('#user-settings-view-dark-theme');
  await choice.selectOption(theme);
  await page.locator('#node-dialog-ok').click();
  await choice.waitFor({ state: 'detached' });
}
