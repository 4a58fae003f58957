import { Type, type Static } from 'typebox';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { fits } from '../kit/compiled-check.ts';
import { parseXml, type XmlElement } from '../kit/hardened-xml.ts';

/**
 * The values of an answer as text, by OSMP's names for them; every dialect is brought into this form. What no name is
 * known for is left out.
 */
export const responseSchema = Type.Object(
  {
    result: Type.String({ pattern: '^(?:0|[1-9][0-9]{0,3})$' }),
    osmp_txn_id: Type.Optional(Type.String({ pattern: '^[0-9]{0,20}$' })),
    account: Type.Optional(Type.String({ maxLength: 200 })),
    prv_txn: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z{}._:/-]{0,64}$' })),
    sum: Type.Optional(Type.String({ pattern: '^(?:[0-9]{1,13}(?:\\.[0-9]{1,4})?)?$' })),
    fields: Type.Record(Type.String(), Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false },
);

export type OsmpResponse = Readonly<Static<typeof responseSchema>>;

export type Whitespace = 'exact' | 'trim';

/** What the elements of an answer in XML are called; undefined where the dialect has no such element. */
export interface AnswerNames {
  readonly result: string;
  readonly reference: string | undefined;
  readonly account: string | undefined;
  readonly transaction: string | undefined;
  readonly sum: string | undefined;
  /** Where the rest stands: `<fields><field1 name="FIO">…</field1></fields>`, or `<FIO>…</FIO>` beside the result. */
  readonly fields: 'named' | 'flat';
}

const blanks = /^[ \t\r\n]+|[ \t\r\n]+$/g;

/** Longest answer that is read. A check with many bills has some kilobytes. */
export const maxResponseBytes = 65_536;

/**
 * Reads a whole answer, or says `malformed`: for a document that is not well-formed, another root, a namespace, a value
 * that comes twice or has elements inside, and any value that is not of its form.
 */
export function parseResponse(
  text: string,
  names: AnswerNames,
  whitespace: Whitespace,
): Result<OsmpResponse, 'malformed'> {
  const parsed = parseXml(text.replace(/^[ \t\r\n]+/, ''));
  if (!parsed.ok || parsed.value.name !== 'response' || 'xmlns' in parsed.value.attributes) return err('malformed');
  const { children } = parsed.value;
  const values = new Map<string | undefined, string>([
    [names.result, 'result'],
    [names.reference, 'osmp_txn_id'],
    [names.account, 'account'],
    [names.transaction, 'prv_txn'],
    [names.sum, 'sum'],
  ]);
  const response: Record<string, unknown> = {};
  for (const child of children) {
    const value = values.get(child.name);
    if (value === undefined) continue;
    if (value in response || child.children.length > 0) return err('malformed');
    response[value] = whitespace === 'trim' ? child.text.replace(blanks, '') : child.text;
  }
  const fields =
    names.fields === 'named'
      ? readNamedFields(children.filter((child) => child.name === 'fields'))
      : readFlatFields(children.filter((child) => !values.has(child.name)));
  if (!fields) return err('malformed');
  response['fields'] = fields;
  return fits(responseSchema, response) ? ok(response) : err('malformed');
}

/** `<field1 name="FIO">…</field1>` by name. Nothing when a name is missing or comes twice, or `fields` does. */
function readNamedFields(groups: readonly XmlElement[]): Record<string, string> | undefined {
  if (groups.length > 1) return undefined;
  const fields = new Map<string, string>();
  for (const field of groups[0]?.children ?? []) {
    const name = field.attributes['name'];
    if (name === undefined || name === '' || fields.has(name) || field.children.length > 0) return undefined;
    fields.set(name, field.text.replace(blanks, ''));
  }
  return Object.fromEntries(fields);
}

/** Elements beside the result, by their own names. Nothing when one comes twice; those that hold others are left out. */
function readFlatFields(elements: readonly XmlElement[]): Record<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const { name, text, children } of elements) {
    if (fields.has(name)) return undefined;
    if (children.length === 0) fields.set(name, text.replace(blanks, ''));
  }
  return Object.fromEntries(fields);
}
