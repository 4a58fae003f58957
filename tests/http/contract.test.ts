import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorCatalogue } from '../../src/kernel/errors/catalogue.ts';
import { generatedFiles, inCheckout } from '../../src/main/commands/openapi.ts';
import { apiFixture, type ApiFixture } from './api-fixture.ts';
import { audiences, documentedRoutes, type Json, nameOf, type Route } from './routes.ts';

let api: ApiFixture;
let document: Json;
let routes: readonly Route[];

beforeAll(async () => {
  api = await apiFixture();
  document = api.app.swagger() as unknown as Json;
  routes = documentedRoutes(api.app);
});
afterAll(() => api.close());

const findings = (check: (route: Route) => readonly unknown[]) =>
  routes.flatMap((route) => check(route).map((finding) => `${nameOf(route)}: ${String(finding)}`));

/** Every schema inside of a schema, with the way to it; references are followed by their own names. */
function* schemasIn(schema: unknown, way: string): Generator<readonly [string, Json]> {
  if (Array.isArray(schema)) {
    for (const [index, inner] of schema.entries()) yield* schemasIn(inner, `${way}/${index}`);
    return;
  }
  if (typeof schema !== 'object' || schema === null) return;
  if ('type' in schema && typeof schema.type === 'string') yield [way, schema as Json];
  for (const [key, inner] of Object.entries(schema)) {
    if (key !== 'enum' && key !== 'examples') yield* schemasIn(inner, `${way}/${key}`);
  }
}

describe('what partners read', () => {
  test.each(generatedFiles.map((file) => [file.path, file] as const))(
    '%s is what the code says',
    async (path, file) => {
      expect(await file.make()).toBe(await readFile(inCheckout(path), 'utf8'));
    },
  );

  test('is served by the hub itself, the same', async () => {
    const served = await api.app.inject('/openapi.json');
    expect(served.json()).toEqual(JSON.parse(await readFile(inCheckout('tests/golden/openapi.json'), 'utf8')));
    const page = await api.app.inject('/docs');
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });

  test('has a section for every error code', async () => {
    const text = await readFile(inCheckout('docs/errors.md'), 'utf8');
    const codes = [...text.matchAll(/^### `([a-z_]+)` · \d{3}/gm)].map(([, code]) => code ?? '');
    expect(codes.toSorted()).toEqual(Object.keys(errorCatalogue).toSorted());
  });
});

describe('every route', () => {
  test('of the server is in the document, and the other way round', () => {
    const printed = api.app.printRoutes({ commonPrefix: false }).split('\n');
    const prefixes: string[] = [];
    const served = printed.flatMap((line) => {
      const [, indent = '', path = '', methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      const depth = indent.length / 4;
      prefixes.splice(depth, prefixes.length, path);
      return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${prefixes.join('')}`);
    });
    const expected = served
      .filter((route) => !route.startsWith('HEAD ') && !/ \/(docs|openapi)/.test(route))
      .map((route) => route.replace(/:([A-Za-z]+)/g, '{$1}'));
    expect(expected.toSorted()).toEqual(routes.map(nameOf).toSorted());
  });

  test('is meant for those it was decided for', () => {
    const found = Object.fromEntries(
      routes.map((route) => {
        const names = (route.operation.parameters ?? []).map((parameter) => parameter.name);
        const [security] = route.operation.security;
        const agentOrTeller = names.includes('Vahid-Teller') ? 'teller' : 'agent';
        if (!security) return [nameOf(route), 'public'];
        if ('providerKey' in security) return [nameOf(route), 'provider'];
        return [nameOf(route), 'operatorToken' in security ? 'operator' : agentOrTeller];
      }),
    );
    expect(found).toEqual(audiences);
  });

  test('explains itself', () => {
    expect(
      findings(({ operation }) => [
        ...(operation.summary && operation.description && operation.tags?.length === 1
          ? []
          : ['summary, description and a tag']),
        ...Object.entries(operation.responses)
          .filter(([, response]) => response.description === 'Default Response')
          .map(([status]) => `describes ${status}`),
        ...(operation.parameters ?? [])
          .filter((parameter) => !parameter.description && parameter.in === 'header')
          .map(({ name }) => `describes ${name}`),
      ]),
    ).toEqual([]);
    expect(new Set(routes.map((route) => route.operation.operationId)).size).toBe(routes.length);
  });

  test('declares its parameters, its body, an answer, and its refusals as problems', () => {
    expect(
      findings(({ method, path, operation }) => {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = (operation.parameters ?? [])
          .filter((parameter) => parameter.in === 'path')
          .map(({ name }) => name);
        const statuses = Object.keys(operation.responses);
        const problems = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
        return [
          ...(inPath.join() === declared.join() ? [] : ['declares its path']),
          ...(method === 'POST' &&
          !operation.requestBody &&
          !/\/(?:abandon|confirmation|withdrawal|approve|reject|release|revoke|discard|secret-renewal|activation|confirm|withdraw|password)$/.test(
            path,
          )
            ? ['declares its body']
            : []),
          ...(statuses.some((status) => status.startsWith('2')) ? [] : ['declares an answer']),
          ...problems
            .filter(([, response]) => !response.content?.['application/problem+json'])
            .map(([status]) => `${status} is a problem`),
        ];
      }),
    ).toEqual([]);
  });

  test('takes and gives objects without any further fields', () => {
    const whole = [...schemasIn({ paths: document['paths'], components: document['components'] }, '')];
    const objects = whole.filter(([, schema]) => schema['type'] === 'object');
    const open = objects.filter(([, schema]) => schema['additionalProperties'] !== false).map(([way]) => way);
    // Texts by name: input fields and settings of a provider, and the values that help to act on a problem.
    const named = open.filter(
      (way) =>
        !/\/properties\/(?:fields|settings|secrets)$|^\/components\/schemas\/Problem\/properties\/details$/.test(way),
    );
    expect(named).toEqual([]);
    expect(open).toHaveLength(8);
    expect(objects.length).toBeGreaterThan(40);
  });

  test('bounds every text and every list it takes', () => {
    expect(
      findings(({ operation }) => {
        const bodies = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema);
        const parameters = (operation.parameters ?? []).map(({ schema }) => schema);
        return [...schemasIn([...bodies, ...parameters], '')]
          .filter(([, schema]) => {
            if (schema['type'] === 'array') return schema['maxItems'] === undefined;
            if (schema['type'] !== 'string') return false;
            return !['maxLength', 'pattern', 'enum', 'format'].some((bound) => bound in schema);
          })
          .map(([way]) => `unbounded ${way}`);
      }),
    ).toEqual([]);
  });

  test('keeps identity numbers, codes, accounts and contacts out of its address', () => {
    const names = new Set(
      routes.flatMap((route) =>
        (route.operation.parameters ?? [])
          .filter((parameter) => parameter.in !== 'header')
          .map((parameter) => parameter.name),
      ),
    );
    expect([...names].toSorted()).toEqual([
      'after',
      'agent',
      'before',
      'citizenId',
      'clientId',
      'comparisonId',
      'currency',
      'day',
      'device',
      'deviceCode',
      'entryId',
      'key',
      'keyId',
      'language',
      'layout',
      'limit',
      'linkId',
      'movementId',
      'notificationId',
      'number',
      'office',
      'outcome',
      'outletCode',
      'paymentId',
      'preparationId',
      'proposalId',
      'provider',
      'quoteId',
      'reason',
      'receiptNumber',
      'refundId',
      'registryId',
      'runId',
      'service',
      'shiftId',
      'state',
      'statementId',
      't',
      'teller',
      'tellerCode',
      'webhookId',
    ]);
  });
});
