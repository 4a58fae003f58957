import { formatAmount } from '../kernel/money.ts';
import { identityOf, mostEntries, sumOf, type BankAccount, type ReadStatement, type StatementFormat } from './model.ts';
import type { Problems } from './problems.ts';

/** Names what a file that could be read says wrongly: whose account it is, its format and currency, its sums, its references. */
export function checkStatements(
  { format, statements }: { readonly format: StatementFormat; readonly statements: readonly ReadStatement[] },
  accounts: ReadonlyMap<string, BankAccount>,
  problems: Problems,
): void {
  const entries = statements.reduce((sum, one) => sum + one.entries.length, 0);
  if (statements.length === 0) problems.add('', 'statements', 'at least one statement');
  if (entries > mostEntries) problems.add('', 'entries', `at most ${mostEntries} entries in a file`);
  const seen = new Set<string>();
  for (const statement of statements) {
    const account = accounts.get(statement.account);
    checkAccount(statement, account, problems);
    if (account && account.format !== format) {
      problems.add(`${statement.place}/format`, 'format', `${account.format}, as the account was added`);
    }
    checkSum(statement, problems);
    for (const entry of statement.entries) {
      const name = `${statement.account} ${identityOf(entry)}`;
      if (seen.has(name)) problems.add(`${entry.place}/reference`, 'repeated', 'a reference stands once in a file');
      seen.add(name);
    }
  }
}

function checkAccount({ place, currency }: ReadStatement, account: BankAccount | undefined, problems: Problems): void {
  if (!account) problems.add(`${place}/account`, 'unknown', 'an account that `vahid bank accounts` lists');
  else if (account.currency !== currency) {
    problems.add(`${place}/currency`, 'currency', `${account.currency}, as the account is kept`);
  }
}

/** A statement that does not add up was cut off, or is not read as the bank meant it. */
function checkSum({ place, opening, closing, entries, currency }: ReadStatement, problems: Problems): void {
  const sum = opening + sumOf(entries);
  if (sum === closing) return;
  const told = `${formatAmount(closing, currency)} ${currency}`;
  problems.add(
    `${place}/closing`,
    'balance',
    `opening and entries come to ${formatAmount(sum, currency)}, not ${told}`,
  );
}
