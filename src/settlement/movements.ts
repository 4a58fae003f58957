import { minor } from '../kernel/money.ts';
import type { AccountKind, AccountRef } from '../ledger/chart.ts';
import type { PostMovement } from '../payments/commands.ts';
import { settlingOf, type ProviderDue } from './model.ts';
import type { ReportSummary } from './api.ts';

/** What a report makes move: the payout, and what is set off against, or added to, the provider's debt to the hub. */
export function movementsOf(report: ReportSummary & { readonly due: ProviderDue }): PostMovement[] {
  const { payout, setOff } = settlingOf(report.due);
  const account = (kind: AccountKind): AccountRef => ({ kind, ownerId: report.providerId, currency: report.currency });
  const name = `${report.day}:${report.providerId}:${report.currency}`;
  const movements: PostMovement[] = [];
  if (setOff !== 0n) {
    const [from, to] =
      setOff > 0n
        ? (['provider_payable', 'provider_receivable'] as const)
        : (['provider_receivable', 'provider_payable'] as const);
    movements.push({
      key: `carry:${name}`,
      kind: 'carry',
      from: account(from),
      to: account(to),
      amount: minor(setOff > 0n ? setOff : -setOff),
    });
  }
  if (payout > 0n) {
    movements.push({
      key: `payout:${name}`,
      kind: 'payout',
      from: account('provider_payable'),
      to: account('payout_in_flight'),
      amount: payout,
    });
  }
  return movements;
}
