import { readFile } from 'node:fs/promises';
import { commentOf, quoted, typeOf, type Schema } from './schema-types.ts';

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly description?: string;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

interface ApiDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface NamedOperation extends Operation {
  readonly method: string;
  readonly path: string;
}

/** A file of the package. */
export interface ClientFile {
  readonly path: string;
  readonly text: string;
}

/** Headers of the API by the names they have in the client. */
const headerNames: Readonly<Record<string, string>> = {
  'Vahid-Teller': 'teller',
  'Idempotency-Key': 'key',
  'Vahid-File-Name': 'fileName',
};

const staticFiles = ['package.json', 'README.md', 'client.js', 'sign.js', 'example.mjs'] as const;

/**
 * The files of the TypeScript client, made from the OpenAPI document: a package that is published as it stands and needs no
 * build. What does not depend on the document is copied from `clients/typescript/`.
 */
export async function makeClient(documentText: string): Promise<readonly ClientFile[]> {
  const document = JSON.parse(documentText) as ApiDocument;
  const operations = operationsOf(document);
  const copied = staticFiles.map(async (path) => {
    const text = await readFile(new URL(`../../../clients/typescript/${path}`, import.meta.url), 'utf8');
    return { path, text };
  });
  return [
    ...(await Promise.all(copied)),
    { path: 'operations.js', text: operationTable(operations) },
    { path: 'index.js', text: `export { createVahidClient, VahidError } from './client.js';\n` },
    { path: 'index.d.ts', text: declarations(document, operations) },
  ];
}

function operationsOf({ paths }: ApiDocument): NamedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** What the client has to know of an operation while it runs. */
function operationTable(operations: readonly NamedOperation[]): string {
  const rows = operations.map(({ operationId, method, path, parameters = [], requestBody, security }) => {
    const headers = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
    const type = Object.keys(requestBody?.content ?? {})[0] ?? null;
    return [operationId, { method, path, headers, type, isPublic: security.length === 0 }] as const;
  });
  return `// Made by \`npm run client\` from the OpenAPI document; do not edit.\nexport const operations = ${JSON.stringify(Object.fromEntries(rows), null, 2)};\n`;
}

function declarations({ components }: ApiDocument, operations: readonly NamedOperation[]): string {
  const named = Object.entries(components.schemas).map(
    ([name, schema]) => `${commentOf(schema.description, '')}export type ${name} = ${typeOf(schema)};`,
  );
  return [
    '// Made by `npm run client` from the OpenAPI document; do not edit.',
    ...named,
    optionsText,
    `export interface VahidClient {\n${operations.map(methodOf).join('\n')}\n}`,
    'export declare function createVahidClient(options: ClientOptions): VahidClient;',
    errorText,
    '',
  ].join('\n\n');
}

const optionsText = `export interface ClientOptions {
  /** Such as \`https://hub.example\`, without a slash at the end. */
  readonly baseUrl: string;
  /** Of the agent, or of one device: a device names nobody, and \`teller\` stays away. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs every request: a PEM of ed25519 as \`privateKey\`, or a shared \`secret\` in base64. */
  readonly signingKey?: { readonly keyId: string } & ({ readonly privateKey: string } | { readonly secret: string });
  /** The teller or device of requests that name none. */
  readonly teller?: string;
  /** Most times that a request is sent again; 5 unless said. Only what is safe to repeat is repeated. */
  readonly retries?: number;
  /** Bound on one try, milliseconds; 20,000 unless said. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}`;

const errorText = `/** A refusal of the hub. \`code\` is stable: docs/errors.md says what to do about each. */
export declare class VahidError extends Error {
  readonly code: string;
  readonly status: number;
  readonly problem: Problem;
}`;

function methodOf(operation: NamedOperation): string {
  const { operationId, summary } = operation;
  const fields = [
    ...groupOf(operation, 'path'),
    ...groupOf(operation, 'query'),
    ...headersOf(operation),
    ...bodyOf(operation),
  ];
  const isOptional = fields.every((field) => /^ +readonly \w+\?:/.test(field));
  const request = fields.length === 0 ? '' : `request${isOptional ? '?' : ''}: {\n${fields.join('\n')}\n  }`;
  return `${commentOf(summary, '  ')}  ${operationId}(${request}): Promise<${answerType(operation)}>;`;
}

function groupOf({ parameters = [] }: Operation, where: 'path' | 'query'): string[] {
  const own = parameters.filter((parameter) => parameter.in === where);
  if (own.length === 0) return [];
  const properties = Object.fromEntries(
    own.map(({ name, schema, description }) => [name, described(schema, description)]),
  );
  const required = own.filter((parameter) => parameter.required === true).map(({ name }) => name);
  const mark = required.length === 0 ? '?' : '';
  return [`    readonly ${where}${mark}: ${typeOf({ type: 'object', properties, required }, '    ')};`];
}

function described(schema: Schema, description: string | undefined): Schema {
  return description === undefined ? schema : { ...schema, description };
}

/** The teller may be said once for all requests; a key is said for each. */
function headersOf({ parameters = [] }: Operation): string[] {
  return parameters.flatMap(({ in: where, name }) => {
    const known = where === 'header' ? headerNames[name] : undefined;
    return known === undefined ? [] : [`    readonly ${quoted(known)}${known === 'teller' ? '?' : ''}: string;`];
  });
}

function bodyOf({ requestBody }: Operation): string[] {
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (!content) return [];
  return [`    readonly body: ${type === 'application/json' ? typeOf(content.schema, '    ') : 'string'};`];
}

function answerType({ responses }: Operation): string {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, { content }]) => {
      const [type, answer] = Object.entries(content ?? {})[0] ?? [];
      if (type === 'application/json' && answer) return typeOf(answer.schema, '  ');
      return type === undefined ? 'null' : type === 'application/pdf' ? 'ArrayBuffer' : 'string';
    });
  return [...new Set(types)].join(' | ');
}
