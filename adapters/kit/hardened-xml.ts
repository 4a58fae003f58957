import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { err, ok, type Result } from '../../src/kernel/result.ts';

/** An element: its own text and attributes, and its child elements in order, repeated ones included. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

/** What a document was decoded from; a declaration, where there is one, must say the same. */
export type XmlEncoding = 'utf-8' | 'windows-1251';

const textKey = '#text';
const cdataKey = '#cdata';
const attributePrefix = '@';

/** Largest document that is parsed: elements inside of elements, and elements at all. */
export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
}

/** More than an answer of a provider has. */
const answerLimits: XmlLimits = { depth: 8, elements: 1_000 };

/** Characters outside XML 1.0: controls, lone surrogates, non-characters. */
const notXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Parses a small document of one root element, or says `malformed`. Nothing is resolved, fetched or guessed: a DOCTYPE,
 * a processing instruction, an encoding other than the one it was read in, an entity beside the five predefined ones and character
 * references, text beside elements, and anything not well-formed are refused; values stay the text they are.
 */
export function parseXml(
  source: string,
  encoding: XmlEncoding = 'utf-8',
  limits: XmlLimits = answerLimits,
): Result<XmlElement, 'malformed'> {
  const body = withoutProlog(source, encoding);
  if (body === undefined || isForbidden(body, limits.elements)) return err('malformed');
  try {
    if (XMLValidator.validate(body) !== true) return err('malformed');
    const parsed: unknown = makeParser(limits.depth).parse(body);
    if (!isRecord(parsed)) return err('malformed');
    const [root, ...others] = childrenOf(parsed);
    return root && others.length === 0 ? ok(root) : err('malformed');
  } catch {
    // The parser throws on what it finds hostile (depth, reserved names), and childrenOf on mixed content.
    return err('malformed');
  }
}

/** The line at which a document is not well-formed; null where it is, or where that cannot be told. */
export function lineOfFault(source: string): number | null {
  try {
    const valid = XMLValidator.validate(source);
    return valid === true ? null : valid.err.line;
  } catch {
    return null;
  }
}

function makeParser(depth: number): XMLParser {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: attributePrefix,
    textNodeName: textKey,
    cdataPropName: cdataKey,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    trimValues: false,
    maxNestedTags: depth,
  });
}

/** The document without its XML declaration, or nothing when that names another encoding. */
function withoutProlog(source: string, expected: XmlEncoding): string | undefined {
  const declaration = /^\s*<\?xml(\s[^<>?]*)\?>/.exec(source);
  if (!declaration) return source;
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration[1] ?? '');
  if (encoding && encoding[1]?.toLowerCase() !== expected) return undefined;
  return source.slice(declaration[0].length);
}

function isForbidden(body: string, mostElements: number): boolean {
  if (notXml.test(body)) return true;
  // The validator lets text pass behind a root that closes itself.
  if (!/^\s*</.test(body) || !/>\s*$/.test(body) || /^\s*<[^<>]*\/>\s*[^\s<]/.test(body)) return true;
  if (body.includes('<?') || /<!(?!--|\[CDATA\[)/.test(body)) return true;
  return (body.match(/</g) ?? []).length > 2 * mostElements;
}

function childrenOf(node: Readonly<Record<string, unknown>>): XmlElement[] {
  return Object.entries(node)
    .filter(([key]) => key !== textKey && key !== cdataKey && !key.startsWith(attributePrefix))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one: unknown) => element(name, one)));
}

function element(name: string, value: unknown): XmlElement {
  if (typeof value === 'string') return { name, text: decodeReferences(value), attributes: {}, children: [] };
  if (!isRecord(value)) throw new TypeError('an element is text or a record');
  const children = childrenOf(value);
  const text = textOf(value);
  if (children.length > 0 && text.trim() !== '') throw new TypeError('text beside elements');
  return { name, text, attributes: attributesOf(value), children };
}

/** Text, or one CDATA section; both at once have lost their order and are refused. */
function textOf(node: Readonly<Record<string, unknown>>): string {
  const text = node[textKey] ?? '';
  const cdata = node[cdataKey];
  if (typeof text !== 'string') throw new TypeError('text is a string');
  if (cdata === undefined) return decodeReferences(text);
  if (typeof cdata !== 'string' || text.trim() !== '') throw new TypeError('one CDATA section, alone');
  return cdata;
}

function attributesOf(node: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key.startsWith(attributePrefix))
      .map(([key, value]) => [key.slice(attributePrefix.length), decodeReferences(String(value))]),
  );
}

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** One pass, so that nothing decoded is decoded again. */
function decodeReferences(text: string): string {
  return text.replace(/&(?:([^;&]{1,12});)?/g, (_, reference: string | undefined) => {
    const name = reference ?? '';
    const known = predefined[name];
    if (known !== undefined) return known;
    const code = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
    if (!code) throw new TypeError('an entity that nothing declares');
    const character = String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10));
    if (notXml.test(character)) throw new TypeError('a character that XML does not have');
    return character;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
