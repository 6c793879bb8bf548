import type { RawScript } from './raw-script';
import type { ThingModel } from './thing-model';

/** What the platform knows of a product, besides its devices. */
export class Product {
  /** ProductSecret; undefined: no device can register. */
  secret: string | undefined;
  /** The switch 动态注册. */
  registers = true;
  model: ThingModel | undefined;
  /** Set: the data format is 透传/自定义. */
  rawScript: RawScript | undefined;
}
