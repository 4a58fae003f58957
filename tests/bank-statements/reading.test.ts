import { describe, expect, it } from 'vitest';
import { readCamt053 } from '../../src/bank-statements/camt053.ts';
import type { ReadStatement } from '../../src/bank-statements/model.ts';
import { readMt940 } from '../../src/bank-statements/mt940.ts';
import { createProblems } from '../../src/bank-statements/problems.ts';
import { recognise } from '../../src/bank-statements/recognise.ts';
import { readBankXml } from '../../src/main/bank-files.ts';
import { account, camt, mt940 } from './bank-file.ts';

function read(text: string): { statements: ReadStatement[]; problems: string[] } {
  const problems = createProblems();
  const statements = text.startsWith('<') ? readCamt053(text, readBankXml, problems) : readMt940(text, problems);
  return { statements, problems: (problems.refusal()?.fields ?? []).map(({ field, rule }) => `${field} ${rule}`) };
}

const one = { opening: '0.00', closing: '1.00', entries: [{ ref: 'B1', amount: '1.00', text: 'pay in' }] };

describe('a camt.053 file', () => {
  it('says of each booked entry what the bank booked, with the text of the payer', () => {
    const { statements, problems } = read(
      camt({
        ...{ opening: '-5.00', closing: '97.5' },
        entries: [
          { ref: 'B1', amount: '105.0', text: 'goyezen-bank &amp; VA-000017' },
          { ref: 'B2', amount: '2.50000', side: 'DBIT', text: 'charges' },
          { ref: 'B3', amount: '1.00', status: 'PDNG' },
        ],
      }),
    );
    expect(problems).toEqual([]);
    expect(statements).toMatchObject([
      {
        ...{ account, currency: 'AZN', opening: -500n, closing: 9_750n, closedOn: '2026-11-20', pending: 1 },
        entries: [
          { reference: 'B1', side: 'credit', amount: 10_500n, details: 'goyezen-bank & VA-000017', isReturn: false },
          { reference: 'B2', side: 'debit', amount: 250n },
        ],
      },
    ]);
  });

  it('may have any prefix, the older form of a status, and a reference at its only payment', () => {
    const plain = camt(one)
      .replace('<AcctSvcrRef>B1</AcctSvcrRef>', '')
      .replace('<TxDtls>', '<TxDtls><Refs><AcctSvcrRef>P9</AcctSvcrRef></Refs>');
    const prefixed = plain
      .replace('<Sts><Cd>BOOK</Cd></Sts>', '<Sts>BOOK</Sts>')
      .replace(/<(\/?)([A-Z])/g, '<$1n:$2')
      .replace('xmlns=', 'xmlns:n=')
      .replace('053.001.08', '053.001.02');
    expect(read(prefixed)).toMatchObject({ problems: [], statements: [{ entries: [{ reference: 'P9' }] }] });
  });

  it.each([
    [
      'an amount that is none',
      camt(one).replace('>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>', '>1,00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>'),
      '/statements/1/entries/1/amount amount',
    ],
    [
      'an entry without the bank’s reference',
      camt({ ...one, entries: [{ amount: '1.00' }] }),
      '/statements/1/entries/1/reference required',
    ],
    [
      'a reference that is none',
      camt({ ...one, entries: [{ ref: 'NONREF', amount: '1.00' }] }),
      '/statements/1/entries/1/reference required',
    ],
    [
      'another currency',
      camt(one).replace('<Ntry><Amt Ccy="AZN">', '<Ntry><Amt Ccy="EUR">'),
      '/statements/1/entries/1/amount currency',
    ],
    ['no closing balance', camt(one).replace('CLBD', 'CLAV'), '/statements/1/closing balance'],
    ['no account', camt(one).replace(/<Acct>.*?<\/Acct>/, ''), '/statements/1/account required'],
    [
      'an unknown status',
      camt({ ...one, entries: [{ ref: 'B1', amount: '1.00', status: 'XXXX' }] }),
      '/statements/1/entries/1/status enum',
    ],
    ['another message', camt(one).replace('camt.053', 'camt.054'), ' namespace'],
    ['an end that is missing', camt(one).replace('</Document>', ''), '/2 xml'],
    ['a document type', camt(one).replace('<Document', '<!DOCTYPE a [<!ENTITY x "y">]><Document'), ' xml'],
    ['an entity that nothing declares', camt(one).replace('pay in', '&x;'), ' xml'],
    [
      'elements without end',
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">${'<a>'.repeat(40)}${'</a>'.repeat(40)}</Document>`,
      ' xml',
    ],
  ])('is refused for %s', (_what, text, problem) => {
    const { problems } = read(text);
    expect(
      problems.map((found) => found.replace(/^\/\d+ xml$/, (line) => (line === '/2 xml' ? line : ' xml'))),
    ).toContain(problem);
  });
});

describe('an MT940 file', () => {
  it('says the same of each line, with a wrapped text put together', () => {
    const { statements, problems } = read(
      mt940(
        [
          ['2611201120C105,00NTRFNONREF//B1', 'payment VA-00\r\n0017'],
          ['2611201120D2,5NCHGC-1//B2', 'charges'],
          ['261120RD1,NTRFNONREF//B3', 'payout came back'],
        ],
        { opening: '10,00', closing: '113,50' },
      ),
    );
    expect(problems).toEqual([]);
    expect(statements).toMatchObject([
      {
        ...{ account, currency: 'AZN', opening: 1_000n, closing: 11_350n, closedOn: '2026-11-20', name: '324/1' },
        entries: [
          { reference: 'B1', side: 'credit', amount: 10_500n, bookedOn: '2026-11-20', place: '/6' },
          { reference: 'B2', side: 'debit', amount: 250n },
          { reference: 'B3', side: 'credit', amount: 100n, isReturn: true },
        ],
      },
    ]);
    expect(statements[0]?.entries[0]?.payments[0]?.texts).toContain('payment VA-000017');
  });

  it('is booked on the day that the bank names beside the value date, over the turn of the year too', () => {
    const days = ['2611201123C1,00NTRFNONREF//B1', '2612310102C1,00NTRFNONREF//B2', '2701021231C1,00NTRFNONREF//B3'];
    const file = mt940(
      days.map((line) => [line, 'x'] as const),
      { opening: '0,00', closing: '3,00' },
    );
    expect(read(file).statements[0]?.entries.map(({ bookedOn }) => bookedOn)).toEqual([
      '2026-11-23',
      '2027-01-02',
      '2026-12-31',
    ]);
  });

  it('that goes on in a second message is one statement', () => {
    const [first, second] = [
      mt940([['261120C1,00NTRFNONREF//B1', 'x']], { opening: '0,00', closing: '1,00' }).replace(':62F:', ':62M:'),
      mt940([['261120C2,00NTRFNONREF//B2', 'x']], { opening: '1,00', closing: '3,00' }).replace(':60F:', ':60M:'),
    ];
    expect(read(`${first}\r\n${second}`).statements).toMatchObject([
      { opening: 0n, closing: 300n, entries: [{ reference: 'B1' }, { reference: 'B2' }] },
    ]);
  });

  it.each([
    ['a line without the bank’s reference', '2611201120C1,00NTRFNONREF', '/6/reference required'],
    ['a date that there is not', '2611311120C1,00NTRFNONREF//B1', '/6/bookedOn date'],
    ['more decimals than the currency has', '2611201120C1,005NTRFNONREF//B1', '/6/amount amount'],
    ['anything else', 'hello', '/6 columns'],
  ])('is refused for %s', (_what, line, problem) => {
    expect(read(mt940([[line, 'x']], { opening: '0,00', closing: '1,00' })).problems).toContain(problem);
  });

  it('is refused where it is no such file at all', () => {
    expect(read('account;amount\n1;2').problems).toContain('/1/account required');
  });
});

describe('the agent of an entry', () => {
  const known = {
    codes: new Map([
      ['goyezen24', 'G'],
      ['b2', 'B'],
      ['goyezen-bank', 'G'],
      ['post', 'P'],
    ]),
    references: new Map([
      ['VA-000017', 'G'],
      ['AZ96HUBX00000000000000000042', 'P'],
    ]),
  };
  const of = (...texts: readonly string[]) =>
    recognise(known, { isReturn: false, payments: [{ texts, references: [] }] });

  it.each([
    ['its code', 'deposit GOYEZEN24 november', { agentId: 'G' }],
    ['a short code among others', 'Bina B2, menzil 4', { reason: 'no_reference' }],
    ['a code without a digit among others', 'paid at goyezen-bank', { reason: 'no_reference' }],
    ['nothing but a short code', 'B2', { agentId: 'B' }],
    ['its reference', 'ref: va-000017.', { agentId: 'G' }],
    ['a virtual account in groups', 'to AZ96 HUBX 0000 0000 0000 0000 0042', { agentId: 'P' }],
    ['nothing but a code that is a word', 'Post', { agentId: 'P' }],
    ['a code that is a word, among others', 'sent by post', { reason: 'no_reference' }],
    ['a longer number', 'VA-0000171', { reason: 'no_reference' }],
    ['a code inside of a word', 'goyezen24-7', { reason: 'no_reference' }],
    ['two agents', 'goyezen24 for AZ96HUBX00000000000000000042', { reason: 'several_agents' }],
    ['two references of one agent', 'goyezen24 VA-000017', { agentId: 'G' }],
    ['nothing', '', { reason: 'no_reference' }],
  ])('is found, or not, by %s', (_what, text, found) => {
    expect(of(text)).toEqual(found);
  });

  it('must be named by every payment of the entry, and is nobody where a debit of the hub comes back', () => {
    const named = { texts: ['VA-000017'], references: [] };
    const silent = { texts: ['salary'], references: [] };
    expect(recognise(known, { isReturn: false, payments: [named, silent] })).toEqual({ reason: 'no_reference' });
    expect(recognise(known, { isReturn: true, payments: [named] })).toEqual({ reason: 'returned' });
    const structured = { texts: [], references: ['POST'] };
    expect(recognise(known, { isReturn: false, payments: [structured] })).toEqual({ agentId: 'P' });
  });
});
