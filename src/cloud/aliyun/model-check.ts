import { CodedError } from '../../base/coded-error';
import type { Json } from '../quotes';
import { isJsonObject, type JsonObject } from './relaxed-json';
import type { ThingModel } from './thing-model';
import { fitMembers, fitValue, type Report, unknownError, untyped } from './value-check';

/**
 * How values that don't fit the thing model are treated. `warn`: what the cloud refuses is an error, what it checks in
 * some products only (range, step, length) a warning; `strict`: both are errors; `skip`: as `warn`, but what the model
 * doesn't know is left out with a warning, and the rest is sent; `off`: neither.
 */
export type ThingCheck = 'strict' | 'warn' | 'skip' | 'off';

/** Values as the cloud wants them on the wire, checked against a thing model where there is one. */
export class ModelCheck {
  readonly #warnings: CodedError[] = [];
  /** By the name of what was left out. */
  readonly #leftOut = new Map<string, CodedError>();

  constructor(
    private readonly model: ThingModel | undefined,
    private readonly check: ThingCheck,
  ) {}

  /** Warnings so far. */
  get warnings(): readonly CodedError[] {
    const named = Array.from(this.#leftOut.values(), leftOutWarning);
    return [...named, ...this.#warnings];
  }

  /** Undefined: it is left out. Throws `EC20_TSL_UNKNOWN`, `EC20_TSL_VALUE`, `EC20_TIME_INVALID`. */
  property(identifier: string, value: Json): Json | undefined {
    if (this.model === undefined) return untyped(value);
    const property = this.model.properties.get(identifier);
    if (property === undefined) {
      return this.#report('unknown', unknownError(identifier)) ? untyped(value) : undefined;
    }
    const fitted = fitValue(property.type, value, identifier, this.#report);
    return isEmptied(value, fitted) ? undefined : fitted;
  }

  /** False: it is left out. Throws `EC20_TSL_UNKNOWN` where the model has no such property. */
  propertyName(identifier: string): boolean {
    if (this.model?.properties.has(identifier) !== false) return true;
    return this.#report('unknown', unknownError(identifier));
  }

  /** The output of an event; undefined: the event is left out. Throws what {@link property} does. */
  event(identifier: string, output: JsonObject): Json | undefined {
    return this.#output(this.model?.events, identifier, output);
  }

  /** The output of a service. Throws what {@link property} does. */
  service(identifier: string, output: JsonObject): Json {
    return this.#output(this.model?.services, identifier, output) ?? {};
  }

  /** Throws `EC20_TSL_UNKNOWN` with the first name that was left out, when nothing but such was given. */
  requireRest(count: number): void {
    const [first] = this.#leftOut.values();
    if (count === 0 && first !== undefined) throw first;
  }

  #output(
    features: ThingModel['events'] | ThingModel['services'] | undefined,
    identifier: string,
    output: JsonObject,
  ): Json | undefined {
    if (features === undefined) return untyped(output);
    const feature = features.get(identifier);
    if (feature !== undefined) return fitMembers(feature.output, output, `${identifier}.`, this.#report);
    return this.#report('unknown', unknownError(identifier)) ? untyped(output) : undefined;
  }

  readonly #report: Report = (severity, error) => {
    if (this.check === 'off') return true;
    if (severity === 'unknown' && this.check === 'skip') {
      this.#leftOut.set(String(error.params['identifier']), error);
      return false;
    }
    if (severity !== 'loose' || this.check === 'strict') throw error;
    this.#warnings.push(error);
    return true;
  };
}

function leftOutWarning({ params }: CodedError): CodedError {
  return new CodedError('EC20_TSL_SKIPPED', { params });
}

/** A struct of which no member is left. */
function isEmptied(value: Json, fitted: Json): boolean {
  return isJsonObject(value) && isJsonObject(fitted) && count(value) > 0 && count(fitted) === 0;
}

function count(object: JsonObject): number {
  return Object.keys(object).length;
}
