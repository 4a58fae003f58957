import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount } from './counter.ts';
import { fileOf, header, newName, registryDesk, rowOf, totalOf } from './registry-desk.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let desk: ReturnType<typeof registryDesk>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  desk = registryDesk(api);
});
afterAll(() => api.close());

describe('a file of payments', () => {
  test('becomes payments, each with its own outcome', async () => {
    const known = freshAccount(api);
    const lines = [
      desk.line({ reference: '=1+1' }),
      desk.line({ provider: 'water', account: known, amount: '23.15' }),
      desk.line({ provider: 'water', amount: '23.14' }),
      desk.line({ amount: '500.01' }),
      desk.line({ provider: 'water', account: '99999999', amount: '1.00' }),
      desk.line({ quoteId: await bank.quote('gas'), amount: '7.00' }),
    ];
    const file = fileOf(lines);
    const answer = await desk.send(file, 'first.csv');
    const id = desk.idOf(answer);
    const sha256 = createHash('sha256').update(file).digest('hex');
    const shown = { registryId: id, name: 'first.csv', sha256, lines: 6 };
    expect(answer.json()).toMatchObject({ ...shown, status: 'processing', waiting: 6, accepted: 0, finishedAt: null });
    const early = await api.get(`/v1/payment-registries/${id}/result`, { as: bank.at });
    expect([early.statusCode, codeOf(early)]).toEqual([409, 'registry_in_progress']);
    await desk.workOff();
    expect(await desk.progress(id)).toMatchObject({
      ...shown,
      status: 'finished',
      waiting: 0,
      accepted: 3,
      refused: 3,
    });
    const results = await desk.resultOf(id);
    expect(results.map((one) => [one['line'], one['key'], one['status'], one['code']])).toEqual([
      ['2', lines[0]?.key, 'accepted', ''],
      ['3', lines[1]?.key, 'accepted', ''],
      ['4', lines[2]?.key, 'refused', 'amount_mismatch'],
      ['5', lines[3]?.key, 'refused', 'amount_above_maximum'],
      ['6', lines[4]?.key, 'refused', 'account_not_found'],
      ['7', lines[5]?.key, 'accepted', ''],
    ]);
    expect(results[0]?.['reference']).toBe("'=1+1");
    expect(results[1]).toMatchObject({ provider: 'water', account: known, amount: '23.15', fee: '0.40', vat: '0.07' });
    const payment = (await api.get(`/v1/payments/${results[1]?.['payment']}`, { as: bank.at })).json();
    expect(payment).toMatchObject({ amount: azn('23.15'), receiptNumber: results[1]?.['receipt_number'] });
    const byKey = await api.get(`/v1/payments/by-key/${lines[0]?.key}`, { as: bank.at });
    expect(byKey.json()).toMatchObject({ status: 'accepted' });
  });

  test('sent again is the same registry; its name with other content is refused', async () => {
    const file = fileOf([desk.line(), desk.line()]);
    const name = newName();
    const first = await desk.send(file, name);
    const [again, renamed] = [await desk.send(file, name), await desk.send(file)];
    expect([desk.idOf(again), desk.idOf(renamed)]).toEqual([desk.idOf(first), desk.idOf(first)]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await desk.send(fileOf([desk.line()]), name);
    expect([other.statusCode, codeOf(other), fieldsOf(other)]).toEqual([409, 'file_name_used', ['Vahid-File-Name']]);
    const sameTwice = fileOf([desk.line()]);
    const atOnce = await Promise.all([desk.send(sameTwice), desk.send(sameTwice)]);
    expect(new Set(atOnce.map(desk.idOf)).size).toBe(1);
    await desk.workOff();
    const before = await desk.countOf('payments');
    expect(await api.hub.registries.workOff()).toBe(0);
    expect(await desk.countOf('payments')).toBe(before);
  });

  test('belongs to its agent alone', async () => {
    const file = fileOf([desk.line()]);
    const id = desk.idOf(await desk.send(file, 'mine.csv'));
    for (const path of ['', '/result']) {
      const foreign = await api.get(`/v1/payment-registries/${id}${path}`, { as: api.counters.other });
      expect(codeOf(foreign)).toBe('not_found');
    }
    expect(desk.idOf(await desk.send(file, 'mine.csv', api.counters.other))).not.toBe(id);
    await desk.workOff();
  });

  test('keeps a possible duplicate out unless the line confirms it', async () => {
    const account = freshAccount(api);
    await desk.send(fileOf([desk.line({ account })]));
    await desk.workOff();
    const id = desk.idOf(
      await desk.send(fileOf([desk.line({ account }), desk.line({ account, confirmDuplicate: 'yes' })])),
    );
    await desk.workOff();
    expect((await desk.resultOf(id)).map((one) => one['code'])).toEqual(['possible_duplicate', '']);
  });
});

describe('a file that is wrong', () => {
  const expectRefused = async (raw: string | Buffer, ...fields: string[]) => {
    const before = await desk.countOf('lines');
    const answer = await desk.send(raw);
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([422, 'file_rejected', fields]);
    expect(await desk.countOf('lines')).toBe(before);
    return answer;
  };

  test('is refused whole, with line and column', async () => {
    const good = desk.line();
    const twice = desk.line();
    const rows = [
      good,
      { ...desk.line(), amount: '1,00' },
      { ...desk.line(), provider: 'nobody' },
      { ...desk.line(), account: '12' },
      { ...desk.line(), key: 'açar' },
      { ...desk.line(), quoteId: 'q', confirmDuplicate: 'maybe' },
      twice,
      twice,
      { ...desk.line(), provider: 'abroad' },
    ].map(rowOf);
    const answer = await expectRefused(
      [header, ...rows, 'one;cell', totalOf([good])].join('\n'),
      '/3/amount',
      '/4/provider',
      '/5/account',
      '/6/key',
      '/7/quoteId',
      '/7/confirmDuplicate',
      '/10/currency',
      '/11',
      '/9/key',
    );
    expect(answer.json()).toMatchObject({ details: { problems: '9' } });
    expect(codeOf(await api.get(`/v1/payments/by-key/${good.key}`, { as: bank.at }))).toBe('not_found');
  });

  test('is one without its totals, or with others', async () => {
    const lines = [desk.line(), desk.line({ amount: '1.10' })];
    const rows = lines.map(rowOf);
    expect((await expectRefused([header, ...rows].join('\n'), '')).statusCode).toBe(422);
    await expectRefused([header, ...rows, '#total;2;6.11;AZN'].join('\n'), '/4');
    await expectRefused([header, ...rows, '#total;1;6.10;AZN'].join('\n'), '/4');
    await expectRefused([header, ...rows, '#total;2;6.10;AZN', '#total;0;0.00;AZN'].join('\n'), '/5');
    await expectRefused([header, rows[0], '#total;1;5.00;AZN', rows[1]].join('\n'), '/4');
    await expectRefused([header, '#total;0;0.00;AZN'].join('\n'), '');
  });

  test('is one without its header, or that is no text', async () => {
    expect((await expectRefused('', '/1')).statusCode).toBe(422);
    await expectRefused('key;provider;account;amount\n', '/1');
    await expectRefused(`${header};extra\n`, '/1');
    await expectRefused(Buffer.concat([Buffer.from(`${header}\n`), Buffer.from([0xff])]), '/2');
  });

  test('is one of more than 8 MiB', async () => {
    const answer = await desk.send(`${header}\n${`${'x'.repeat(1_000)}\n`.repeat(8_500)}`);
    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'payload_too_large']);
    const json = await api.post('/v1/payment-registries', {
      as: bank.at,
      body: {},
      headers: { 'vahid-file-name': newName() },
    });
    expect([json.statusCode, codeOf(json)]).toEqual([415, 'unsupported_media_type']);
  });
});
