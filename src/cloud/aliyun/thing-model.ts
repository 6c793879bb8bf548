import { accepted } from '../../settings/refusal';
import { parseThingModel, type ThingModel } from '../../settings/thing-model';

export type { ThingModel };

/** Reads a thing model as the rules' {@link parseThingModel} does. Throws `EC20_TSL` with the place of what is wrong. */
export function readThingModel(text: string): ThingModel {
  return accepted(parseThingModel(text));
}
