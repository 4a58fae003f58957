import { formatAmount } from '../kernel/money.ts';
import { mostEntries, type BankAccount, type ReadStatement } from './model.ts';
import type { Problems } from './problems.ts';

/** Names what a file that could be read says wrongly: whose account it is, its currency, its sums, its references. */
export function checkStatements(
  statements: readonly ReadStatement[],
  accounts: ReadonlyMap<string, BankAccount>,
  problems: Problems,
): void {
  const entries = statements.reduce((sum, one) => sum + one.entries.length, 0);
  if (statements.length === 0) problems.add('', 'statements', 'at least one statement');
  if (entries > mostEntries) problems.add('', 'entries', `at most ${mostEntries} entries in a file`);
  const seen = new Set<string>();
  for (const statement of statements) {
    checkAccount(statement, accounts.get(statement.account), problems);
    checkSum(statement, problems);
    for (const { place, reference } of statement.entries) {
      const name = `${statement.account} ${reference}`;
      if (seen.has(name)) problems.add(`${place}/reference`, 'repeated', 'a reference stands once in a file');
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
  const sum = entries.reduce(
    (total, { side, amount }) => (side === 'credit' ? total + amount : total - amount),
    opening,
  );
  if (sum === closing) return;
  const told = `${formatAmount(closing, currency)} ${currency}`;
  problems.add(
    `${place}/closing`,
    'balance',
    `opening and entries come to ${formatAmount(sum, currency)}, not ${told}`,
  );
}
