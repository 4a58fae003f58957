import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { runCommandLine } from '../../src/main/cli.ts';
import { account, camt } from '../bank-statements/bank-file.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-money-'));
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('DATA_DIR', dataDir);
  vi.stubEnv('NODE_ENV', 'test');
  vi.stubEnv('LOG_LEVEL', 'silent');
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.close();
  await rm(dataDir, { recursive: true });
});

/** What one command printed, and whether it ended well. */
async function vahid(...args: readonly string[]): Promise<{ readonly out: string; readonly failed: boolean }> {
  const lines: string[] = [];
  const note = (line: unknown) => lines.push(line instanceof Error ? line.message : String(line));
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(note),
    vi.spyOn(console, 'error').mockImplementation(note),
  ];
  process.exitCode = undefined;
  try {
    await runCommandLine(['node', 'vahid', ...args]);
    return { out: lines.join('\n'), failed: (process.exitCode ?? 0) !== 0 };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('statements of a bank are taken, and what names nobody is given to an agent by two people', async () => {
  for (const login of ['anna', 'bahar']) await vahid('operators', 'add', login);
  await database.owner.sql.run(
    `INSERT INTO agent (id, code, kind, name_az, name_ru, name_en, state, client_id, secret_hash, created_at)
     VALUES ('0190a000-0000-7000-8000-0000000000aa', 'goyezen-bank', 'bank', 'G', 'G', 'G', 'active', 'goyezen-bank', 'none', now())`,
  );
  expect(
    (await vahid('bank', 'account', account, '--currency', 'AZN', '--format', 'camt.053', '--as', 'anna')).out,
  ).toContain(account);
  expect((await vahid('bank', 'reference', 'goyezen-bank', 'VA-000017', '--as', 'anna')).out).toContain('VA-000017');
  expect((await vahid('bank', 'references')).out).toBe('VA-000017  goyezen-bank');
  const [known, unnamed] = [
    { ref: 'B1', amount: '10.00', text: 'VA-000017' },
    { ref: 'B2', amount: '2.50', text: 'thank you' },
  ];
  const path = join(dataDir, 'statement.xml');
  await writeFile(path, camt({ opening: '0.00', closing: '99.00', entries: [known, unnamed] }));
  const wrong = await vahid('bank', 'take', path, '--as', 'anna');
  expect([wrong.failed, wrong.out]).toEqual([true, expect.stringContaining('/statements/1/closing  balance')]);
  await writeFile(path, camt({ opening: '0.00', closing: '12.50', entries: [known, unnamed] }));
  const taken = await vahid('bank', 'take', path, '--as', 'anna');
  expect(taken.out).toMatch(/0\.00 → 12\.50 AZN {2}2 new, 0 known, 0 not booked/);
  expect(taken.out).toMatch(/to agents 10\.00, unassigned 2\.50, debits 0\.00 {2}waiting/);
  expect(taken.out).toMatch(/10\.00 AZN {2}waiting {2}goyezen-bank/);
  const statementId = taken.out.slice(0, 36);
  expect((await vahid('bank', 'show', statementId)).out).toBe(taken.out);
  const alone = await vahid('bank', 'release', statementId, '--as', 'anna');
  expect([alone.failed, alone.out]).toEqual([true, expect.stringContaining('same_actor')]);
  const rejected = await vahid('bank', 'reject', statementId, '--reason', 'which day?', '--as', 'bahar');
  expect(rejected.out).toContain('rejected: which day?');
  const again = (await vahid('bank', 'take', path, '--as', 'anna')).out.slice(0, 36);
  expect((await vahid('bank', 'release', again, '--as', 'bahar')).out).toMatch(
    /10\.00 AZN {2}deposited {2}goyezen-bank/,
  );
  expect((await vahid('bank', 'take', path, '--as', 'bahar')).out).toContain('this file was taken before');
  const [entry] = JSON.parse((await vahid('bank', 'entries', '--state', 'unassigned', '--json')).out) as {
    id: string;
  }[];
  const id = entry?.id ?? '';
  const as = (login: string) => ['--as', login];
  expect(
    (await vahid('bank', 'assign', id, '--agent', 'goyezen-bank', '--reason', 'their letter', ...as('anna'))).out,
  ).toContain('proposed');
  const own = await vahid('bank', 'approve', id, ...as('anna'));
  expect([own.failed, own.out]).toEqual([true, expect.stringContaining('same_actor')]);
  expect((await vahid('bank', 'approve', id, ...as('bahar'))).out).toMatch(/2\.50 AZN {2}assigned {2}goyezen-bank/);
  expect((await vahid('bank', 'forget', 'VA-000017', ...as('anna'))).failed).toBe(false);
  expect((await vahid('verify')).failed).toBe(false);
}, 180_000);

test('comparisons of days are listed and shown in the language asked', async () => {
  const id = '0190a000-0000-7000-8000-0000000000c1';
  expect((await vahid('comparisons', 'list', '--language', 'ru')).out).toBe('Сверок нет');
  const difference = { kind: 'missing_there', receiptNumber: '2611201000000017', there: null };
  const here = { receiptNumber: '2611201000000017', amount: '2315', currency: 'AZN', state: 'paid' };
  await database.owner.sql.run(
    `INSERT INTO day_comparison (id, agent_id, day, failure, sha256, day_ended, matched, difference_count, problem_count, report, received_at)
     VALUES ($1, '0190a000-0000-7000-8000-0000000000aa', '2026-11-20', 'day_differs', sha256('x'), true, 3, 1, 0, $2::jsonb, now())`,
    [id, JSON.stringify({ differences: [{ ...difference, here }], problems: [] })],
  );
  expect((await vahid('comparisons', 'list', '--agent', 'goyezen-bank')).out).toContain('goyezen-bank  differs');
  expect((await vahid('comparisons', 'show', id, '--language', 'az')).out).toContain(
    '2611201000000017  agentdə yoxdur  mərkəz: 23,15\u00a0₼, ödənilib  agent: heç nə',
  );
  expect((await vahid('comparisons', 'show', id, '--json')).out).toContain('"amount":"2315"');
  const unknown = await vahid('comparisons', 'list', '--agent', 'nobody');
  expect([unknown.failed, unknown.out]).toEqual([true, expect.stringContaining('nobody')]);
  expect((await vahid('comparisons', 'missing')).out).toBe('Every closed day was compared');
});

test('days of providers are listed and shown in the language asked', async () => {
  expect((await vahid('reconciliation', 'list', '--language', 'az')).out).toBe('Üzləşmə yoxdur');
  const [run, provider] = ['0190a000-0000-7000-8000-0000000000c2', '0190a000-0000-7000-8000-0000000000bb'];
  await database.owner.sql.run(
    `INSERT INTO provider (id, code, service, currency, protocol, endpoint, settings, query_timeout_ms, pay_timeout_ms, max_concurrency, state, language,
        exactness, min_amount, max_amount, fields, settlement_mode, iban, created_at)
     VALUES ($1, 'goy-qaz', 'gas', 'AZN', 'click-shop', 'http://127.0.0.1:1', '{}', 1000, 1000, 10, 'active', 'az', 'any', 1, 100000000,
        '[{"name":"account"}]', 'net', 'AZ21NABZ00000000137010001944', now())`,
    [provider],
  );
  await database.owner.sql.run(
    `INSERT INTO provider_name (provider_id, valid_from, name_az, name_ru, name_en) VALUES ($1, '2000-01-01', 'G', 'G', 'G')`,
    [provider],
  );
  const [{ day } = { day: '' }] = await database.owner.sql.rows<{ day: string }>('SELECT day FROM settlement_window');
  await database.owner.sql.run(
    `INSERT INTO recon_run (id, provider_id, day, outcome, lines, matched, break_count, at) VALUES ($1, $2, $3, 'differs', 5, 4, 2, now())`,
    [run, provider, day],
  );
  await database.owner.sql.run(
    `INSERT INTO recon_break (run_id, number, kind, reference, currency, there_amount, there_state, provider_transaction)
     VALUES ($1, 1, 'missing_here', '2001011000000017', 'AZN', 2315, 'credited', 'T-9')`,
    [run],
  );
  const listed = await vahid('reconciliation', 'list', '--provider', 'goy-qaz', '--outcome', 'differs');
  expect(listed.out).toBe(`${run}  ${day}  goy-qaz  differs  in the statement: 5, same: 4, differences: 2`);
  const shown = (await vahid('reconciliation', 'show', run, '--language', 'ru')).out;
  expect(shown).toContain('2001011000000017  нет в центре  центр: ничего  поставщик: 23,15\u00a0₼, зачислено (T-9)');
  expect((await vahid('reconciliation', 'show', run, '--json')).out).toContain('"amount":"2315"');
  const refused = await vahid('reconciliation', 'run', 'nobody', day);
  expect([refused.failed, refused.out]).toEqual([true, expect.stringContaining('not_found')]);
  expect((await vahid('reconciliation', 'run', 'goy-qaz', '2020-02-30')).out).toContain('2020-02-30 is no date');
});

test('a restored copy is proven from the command line, and what is none is named', async () => {
  expect((await vahid('backups', 'list')).out).toBe('no restored copy was proven yet');
  const without = await vahid('backups', 'prove');
  expect([without.failed, without.out]).toEqual([true, expect.stringContaining('RESTORED_DATABASE_URL')]);
  vi.stubEnv('RESTORED_DATABASE_URL', database.url);
  const itself = await vahid('backups', 'prove');
  expect([itself.failed, itself.out]).toEqual([true, expect.stringContaining("the hub's own database")]);
  const copy = await testDatabase({ copyOf: database });
  try {
    vi.stubEnv('RESTORED_DATABASE_URL', copy.url);
    const proven = await vahid('backups', 'prove', '--json');
    expect([proven.failed, JSON.parse(proven.out)]).toEqual([
      false,
      [expect.objectContaining({ lane: 1, payments: 0 })],
    ]);
    expect((await vahid('backups', 'list')).out).toMatch(
      /through batch 1\/\d+ of \d{4}-\d\d-\d\d, 0 payments: proven$/,
    );
  } finally {
    await copy.close();
  }
});
