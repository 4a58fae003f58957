import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Check } from 'typebox/value';
import { afterAll, describe, expect, test } from 'vitest';
import { runConformance } from '../../adapters/conformance/run.ts';
import { templateSubject } from '../../adapters/conformance/template.ts';
import { parseStrictJson } from '../../adapters/kit/strict-json.ts';
import { debtOutcome, payOutcome, statusOutcome } from '../../adapters/template/map.ts';
import { payRequest } from '../../adapters/template/requests.ts';
import { accountAnswerSchema, paymentAnswerSchema } from '../../adapters/template/wire.ts';
import type { PayRequest } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';

const http = createHttpClient({ privateNetworks: loopback });
afterAll(() => http.close());

function fixture(name: string): unknown {
  const text = readFileSync(new URL(`../../adapters/template/fixtures/${name}.json`, import.meta.url), 'utf8');
  const parsed = parseStrictJson(text);
  if (!parsed.ok) throw new Error(`${name} is JSON`);
  return parsed.value;
}

function paymentBody(name: string) {
  const body = fixture(name);
  if (!Check(paymentAnswerSchema, body)) throw new Error(`${name} is an answer to a payment`);
  return body;
}

const request: PayRequest = {
  account: '00012345',
  fields: {},
  reference: '2611200000000017',
  amount: minor(1_045n),
  currency: 'AZN',
  acceptedAt: new Date('2026-11-20T08:15:30Z'),
};

describe('answers', () => {
  test('a credit is a balance below zero', () => {
    const body = fixture('account-with-credit');
    if (!Check(accountAnswerSchema, body)) throw new Error('an answer to a question');
    expect(debtOutcome(body, request, 'AZN')).toMatchObject({ kind: 'answered', answer: { balance: -500n } });
    expect(debtOutcome(body, { ...request, account: '12345' }, 'AZN').kind).toBe('unavailable');
  });

  test('a payment is confirmed with our terms only', () => {
    const body = paymentBody('pay-confirmed');
    expect(payOutcome(body, request)).toMatchObject({ kind: 'confirmed', providerTransaction: '730169493618' });
    fc.assert(
      fc.property(fc.bigInt(1n, 10_000_000n), (amount) => {
        const { kind } = payOutcome(body, { ...request, amount: minor(amount) });
        expect(kind).toBe(amount === request.amount ? 'confirmed' : 'unknown');
      }),
    );
  });

  test('a refusal rejects a first request and decides nothing about a repeat', () => {
    const body = paymentBody('pay-refused');
    expect(payOutcome(body, request).kind).toBe('rejected');
    expect(payOutcome(body, { ...request, repeat: true }).kind).toBe('unknown');
    expect(statusOutcome(paymentBody('status-not-found'), request).kind).toBe('not-found');
  });

  test('a repeat is the same request, letter for letter', () => {
    expect(payRequest({ ...request, repeat: true })).toBe(payRequest(request));
  });
});

test('passes the conformance suite', async () => {
  const results = await runConformance([templateSubject], http);
  expect(results.flatMap(({ check, complaints }) => complaints.map((one) => `${check.title}: ${one}`))).toEqual([]);
  expect(results.filter(({ check }) => check.kind === 'defect').length).toBeGreaterThan(100);
}, 120_000);
