import { maskText } from '../accounts/masking.ts';
import type { AccountAnswer, AccountInput, DebtAnswer } from '../kernel/adapter.ts';
import { isBusinessDate } from '../kernel/business-date.ts';
import { plainAccount } from '../providers/account-input.ts';
import type { AccountFormat, Provider } from '../providers/model.ts';
import { plainText } from './plain-text.ts';
import type { HolderView, UnavailableReason } from './model.ts';

/** Most open bills of one account, and the largest amount of one, in minor units: beyond them the answer is broken. */
const mostBills = 200;
const largestAmount = 1_000_000_000_000n;
const longestBillNumber = 64;

/**
 * Why an answer must not be shown, or null. It was guarded by the adapter; here it is held against the question and
 * against what the hub stores, since a mistake shows one family the debts of another.
 */
export function answerProblem(provider: Provider, asked: AccountInput, answer: DebtAnswer): UnavailableReason | null {
  if (!isSameAccount(provider, asked.account, answer.account)) return 'wrong_account';
  if (answer.currency !== provider.currency) return 'wrong_currency';
  return isWellFormed(answer) ? null : 'malformed';
}

/** True when two spellings name one account; leading zeros are part of it. */
export function isSameAccount(format: AccountFormat, asked: string, answered: AccountAnswer['account']): boolean {
  return plainAccount(format, asked) === plainAccount(format, answered);
}

function isWellFormed(answer: DebtAnswer): boolean {
  if (answer.balance > largestAmount || answer.balance < -largestAmount) return false;
  if (answer.balanceTold === false && answer.balance !== 0n) return false;
  const renewsOn = answer.line?.renewsOn ?? null;
  const validUntil = answer.line?.validUntil ?? null;
  const { asOf = null } = answer;
  if ([renewsOn, validUntil, asOf].some((date) => date !== null && !isBusinessDate(date))) return false;
  if (answer.bills.length > mostBills) return false;
  return answer.bills.every(
    (bill) =>
      bill.amount > 0n &&
      bill.amount <= largestAmount &&
      bill.number.length <= longestBillNumber &&
      (bill.period === null || /^\d{4}-(0[1-9]|1[0-2])$/.test(bill.period)) &&
      (bill.dueOn === null || isBusinessDate(bill.dueOn)),
  );
}

/** Name and address as the asker may see them. */
export function holderView(answer: AccountAnswer, unmasked: boolean): HolderView {
  const show = (text: string | null) => {
    if (text === null) return null;
    return unmasked ? plainText(text) : maskText(plainText(text));
  };
  return { name: show(answer.holderName), address: show(answer.address), masked: !unmasked };
}
