import type { CodedError } from '../../base/coded-error';
import type { Json } from '../quotes';
import type { JsonObject } from './relaxed-json';
import type { ThingModel } from './thing-model';
import { fitMembers, fitValue, type Report, unknownError, untyped } from './value-check';

/**
 * How values that don't fit the thing model are treated. `warn`: what the cloud refuses is an error, what it checks in
 * some products only (range, step, length) a warning; `strict`: both are errors; `off`: neither.
 */
export type ThingCheck = 'strict' | 'warn' | 'off';

/** Values as the cloud wants them on the wire, checked against a thing model where there is one. */
export class ModelCheck {
  readonly #warnings: CodedError[] = [];

  constructor(
    private readonly model: ThingModel | undefined,
    private readonly check: ThingCheck,
  ) {}

  /** Warnings so far. */
  get warnings(): readonly CodedError[] {
    return this.#warnings;
  }

  /** Throws `EC20_TSL_UNKNOWN`, `EC20_TSL_VALUE`. */
  property(identifier: string, value: Json): Json {
    if (this.model === undefined) return untyped(value);
    const property = this.model.properties.get(identifier);
    if (property !== undefined) return fitValue(property.type, value, identifier, this.#report);
    this.#report('wrong', unknownError(identifier));
    return untyped(value);
  }

  /** Throws `EC20_TSL_UNKNOWN` where the model has no such property. */
  propertyName(identifier: string): void {
    if (this.model?.properties.has(identifier) === false) this.#report('wrong', unknownError(identifier));
  }

  /** The output of an event. Throws `EC20_TSL_UNKNOWN`, `EC20_TSL_VALUE`. */
  event(identifier: string, output: JsonObject): Json {
    return this.#output(this.model?.events, identifier, output);
  }

  /** The output of a service. Throws `EC20_TSL_UNKNOWN`, `EC20_TSL_VALUE`. */
  service(identifier: string, output: JsonObject): Json {
    return this.#output(this.model?.services, identifier, output);
  }

  #output(
    features: ThingModel['events'] | ThingModel['services'] | undefined,
    identifier: string,
    output: JsonObject,
  ): Json {
    if (features === undefined) return untyped(output);
    const feature = features.get(identifier);
    if (feature !== undefined) return fitMembers(feature.output, output, `${identifier}.`, this.#report);
    this.#report('wrong', unknownError(identifier));
    return untyped(output);
  }

  readonly #report: Report = (severity, error) => {
    if (this.check === 'off') return;
    if (severity === 'wrong' || this.check === 'strict') throw error;
    this.#warnings.push(error);
  };
}
