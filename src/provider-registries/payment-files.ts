import { createHash } from 'node:crypto';
import { businessDateOf } from '../kernel/business-date.ts';
import type { ProviderFiles } from '../kernel/provider-files.ts';
import type { ReceiveDeps } from './receive-debts.ts';
import { lockProvider } from './debt-store.ts';
import { cutBefore, midnightOf, mostFilePayments } from './model.ts';
import * as store from './payment-store.ts';

/** Makes every file of payments that is due at a provider; returns how many. */
export async function makeFilesOf(
  deps: ReceiveDeps,
  { providerId, files }: { readonly providerId: string; readonly files: ProviderFiles },
): Promise<number> {
  const now = deps.clock.now();
  const before = cutBefore(now, files.paymentsEveryMinutes, midnightOf(businessDateOf(now)));
  for (let made = 0; ; made += 1) {
    const count = await deps.db.transaction(async (sql) => {
      // Numbers have no gaps and a payment is in one file: one maker at a time.
      await lockProvider(sql, providerId);
      const payments = await store.selectWaiting(sql, providerId, { before, limit: mostFilePayments });
      if (payments.length === 0) return 0;
      const number = await store.selectNextNumber(sql, providerId);
      const content = files.writePayments(payments);
      await store.insertFile(sql, {
        ...{ id: deps.ids.uuid(), providerId, number, content, payments, madeAt: now },
        name: files.paymentFileName({ date: businessDateOf(new Date(before.getTime() - 1)), number }),
        sha256: createHash('sha256').update(content).digest(),
      });
      return payments.length;
    });
    if (count === 0) return made;
  }
}

const hourMs = 3_600_000;

/** Lays files before an operator whose acknowledgement is overdue; returns how many. */
export async function raiseAlarms(
  deps: ReceiveDeps,
  filesOf: (providerId: string) => Promise<ProviderFiles | undefined>,
): Promise<number> {
  const now = deps.clock.now();
  let raised = 0;
  for (const file of await store.selectUnacknowledged(deps.db.sql)) {
    const files = await filesOf(file.providerId);
    const dueAt = file.madeAt.getTime() + (files?.acknowledgementHours ?? 0) * hourMs;
    if (!files || now.getTime() < dueAt) continue;
    const detail = `${file.name} has no acknowledgement`;
    await store.openCase(deps.db.sql, { id: file.id, caseId: deps.ids.uuid(), detail, at: now });
    raised += 1;
  }
  return raised;
}
