import { type Static, type TObject, type TObjectOptions, type TProperties, type TSchema, Type } from 'typebox';

/** An object that has the named fields and no others. */
export function strict<P extends TProperties>(properties: P, options: TObjectOptions = {}): TObject<P> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(values: T, options: { description?: string } = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });
}

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** Text values by name; the names are the caller's own, such as those of a provider's input fields. */
export function namedTexts(options: {
  readonly mostNames: number;
  readonly longest: number;
  readonly description: string;
}) {
  return Type.Unsafe<Record<string, string>>({
    type: 'object',
    patternProperties: { '^[A-Za-z][A-Za-z0-9_-]{0,31}$': { type: 'string', maxLength: options.longest } },
    additionalProperties: false,
    maxProperties: options.mostNames,
    description: options.description,
  });
}

/** A schema by its name, so that partners see one type in every place of the document. */
export function named<S extends TSchema>(schema: S & { readonly $id?: string }) {
  return Type.Unsafe<Static<S>>({ $ref: `${schema.$id ?? ''}#` });
}
