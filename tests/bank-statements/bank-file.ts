/** An entry as a bank tells it. */
export interface Told {
  readonly ref?: string;
  readonly amount: string;
  readonly side?: 'CRDT' | 'DBIT';
  readonly text?: string;
  readonly status?: string;
  readonly more?: string;
  /** Day of booking; the statement's where it is left out. */
  readonly on?: string;
}

export interface Statement {
  readonly account?: string;
  readonly opening: string;
  readonly closing: string;
  /** Day of both balances. */
  readonly day?: string;
  readonly entries: readonly Told[];
}

export const account = 'AZ21NABZ00000000137010001944';

const balanceXml = (code: string, amount: string, day: string) => {
  const side = amount.startsWith('-') ? 'DBIT' : 'CRDT';
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="AZN">${amount.replace('-', '')}</Amt><CdtDbtInd>${side}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;
};

const entryXml = ({ ref, amount, side = 'CRDT', text, status = 'BOOK', more = '', on }: Told, day: string) =>
  `<Ntry><Amt Ccy="AZN">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>${on ?? day}</Dt></BookgDt>${ref === undefined ? '' : `<AcctSvcrRef>${ref}</AcctSvcrRef>`}${
    text === undefined ? '' : `<NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`
  }${more}</Ntry>`;

/** A document of camt.053.001.08 with its statements. */
export function camt(...statements: readonly Statement[]): string {
  const body = statements.map(
    ({ account: of = account, opening, closing, entries, day = '2026-11-20' }, index) =>
      `<Stmt><Id>S-${index + 1}</Id><Acct><Id><IBAN>${of}</IBAN></Id></Acct>${balanceXml('OPBD', opening, day)}${balanceXml('CLBD', closing, day)}${entries.map((entry) => entryXml(entry, day)).join('')}</Stmt>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>${body.join('')}</BkToCstmrStmt></Document>`;
}

/** The same as one MT940 message; each line is what stands behind `:61:`, with its `:86:`. */
export function mt940(
  lines: readonly (readonly [line: string, details: string])[],
  { opening, closing }: { readonly opening: string; readonly closing: string },
): string {
  return [
    '{1:F01NABZAZ2CXXXX0000000000}{2:I940NABZAZ2CXXXXN}{4:',
    ':20:STATEMENT-9',
    `:25:${account}`,
    ':28C:324/1',
    `:60F:C261119AZN${opening}`,
    ...lines.flatMap(([line, details]) => [`:61:${line}`, `:86:${details}`]),
    `:62F:C261120AZN${closing}`,
    '-}',
  ].join('\r\n');
}
