import { Type, type Static } from 'typebox';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { fits } from '../kit/compiled-check.ts';
import { parseXml, type XmlElement } from '../kit/hardened-xml.ts';
import type { RequestType } from './requests.ts';
import type { EripNames } from './settings.ts';

/** Longest answer that is read. */
export const maxAnswerBytes = 65_536;

const decimal = Type.String({ pattern: '^-?[0-9]{1,13}(?:\\.[0-9]{1,4})?$' });

/** The values of an answer by the protocol's names, as text; what no name is known for is left out. */
const answerSchema = Type.Object(
  {
    /** Text of a refusal; then nothing else is there. */
    error: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
    debt: Type.Optional(decimal),
    penalty: Type.Optional(decimal),
    editable: Type.Optional(Type.Union([Type.Literal('Y'), Type.Literal('N')])),
    infoLines: Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 100 }),
    providerTransaction: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z._:/-]{1,64}$' })),
    /** Whatever the answer repeats of a request, by the names of the request. It need not repeat anything. */
    echoes: Type.Array(Type.Object({ name: Type.String(), text: Type.String({ maxLength: 200 }) })),
  },
  { additionalProperties: false },
);

export type EripAnswer = Readonly<Static<typeof answerSchema>>;

const root = 'ServiceProvider_Response';

/**
 * Reads a whole answer to one type of request, or says `malformed`: for another root or type, an answer that refuses
 * and grants at once, an element that comes twice, and any value that is not of its form.
 */
export function parseAnswer(text: string, type: RequestType, names: EripNames): Result<EripAnswer, 'malformed'> {
  const parsed = parseXml(text, 'windows-1251');
  if (!parsed.ok || parsed.value.name !== root || 'xmlns' in parsed.value.attributes) return err('malformed');
  const parts = childrenByName(parsed.value);
  const [granted, refused] = [parts?.get(type), parts?.get(names.error)];
  if (!parts || (granted === undefined) === (refused === undefined)) return err('malformed');
  const answer = granted
    ? readGranted(granted, parts, names)
    : { error: errorText(refused), infoLines: [], echoes: echoesOf([parts], names) };
  return fits(answerSchema, answer) ? ok(answer) : err('malformed');
}

/** The values of a grant; what is not as the protocol has it comes out as no answer of the schema. */
function readGranted(
  granted: XmlElement,
  parts: ReadonlyMap<string, XmlElement>,
  names: EripNames,
): object | undefined {
  const inner = childrenByName(granted);
  const amount = inner?.get('Amount');
  const owed = childrenByName(amount);
  const lines = inner?.get('Info')?.children ?? [];
  if (!inner || !owed || lines.some((line) => line.name !== 'InfoLine' || line.children.length > 0)) return undefined;
  const editable = amount?.attributes['Editable'];
  return {
    ...valueOf('debt', owed.get('Debt')),
    ...valueOf('penalty', owed.get('Penalty')),
    ...(editable === undefined ? {} : { editable }),
    infoLines: lines.map((line) => line.text),
    ...valueOf('providerTransaction', inner.get(names.providerTransaction)),
    echoes: echoesOf([parts, inner], names),
  };
}

/** An empty element says nothing; one that holds others is no value. */
function valueOf(key: string, element: XmlElement | undefined): object {
  if (!element) return {};
  if (element.children.length > 0) return { [key]: null };
  return element.text === '' ? {} : { [key]: element.text };
}

/** The protocol asks for no echo, but what a provider repeats of a request can be held to it, wherever it stands. */
function echoesOf(levels: readonly ReadonlyMap<string, XmlElement>[], names: EripNames): EripAnswer['echoes'] {
  const repeated = ['PersonalAccount', 'Currency', 'RequestId', names.transaction, names.amount];
  return levels
    .flatMap((level) => repeated.map((name) => ({ name, text: level.get(name)?.text ?? '' })))
    .filter(({ text }) => text !== '');
}

/** A refusal's own text, or its `ErrorLine`s one after the other. */
function errorText(error: XmlElement | undefined): string {
  const lines = error?.children.map((line) => line.text.trim()) ?? [];
  return lines.length > 0 ? lines.join(' ') : (error?.text.trim() ?? '');
}

/** Children by name; nothing when a name comes twice. */
function childrenByName(parent: XmlElement | undefined): ReadonlyMap<string, XmlElement> | undefined {
  const children = parent?.children ?? [];
  const byName = new Map(children.map((child) => [child.name, child]));
  return byName.size === children.length ? byName : undefined;
}
