import pg from 'pg';

type Parse = (text: string) => unknown;

const { builtins } = pg.types;

/** Object ids of the array types, which `builtins` lacks (catalogue pg_type). */
const textArray: number = 1009;
const int8Array = 1016;
const dateArray = 1182;

const parseTextArray: Parse = pg.types.getTypeParser(textArray, 'text');

/**
 * What differs from the driver's defaults: bigint would lose digits as a number (the default hands it out as text),
 * and `date` would become local midnight and move to another day with the server's time zone.
 */
const own: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [builtins.INT8, BigInt],
  [builtins.DATE, String],
  [int8Array, (text) => bigintsIn(parseTextArray(text))],
  [dateArray, parseTextArray],
]);

/** Arrays nest, and their elements may be null. */
function bigintsIn(parsed: unknown): unknown {
  if (Array.isArray(parsed)) return parsed.map(bigintsIn);
  return typeof parsed === 'string' ? BigInt(parsed) : null;
}

/** The reading side of a connection, in the shape `pg` asks for. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    const parse = format === 'binary' ? undefined : own.get(oid);
    return parse ?? pg.types.getTypeParser(oid, format ?? 'text');
  },
};
