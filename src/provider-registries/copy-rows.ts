import type { DebtRecord } from '../kernel/provider-files.ts';

/** Rows of `debt_registry_line` in the text format of COPY, in the order of its columns. */
export function copyRows(generation: bigint, records: readonly DebtRecord[]): Buffer {
  const head = generation.toString();
  let text = '';
  for (const { account, bill, period, dueOn, amount, holderName, address } of records) {
    text += `${head}\t${escaped(account)}\t${escaped(bill)}\t${period ?? '\\N'}\t${dueOn ?? '\\N'}\t${amount}\t${nullable(holderName)}\t${nullable(address)}\n`;
  }
  return Buffer.from(text, 'utf8');
}

function nullable(text: string | null): string {
  return text === null ? '\\N' : escaped(text);
}

/** No control characters come here: only the backslash has a meaning of its own. */
function escaped(text: string): string {
  return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
}
