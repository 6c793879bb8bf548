import type { Page } from 'playwright-core';

/** The least contrast of text with its background, and of an icon with its (WCAG 2.1, 1.4.3 and 1.4.11). */
const LEAST_OF_TEXT = 4.5;
const LEAST_OF_ICONS = 3;

/**
 * In the page: every text, field, placeholder and icon within the element that can be seen, with the contrast of its colour with what
 * is behind it, if it isn't disabled.
 */
const MEASURE = `(selector, theirs) => {
  const parts = (color) => {
    const [red, green, blue, alpha = 1] = (color.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (front, back) => {
    const mix = (name) => front[name] * front.alpha + back[name] * (1 - front.alpha);
    return { red: mix('red'), green: mix('green'), blue: mix('blue'), alpha: 1 };
  };
  const light = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const behind = (element) => {
    const layers = [];
    for (let each = element; each !== null; each = each.parentElement) {
      layers.unshift(parts(getComputedStyle(each).backgroundColor));
    }
    return layers.reduce((back, front) => over(front, back), { red: 255, green: 255, blue: 255, alpha: 1 });
  };
  const opacity = (element) => {
    let all = 1;
    for (let each = element; each !== null; each = each.parentElement) all *= Number(getComputedStyle(each).opacity);
    return all;
  };
  const found = [];
  const measure = (element, color, what, text) => {
    const back = behind(element);
    const front = parts(color);
    const seen = over({ ...front, alpha: front.alpha * opacity(element) }, back);
    const [one, other] = [light(seen), light(back)];
    found.push({ what, text, where: element.className || element.tagName, contrast: Math.max(one, other) / Math.min(one, other) });
  };
  for (const element of document.querySelectorAll(selector + ', ' + selector + ' *')) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const { width, height } = element.getBoundingClientRect();
    // What is 1 px wide is for screen readers; a canvas draws its own texts.
    if (width <= 1 || height <= 1 || element.tagName === 'OPTION') continue;
    if (element.closest(':disabled, .disabled') !== null || (theirs !== '' && element.closest(theirs) !== null)) continue;
    const style = getComputedStyle(element);
    const own = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()).join('');
    if (own !== '') measure(element, style.color, 'text', own);
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) {
      measure(element, style.color, 'text', element.value);
      if (element.placeholder) measure(element, getComputedStyle(element, '::placeholder').color, 'placeholder', element.placeholder);
    }
    const icon = getComputedStyle(element, '::before');
    if (element.classList.contains('fa')) measure(element, icon.color, 'icon', '');
  }
  return found;
}`;

interface Measured {
  readonly what: 'text' | 'placeholder' | 'icon';
  readonly text: string;
  readonly where: string;
  readonly contrast: number;
}

/** What has Node-RED's own colours, not ours: some of its pairs are poor. */
interface Theirs {
  /** A selector; "": nothing. */
  readonly elements: string;
  readonly placeholders: boolean;
}

/** What of an element can't be read well, in words; empty: all of it can. Fails where there is nothing to see. */
export async function poorlyReadable(
  page: Page,
  selector: string,
  theirs: Theirs = { elements: '', placeholders: false },
): Promise<string[]> {
  const given = [selector, theirs.elements].map((text) => JSON.stringify(text)).join(', ');
  const all = await page.evaluate<Measured[]>(`(${MEASURE})(${given})`);
  if (all.length === 0) throw new Error(`${selector} shows nothing`);
  const least = {
    text: LEAST_OF_TEXT,
    placeholder: theirs.placeholders ? 0 : LEAST_OF_TEXT,
    icon: LEAST_OF_ICONS,
  };
  return all
    .filter(({ what, contrast }) => contrast < least[what])
    .map(({ what, text, where, contrast }) => `${what} “${text}” (${where}): ${contrast.toFixed(2)}`);
}
