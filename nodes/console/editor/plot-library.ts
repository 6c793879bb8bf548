import type uPlot from 'uplot';

/** Where Node-RED serves it, from the address of the editor. */
const ADDRESS = 'resources/@ec20/node-red-ec20-aliyun/plots.js';

/** What the bundle of the build holds: uPlot and its style sheet. */
export interface PlotLibrary {
  readonly uPlot: typeof uPlot;
  readonly css: string;
}

/** The bundle's name in the page. */
interface WithPlots {
  readonly ec20Plots?: PlotLibrary;
}

/** uPlot, loaded when the first plot is to be drawn: who never opens the overview never loads it. */
export class LazyPlots {
  #loading: Promise<PlotLibrary> | undefined;

  /** Loads it once. Rejects when the runtime does not serve it; the next call tries again. */
  load(): Promise<PlotLibrary> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<PlotLibrary> {
    await new Promise<void>((resolve, reject) => {
      const script = document.createElement('script');
      script.src = ADDRESS;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${ADDRESS} is not served`));
      document.head.append(script);
    });
    const { ec20Plots } = window as WithPlots;
    if (ec20Plots === undefined) throw new Error(`${ADDRESS} holds no plots`);
    $('head').append($('<style></style>').text(ec20Plots.css));
    return ec20Plots;
  }
}
