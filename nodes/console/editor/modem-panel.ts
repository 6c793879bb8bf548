import { ConsolePage } from './console-page';
import type { ConsoleHost } from './console-host';
import { KeptChoice } from './kept-choice';
import { OverviewPage } from './overview-page';
import { PanelHead } from './panel-head';
import { PanelTabs, TABS, type TabName } from './panel-tabs';
import { isFaint } from './page-theme';

/** How often the panel looks whether it has come on screen, and what is due. */
const LOOK_MS = 500;
/** Below this height, in pixels, less is shown at once. */
const LOW = 450;

/** What the editor's sidebar and the own window show of a modem node: its overview, or its console. */
export class ModemPanel {
  readonly element = document.createElement('div');
  readonly #head: PanelHead;
  readonly #tabs: PanelTabs;
  readonly #console: ConsolePage;
  readonly #overview: OverviewPage;
  #id = '';

  constructor(private readonly host: ConsoleHost) {
    const { words: _, detach } = host;
    const showState = (state: string) => this.#head.showState(state);
    this.#console = new ConsolePage(host, showState);
    this.#overview = new OverviewPage(host, showState);
    const kept = new KeptChoice('ec20-console-tab', () => window.localStorage);
    const shown: TabName = TABS.find((name) => name === kept.value) ?? 'console';
    const panes = { overview: this.#overview.element, console: this.#console.element };
    this.#tabs = new PanelTabs(_, panes, shown, (name) => {
      kept.value = name;
      this.#look();
    });
    this.#head = new PanelHead(
      _,
      this.#tabs.element,
      () => this.#watch(this.#head.modem),
      detach === undefined ? undefined : () => detach(this.#id),
    );
    $(this.element)
      .addClass('ec20-console')
      .toggleClass('ec20-console-faint', isFaint())
      .append(this.#head.element, this.#overview.element, this.#console.element);
    new ResizeObserver(() => {
      $(this.element).toggleClass('ec20-console-low', this.element.clientHeight < LOW);
    }).observe(this.element);
  }

  /** Follows the modem nodes, and shows the chosen one while the panel is on screen. */
  start(): void {
    this.host.onModems(() => this.#offer());
    this.host.onDeploy(() => {
      this.#console.deployed();
      this.#overview.deployed();
    });
    let wasVisible = false;
    window.setInterval(() => {
      const isVisible = !document.hidden && $(this.element).is(':visible');
      if (isVisible && !wasVisible) this.#offer();
      wasVisible = isVisible;
      this.#look();
    }, LOOK_MS);
    this.#offer();
    this.#watch(this.#id);
  }

  #offer(): void {
    const { words: _, failed, firstModem } = this.host;
    const none = failed === undefined ? _('ec20-console.hint.none') : '–';
    const id = this.#head.offer(this.host.modems(), firstModem, none);
    if (id !== this.#id) this.#watch(id);
    else if (id === '') {
      this.#console.stillNone();
      this.#overview.stillNone();
    }
  }

  #watch(id: string): void {
    this.#id = id;
    this.#console.watch(id);
    this.#overview.watch(id);
    this.#look();
  }

  #look(): void {
    const { shown } = this.#tabs;
    this.#console.look(shown === 'console');
    this.#overview.look(shown === 'overview');
  }
}
