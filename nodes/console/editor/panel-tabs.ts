import type { Words } from '../../shared/editor/words';

export const TABS = ['overview', 'console'] as const;

export type TabName = (typeof TABS)[number];

const ICONS: Readonly<Record<TabName, string>> = { overview: 'fa-line-chart', console: 'fa-terminal' };

/** Steps of the arrow keys between tabs. */
const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1],
  ['ArrowRight', 1],
  ['Home', -Infinity],
  ['End', Infinity],
]);

/** The tabs of the panel: one is shown; the arrow keys, Home and End go from one to the next. */
export class PanelTabs {
  readonly element = document.createElement('div');
  readonly #tabs: ReadonlyMap<TabName, JQuery>;
  readonly #panes: ReadonlyMap<TabName, HTMLElement>;
  #shown: TabName;

  /** `chosen` is called when the user has chosen another one. */
  constructor(
    _: Words,
    panes: Readonly<Record<TabName, HTMLElement>>,
    shown: TabName,
    private readonly chosen: (name: TabName) => void,
  ) {
    this.#shown = shown;
    this.#panes = new Map(TABS.map((name) => [name, panes[name]]));
    this.#tabs = new Map(TABS.map((name) => [name, this.#tab(_, name)]));
    for (const [name, pane] of this.#panes) {
      $(pane).attr({ id: `ec20-pane-${name}`, role: 'tabpanel', 'aria-labelledby': `ec20-tab-${name}` });
    }
    $(this.element)
      .addClass('ec20-console-tabs')
      .attr({ role: 'tablist', 'aria-label': _('ec20-console.label.tabs') })
      .append([...this.#tabs.values()])
      .on('keydown', (event) => this.#key(event));
    this.#show();
  }

  get shown(): TabName {
    return this.#shown;
  }

  #tab(_: Words, name: TabName): JQuery {
    const label = _(`ec20-console.tab.${name}`);
    return $('<button type="button" role="tab" class="ec20-console-tab"></button>')
      .attr({ id: `ec20-tab-${name}`, 'aria-controls': `ec20-pane-${name}`, title: label })
      .append(
        $('<i aria-hidden="true"></i>').addClass(`fa ${ICONS[name]}`),
        $('<span></span>').text(` ${label}`),
      )
      .on('click', () => this.#choose(name));
  }

  #choose(name: TabName): void {
    if (name === this.#shown) return;
    this.#shown = name;
    this.#show();
    this.chosen(name);
  }

  #show(): void {
    for (const [name, tab] of this.#tabs) {
      const isShown = name === this.#shown;
      tab.attr({ 'aria-selected': String(isShown), tabindex: isShown ? 0 : -1 });
      $(this.#panes.get(name) ?? []).prop('hidden', !isShown);
    }
  }

  #key(event: JQuery.KeyDownEvent): void {
    const step = STEPS.get(event.key);
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const wanted = TABS.indexOf(this.#shown) + step;
    const name = TABS[Math.max(0, Math.min(TABS.length - 1, wanted))];
    if (name === undefined) return;
    this.#choose(name);
    this.#tabs.get(name)?.trigger('focus');
  }
}
