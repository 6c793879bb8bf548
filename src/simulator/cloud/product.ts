import type { RawScript } from './raw-script';
import type { ThingModel } from './thing-model';

/** What the platform knows of a product, apart from its devices. */
export class Product {
  /** ProductSecret; undefined: devices cannot register. */
  secret: string | undefined;
  /** The 动态注册 switch. */
  registers = true;
  model: ThingModel | undefined;
  /** Set: the data format is 透传/自定义. */
  rawScript: RawScript | undefined;
}
