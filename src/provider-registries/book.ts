import { minor } from '../kernel/money.ts';
import type { RegistryBook } from '../kernel/provider-files.ts';
import type { Database } from '../platform/database/sql.ts';
import * as debtStore from './debt-store.ts';
import { midnightOf } from './model.ts';
import * as paymentStore from './payment-store.ts';

/** What the hub keeps for one provider that exchanges files: how its adapter answers without asking anybody. */
export function createRegistryBook({ sql }: Pick<Database, 'sql'>, providerId: string): RegistryBook {
  return {
    async findDebt({ account }) {
      const active = await debtStore.selectActive(sql, providerId);
      if (!active) return 'no-registry';
      const bills = await debtStore.selectLines(sql, active.generation, account);
      if (bills.length === 0) return undefined;
      const paid = await paymentStore.sumPaidSince(sql, { providerId, account }, midnightOf(active.fileDate));
      return { bills, asOf: active.fileDate, paidSince: minor(paid) };
    },
    keepPayment: (request) => paymentStore.keepPayment(sql, providerId, request),
    findPayment: (reference) => paymentStore.selectPayment(sql, providerId, reference),
  };
}
