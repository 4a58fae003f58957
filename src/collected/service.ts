import type { AgentService } from '../agents/api.ts';
import type { Outlet } from '../agents/model.ts';
import type { DebtService } from '../debts/api.ts';
import type { DrawerRequest, DrawerService } from '../drawers/api.ts';
import type { Lane } from '../engine/lane.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PaymentService } from '../payments/api.ts';
import type { Database } from '../platform/database/sql.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import type { ProviderService } from '../providers/api.ts';
import type { CollectedService, Office, ReceivedBatch } from './api.ts';
import { isSameReceipt, type CollectedLine, type NewLine } from './model.ts';
import * as store from './store.ts';
import { finishPayout, workOff } from './work-off.ts';

export interface CollectedDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly agents: Pick<AgentService, 'listOutlets'>;
  readonly providers: Pick<ProviderService, 'list' | 'findByCode'>;
  readonly debts: Pick<DebtService, 'quoteCollected'>;
  readonly payments: Pick<PaymentService, 'acceptMany' | 'abandon' | 'reverse'>;
  readonly drawers: Pick<DrawerService, 'payOut'>;
  readonly move: Lane['move'];
}

/** A clock of an office may be wrong by so much. */
const mostAheadMs = 24 * 3_600_000;

/** Money that offices took while they were offline: from the provisional receipt to a payment, or back to the payer. */
export function createCollectedService(deps: CollectedDeps): CollectedService {
  const { sql } = deps.db;
  const find = async (office: Office, number: number) => {
    const outlet = await outletOf(deps, office);
    const [line] = outlet.ok ? await store.selectByNumbers(sql, outlet.value.id, [number]) : [];
    return line ? ok(line) : err(refusal('not_found'));
  };
  return {
    receive: (office, lines) => receive(deps, office, lines),
    async list(office, { limit, after }) {
      const outlet = await outletOf(deps, office);
      if (!outlet.ok) return outlet;
      const lines = await store.selectAfter(sql, outlet.value.id, { after, limit: limit + 1 });
      const items = lines.slice(0, limit);
      return ok({ items, next: lines.length > limit ? (items.at(-1)?.number ?? null) : null });
    },
    get: find,
    async gaps(office) {
      const outlet = await outletOf(deps, office);
      return outlet.ok ? ok(await store.selectGaps(sql, outlet.value.id)) : outlet;
    },
    async payOut(request, office, number) {
      const line = await find(office, number);
      return line.ok ? payOut(deps, request, line.value) : line;
    },
    listSuspense: (limit) => store.selectSuspense(sql, limit),
    assign: (lineId, to, login) => assign(deps, lineId, { ...to, login }),
    workOff: () => workOff(deps),
  };
}

async function outletOf(deps: CollectedDeps, office: Office): Promise<Result<Outlet, Refusal>> {
  const outlets = await deps.agents.listOutlets(office.agentId);
  const outlet = outlets.find((one) => one.code === office.outletCode);
  const unknown = { field: '/office', rule: 'unknown', detail: 'the code of an outlet of this agent' };
  return outlet ? ok(outlet) : err(fieldRefusal('invalid_request', unknown));
}

async function receive(
  deps: CollectedDeps,
  office: Office,
  lines: readonly NewLine[],
): Promise<Result<ReceivedBatch, Refusal>> {
  const outlet = await outletOf(deps, office);
  if (!outlet.ok) return outlet;
  const receivedAt = deps.clock.now();
  const problems = problemsOf(lines, receivedAt);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const batch = { id: deps.ids.uuid(), agentId: office.agentId, outletId: outlet.value.id, receivedAt };
  const withIds = lines.map((line) => ({ ...line, id: deps.ids.uuid() }));
  return deps.db.transaction(async (sql) => {
    await store.insertBatch(sql, batch, lines.length);
    const added = await store.insertLines(sql, batch, withIds);
    const kept = await store.selectByNumbers(
      sql,
      batch.outletId,
      lines.map((line) => line.number),
    );
    const byNumber = new Map(kept.map((line) => [line.number, line]));
    const conflicts = lines
      .filter((line) => !isSameReceipt(present(byNumber.get(line.number), 'a line of a batch'), line))
      .map((line) => line.number);
    const gaps = await store.selectGaps(sql, batch.outletId);
    return ok({ batchId: batch.id, added, repeated: lines.length - added - conflicts.length, conflicts, gaps });
  });
}

function problemsOf(lines: readonly NewLine[], now: Date) {
  const seen = new Set<number>();
  return lines.flatMap(({ number, collectedAt }, index) => {
    const isRepeated = seen.has(number);
    seen.add(number);
    const isAhead = collectedAt.getTime() > now.getTime() + mostAheadMs;
    return [
      ...(isRepeated
        ? [{ field: `/lines/${index}/number`, rule: 'repeated', detail: 'a number may stand once in a batch' }]
        : []),
      ...(isAhead
        ? [{ field: `/lines/${index}/collectedAt`, rule: 'future', detail: 'at most 24 hours ahead of the hub' }]
        : []),
    ];
  });
}

async function payOut(
  deps: CollectedDeps,
  request: DrawerRequest,
  line: CollectedLine,
): ReturnType<CollectedService['payOut']> {
  const { id, amount, currency, number } = line;
  const paid = await deps.drawers.payOut(
    request,
    { subjectId: id, amount, currency, note: `receipt ${number}` },
    (sql) =>
      store.moveLine(sql, id, { from: 'suspense', to: 'paying', at: deps.clock.now(), paidBy: request.by.tellerId }),
  );
  if (!paid.ok) return paid;
  const claimed = present(await store.selectLine(deps.db.sql, id), 'a line that is paid out');
  if (claimed.state === 'paying') await finishPayout(deps, claimed);
  const value = present(await store.selectLine(deps.db.sql, id), 'a line that is paid out');
  return ok({ value, replayed: paid.value.replayed });
}

async function assign(
  deps: CollectedDeps,
  lineId: string,
  to: { readonly providerCode: string; readonly account: string; readonly login: string },
): Promise<Result<CollectedLine, Refusal>> {
  const line = await store.selectLine(deps.db.sql, lineId);
  if (!line) return err(refusal('not_found'));
  const provider = await deps.providers.findByCode(to.providerCode);
  if (!provider) return err(fieldRefusal('invalid_request', unknownProvider));
  if (provider.currency !== line.currency)
    return err(refusal('currency_not_supported', { currency: provider.currency }));
  const input = parseAccountInput(provider, { account: to.account, fields: {} }, 'ask');
  if (!input.ok) return input;
  const target = { ...to, account: input.value.account, at: deps.clock.now() };
  if (!(await store.assignLine(deps.db.sql, lineId, target))) return err(refusal('suspense_decided'));
  await workOff(deps);
  return ok(present(await store.selectLine(deps.db.sql, lineId), 'a line that was assigned'));
}

const unknownProvider = { field: '/provider', rule: 'unknown', detail: 'a code that GET /v1/providers lists' };
