import type { Static } from 'typebox';
import type { FieldProblem, Refusal } from '../../kernel/errors/catalogue.ts';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Currency } from '../../kernel/money.ts';
import type { PaymentFileSummary } from '../../provider-registries/api.ts';
import type { DebtRegistry } from '../../provider-registries/model.ts';
import { showMoney } from '../schemas/common.ts';
import type { DebtRegistryAnswer, PaymentFilesAnswer } from './schemas.ts';

export function showDebtRegistry(registry: DebtRegistry, currency: Currency): Static<typeof DebtRegistryAnswer> {
  const { change, sizeBytes, receivedBytes } = registry;
  const isRead = registry.sha256 !== null;
  return {
    registryId: registry.id,
    name: registry.name,
    status: registry.state,
    fileDate: registry.fileDate,
    fileNumber: registry.fileNumber,
    lines: isRead && registry.lineCount > 0 ? registry.lineCount : registry.receivedLines,
    receivedBytes,
    sizeBytes,
    percent: sizeBytes === null || sizeBytes === 0 ? null : Math.floor((receivedBytes / sizeBytes) * 100),
    sum: showMoney(registry.sum, currency),
    sha256: registry.sha256,
    problems: registry.problemCount,
    change: change && {
      ...{ accounts: change.accounts, gone: change.gone, changed: change.changed },
      sumBefore: showMoney(change.sumBefore, currency),
      sumAfter: showMoney(change.sumAfter, currency),
    },
    repeats: registry.repeats,
    handedInBy: registry.handedInBy,
    decidedBy: registry.decidedBy,
    receivedAt: registry.receivedAt.toISOString(),
    decidedAt: registry.decidedAt?.toISOString() ?? null,
  };
}

/** A file that was not taken, as a problem: `/7/amount` is line 7, and lines of headers count. */
export function refusalOf(registry: DebtRegistry): Refusal {
  const details = { registryId: registry.id, problems: String(registry.problemCount) };
  if (registry.problems.some(({ rule }) => rule === 'out_of_date')) return refusal('registry_out_of_date', details);
  const fields = registry.problems.map(({ line, column, rule, value }): FieldProblem => {
    return { field: column === '' ? `/${line}` : `/${line}/${column}`, rule, detail: value };
  });
  return { code: 'file_rejected', fields, details };
}

export function showPaymentFile(
  file: PaymentFileSummary,
  currency: Currency,
): Static<typeof PaymentFilesAnswer>['files'][number] {
  const { number, name, payments } = file;
  return {
    ...{ number, name, payments, sum: showMoney(file.sum, currency) },
    madeAt: file.madeAt.toISOString(),
    acknowledgedAt: file.acknowledgedAt?.toISOString() ?? null,
  };
}
