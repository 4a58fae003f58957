import { afterAll, describe, expect, test } from 'vitest';
import { clickSubject } from '../../adapters/conformance/click-shop.ts';
import { eripSubject } from '../../adapters/conformance/erip.ts';
import { nativeRestSubject } from '../../adapters/conformance/native-rest.ts';
import { osmpSubject } from '../../adapters/conformance/osmp.ts';
import { paymeSubject } from '../../adapters/conformance/payme.ts';
import { paynetSubject } from '../../adapters/conformance/paynet-uws.ts';
import { summarize } from '../../adapters/conformance/report.ts';
import { runConformance, type CheckResult } from '../../adapters/conformance/run.ts';
import type { Subject } from '../../adapters/conformance/subject.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import { notifierFaults } from '../../adapters/kit/simulated-notifier.ts';
import { signatureOf } from '../../adapters/erip/signature.ts';
import type { HttpOutcome, HttpPort, ProviderPort } from '../../src/kernel/adapter.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';

const http = createHttpClient({ privateNetworks: loopback });
afterAll(() => http.close());

/** The subject with an adapter that is wrong in one way. */
function spoilt(subject: Subject, change: (port: ProviderPort) => Partial<ProviderPort>): Subject {
  const connect: Subject['adapter']['connect'] = (connection, given, ids) => {
    const port = subject.adapter.connect(connection, given, ids);
    return { ...port, ...change(port) };
  };
  return { ...subject, adapter: { ...subject.adapter, connect } };
}

/** An HTTP port that changes what came back. */
function altering(change: (outcome: HttpOutcome) => HttpOutcome): HttpPort {
  return { request: async (request) => change(await http.request(request)) };
}

const evidence = { reason: 'ok', providerCode: null };

function failures(results: readonly CheckResult[]): string[] {
  return results.filter((result) => result.complaints.length > 0).map((result) => result.check.title);
}

const paying = ({ title }: { title: string }): boolean => title.includes('[pay]') || title.includes('[confirm]');

describe('the conformance suite catches an adapter that', () => {
  test.each(subjects)('takes every answer of $adapter.metadata.protocol for success', async (subject) => {
    const credulous = spoilt(subject, (port) => ({
      pay: async (request) => {
        const { kind } = await port.pay(request);
        return kind === 'not-sent' ? { kind, evidence } : { kind: 'confirmed', providerTransaction: null, evidence };
      },
    }));
    const summary = summarize(await runConformance([credulous], http, paying));
    expect(summary.defects).toBeGreaterThan(40);
    expect(summary.defectsNotCaught).toBe(summary.defects);
  });

  test('takes silence for "not sent"', async () => {
    const hasty = spoilt(nativeRestSubject, (port) => ({
      pay: async (request) => {
        const outcome = await port.pay(request);
        return outcome.kind === 'unknown' ? { kind: 'not-sent', evidence } : outcome;
      },
    }));
    const summary = summarize(await runConformance([hasty], http, paying));
    expect(summary.defectsNotCaught).toBe(summary.defects);
  });

  test('takes 5xx for a refusal', async () => {
    const refused = Buffer.from('<response><result>300</result></response>');
    const wrong = altering((outcome) =>
      outcome.kind === 'answered' && outcome.status >= 500 ? { ...outcome, status: 200, body: refused } : outcome,
    );
    const results = await runConformance([osmpSubject], wrong, paying);
    expect(failures(results)).toEqual([
      '503, nothing done [pay]',
      'done, then 500 [pay]',
      'done, then 502 [pay]',
      'done, then 504 [pay]',
    ]);
  });

  test('does not ask for the echo of reference and sum', async () => {
    const settings = { ...osmpSubject.settings, referenceEcho: 'optional', sumEcho: 'optional' };
    const results = await runConformance([{ ...osmpSubject, settings }], http, paying);
    expect(failures(results)).toEqual(['no sum [pay]', 'empty txn_id [pay]', 'no txn_id [pay]']);
  });

  test('believes a transaction done whatever its amount', async () => {
    const settings = { ...paynetSubject.settings, amountProof: 'none' };
    const select = ({ id }: { id: string }): boolean => ['rule', 'P8', 'P9'].includes(id);
    const results = await runConformance([{ ...paynetSubject, settings }], http, select);
    expect(failures(results)).toEqual([
      'a status that contradicts the payment decides nothing (P19)',
      'a repeat with another sum is never taken for the first',
      'there already, with another amount [pay]',
      'another amount in the statement [status]',
      'amount with decimals in the statement [status]',
      'amount with an exponent in the statement [status]',
      'amount below nought in the statement [status]',
      'no amount in the statement [status]',
      'done, but another payment’s line in the statement [status]',
      'done, but a line without reference in the statement [status]',
      'done, but not in the statement [status]',
    ]);
  });

  test('believes a transaction performed without looking for its terms', async () => {
    const settings = { ...paymeSubject.settings, statementProof: 'none' };
    const select = ({ id, title }: { id: string; title: string }): boolean =>
      id === 'rule' || (['P8', 'P9'].includes(id) && !title.includes('when it is proven'));
    const results = await runConformance([{ ...paymeSubject, settings }], http, select);
    const caught = paymeSubject.defects.filter(({ title }) => title.includes('in the statement'));
    expect(failures(results)).toEqual([
      'a status that contradicts the payment decides nothing (P19)',
      'a repeat with another sum is never taken for the first',
      ...caught.flatMap(({ title }) => [`${title} [pay]`, `${title} [status]`]),
      'created only, by the statement [pay]',
      'created only, by the statement [status]',
    ]);
    expect(caught.length).toBeGreaterThan(8);
  });

  test('completes whatever was prepared, without its reference and account', async () => {
    const settings = { ...clickSubject.settings, echo: 'optional' };
    const select = ({ id }: { id: string }): boolean => ['P8', 'P9'].includes(id);
    const results = await runConformance([{ ...clickSubject, settings }], http, select);
    expect(failures(results)).toEqual([
      'no account [pay]',
      'no account [confirm]',
      'account null [pay]',
      'account null [confirm]',
      'empty click_trans_id [pay]',
      'empty click_trans_id [confirm]',
      'no click_trans_id [pay]',
      'no click_trans_id [confirm]',
    ]);
  });

  test('books a payment twice, under two references', async () => {
    const twice = spoilt(nativeRestSubject, (port) => ({
      pay: async (request) => {
        await port.pay({ ...request, reference: `9${request.reference}` });
        return port.pay(request);
      },
    }));
    const results = await runConformance([twice], http, ({ kind }) => kind === 'rule');
    expect(failures(results)).toContain('a payment is confirmed and booked once, exactly');
  });

  test('does not look at the signature', async () => {
    const salt = eripSubject.secret ?? '';
    const signing = altering((outcome) =>
      outcome.kind === 'answered' ? { ...outcome, header: signatureOf(outcome.body, salt) } : outcome,
    );
    const results = await runConformance([eripSubject], signing, paying);
    expect(failures(results)).toEqual(
      expect.arrayContaining([
        'no signature [pay]',
        'signature with another salt [confirm]',
        'signature without its scheme [pay]',
        'signature cut off [confirm]',
        'a blank added after signing [pay]',
      ]),
    );
    expect(failures(results)).not.toContain('another amount [pay]');
  });

  test('takes a reservation for a payment', async () => {
    const salt = eripSubject.secret ?? '';
    const body = Buffer.from('<ServiceProvider_Response><TransactionResult/></ServiceProvider_Response>');
    const confirmed: HttpOutcome = {
      kind: 'answered',
      status: 200,
      contentType: 'text/xml',
      body,
      header: signatureOf(body, salt),
    };
    const reserving: HttpPort = {
      request: (request) =>
        request.body?.includes('TransactionResult') === true ? Promise.resolve(confirmed) : http.request(request),
    };
    const results = await runConformance([eripSubject], reserving, ({ kind }) => kind === 'rule');
    expect(failures(results)).toEqual(
      expect.arrayContaining(['a payment is confirmed and booked once, exactly', 'a reservation alone books nothing']),
    );
  });

  test('believes every call of a provider', async () => {
    const notification = { id: 'n-1', happenedAt: new Date(0), notified: { kind: 'debt', account: '1' } } as const;
    const reading = { kind: 'read', keyId: 'gas-1', nonce: 'n', signedAt: new Date(0), notification } as const;
    const credulous = spoilt(nativeRestSubject, () => ({ readNotification: () => reading }));
    const calls = ({ title }: { title: string }): boolean => title.includes('[notification]');
    const summary = summarize(await runConformance([credulous], http, calls));
    expect(summary.defects).toBeGreaterThan(20);
    expect(summary.defectsNotCaught).toBe(summary.defects);
  });

  test('throws', async () => {
    const throwing = spoilt(nativeRestSubject, () => ({ pay: () => Promise.reject(new Error('boom')) }));
    const results = await runConformance([throwing], http, paying);
    expect(results.every((result) => result.complaints[0] === 'threw: boom')).toBe(true);
  });
});

describe('the check of what a provider tells', () => {
  const lies = ['notice-contradicts', 'notice-unknown-payment'];
  const ofBodies = nativeRestSubject.notifications?.defects.map(({ fault }) => fault) ?? [];

  test.each([...notifierFaults, ...ofBodies, ...lies])('fails at a provider that has %s', async (fault) => {
    const title = 'what a provider tells is read as it was sent (P20)';
    const subject: Subject = {
      ...nativeRestSubject,
      async startSimulator(options) {
        const simulator = await nativeRestSubject.startSimulator(options);
        const registerProvider: typeof simulator.registerProvider = (code, given) =>
          simulator.registerProvider(code, { ...given, faults: [{ fault }] });
        return { ...simulator, registerProvider };
      },
    };
    expect(failures(await runConformance([subject], http, (check) => check.title === title))).toEqual([title]);
  });
});
