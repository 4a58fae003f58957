import type { DebtService } from '../debts/api.ts';
import { type Asker, lineRefusal } from '../debts/model.ts';
import { assert, present } from '../kernel/assert.ts';
import { type BusinessDate, businessDateOf, isBusinessDate } from '../kernel/business-date.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import type { MeterState } from '../kernel/meter-contract.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import { createLately } from '../platform/lately.ts';
import type { ProviderService } from '../providers/api.ts';
import { type ReadingLine, renderMeterReadingsCsv } from '../platform/documents/meter-readings-csv.ts';
import type { HandIn, MeterService, ReadingsFile, StoredReading } from './api.ts';
import { areBlocks, blockPosition, type BlockTariff } from './blocks.ts';
import { readingProblem } from './reading-rule.ts';
import * as store from './store.ts';

export interface MeterDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'find' | 'connect'>;
  /** The meter is asked for with the debt: within the same time-out, breaker and places. */
  readonly debts: Pick<DebtService, 'lookUpAccount'>;
}

const readingsPerRound = 100;
const mostBlocks = 20;
const mostUnitsPerDay = 1_000_000;

export function createMeterService(deps: MeterDeps): MeterService {
  const { sql } = deps.database;
  const tariffs = tariffsIn(deps);
  const exists = async (providerId: string) => (await deps.providers.find(providerId)) !== undefined;
  const invalid = (field: string, detail: string) =>
    err(fieldRefusal('invalid_request', { field, rule: 'range', detail }));
  return {
    handIn: (asker, reading) => handIn(deps, asker, reading),
    listReadings: (providerId, from, to) => store.selectReadings(sql, providerId, { from, to }),
    readingFiles: (window) => readingFiles(deps, window),
    async workOff() {
      const unsent = await store.selectUnsent(sql, readingsPerRound);
      for (const reading of unsent) await send(deps, reading);
      return unsent.length;
    },
    async positions(meters, at) {
      const ids = [...new Set(meters.filter(({ meter }) => meter !== null).map(({ providerId }) => providerId))];
      if (ids.length === 0) return meters.map(() => null);
      const found = await (at ? tariffs.asOf(at, ids) : tariffs.now(ids));
      return meters.map(({ providerId, meter }) => {
        const tariff = found.get(providerId);
        const used = meter?.usedInPeriod ?? null;
        return tariff && used !== null ? blockPosition(tariff, used) : null;
      });
    },
    async setTariff(tariff) {
      const { blocks, validFrom } = tariff;
      if (!isBusinessDate(validFrom)) return invalid('/validFrom', 'a date YYYY-MM-DD');
      if (blocks.length === 0 || blocks.length > mostBlocks || !areBlocks(blocks)) {
        return invalid('/blocks', `1 to ${mostBlocks} blocks, each beyond the one before, the last without an end`);
      }
      if (!(await exists(tariff.providerId))) return err(refusal('not_found'));
      await store.insertTariff(sql, tariff, deps.clock.now()).finally(tariffs.forget);
      return ok(undefined);
    },
    async setMostPerDay(providerId, most) {
      const isRight = most === null || (Number.isInteger(most) && most >= 1 && most <= mostUnitsPerDay);
      if (!isRight) return invalid('/mostPerDay', `1 to ${mostUnitsPerDay}`);
      if (!(await exists(providerId))) return err(refusal('not_found'));
      await store.writeMostPerDay(sql, providerId, most);
      return ok(undefined);
    },
  };
}

/**
 * Tariffs of the present as they were less than a second ago: they are shown, and nothing is paid by them. Those of an earlier
 * instant, as they were known then, are read each time.
 */
function tariffsIn({ database: { sql }, clock }: Pick<MeterDeps, 'database' | 'clock'>) {
  const asOf = (at: Date, ids: readonly string[]) =>
    store.selectTariffs(sql, ids, { day: businessDateOf(at), knownAt: at });
  const lately = createLately<{ readonly id: string; readonly day: BusinessDate }, { readonly tariff?: BlockTariff }>({
    nameOf: ({ id, day }) => `${id} ${day}`,
    load: async (keys) => {
      const days = [...new Set(keys.map(({ day }) => day))];
      const found = await Promise.all(
        days.map(async (day) => {
          const ids = keys.filter((key) => key.day === day).map(({ id }) => id);
          const tariffs = await store.selectTariffs(sql, ids, { day, knownAt: clock.now() });
          return ids.map((id) => [`${id} ${day}`, wrapped(tariffs.get(id))] as const);
        }),
      );
      return new Map(found.flat());
    },
  });
  return {
    forget: lately.forget,
    asOf,
    now: async (ids: readonly string[]) => {
      const day = businessDateOf(clock.now());
      return new Map(await Promise.all(ids.map(async (id) => [id, (await lately.get({ id, day }))?.tariff] as const)));
    },
  };
}

/** That there is no tariff is worth remembering too. */
function wrapped(tariff: BlockTariff | undefined): { readonly tariff?: BlockTariff } {
  return tariff ? { tariff } : {};
}

async function handIn(deps: MeterDeps, asker: Asker, wish: HandIn): Promise<Result<StoredReading, Refusal>> {
  const { provider, value, readOn } = wish;
  const line = await deps.debts.lookUpAccount(asker, provider, { account: wish.account, fields: wish.fields });
  if (!line.ok) return line;
  if (line.value.kind !== 'quoted') return err(lineRefusal(line.value) ?? refusal('provider_unavailable'));
  const { meter } = line.value;
  if (meter === null) return err(refusal('no_meter'));
  const { sql } = deps.database;
  const { account } = line.value;
  const named = { providerId: provider.id, account, serial: meter.serial };
  const last = laterReading(meter.lastReading, await store.selectHighest(sql, named));
  const mostPerDay = await store.selectMostPerDay(sql, provider.id);
  const now = deps.clock.now();
  const rule = { mostPerDay, today: businessDateOf(now), isConfirmed: wish.isConfirmed };
  const problem = readingProblem(last, { value, readOn }, rule);
  if (problem !== null) return err(refusalOf(problem, last));
  const connected = await deps.providers.connect(provider.id);
  const isSent = connected.ok && connected.value.traits.capabilities.includes('meter-reading');
  const reading: StoredReading = {
    ...{ id: deps.ids.uuid(), ...named, value, readOn, state: isSent ? 'unsent' : 'stored' },
    ...{ handedInBy: wish.handedInBy, handedInAt: now, answeredAt: null },
  };
  await store.insertReading(sql, reading);
  return ok(isSent ? await send(deps, reading) : reading);
}

/** What the provider has counts, and what was handed in here since: whichever is higher. */
function laterReading(a: MeterState['lastReading'], b: MeterState['lastReading']): MeterState['lastReading'] {
  if (a === null || b === null) return a ?? b;
  return b.value >= a.value ? b : a;
}

function refusalOf(problem: NonNullable<ReturnType<typeof readingProblem>>, last: MeterState['lastReading']): Refusal {
  const details: Record<string, string> = last ? { last: String(last.value), readOn: last.readOn } : {};
  switch (problem) {
    case 'value':
      return fieldRefusal('invalid_request', {
        field: '/value',
        rule: 'range',
        detail: 'a whole number, 0 to 999999999',
      });
    case 'date':
      return fieldRefusal('invalid_request', {
        field: '/readOn',
        rule: 'date',
        detail: 'not ahead, not before the last',
      });
    case 'too-low':
      return refusal('reading_too_low', details);
    case 'implausible':
      return refusal('reading_implausible', details);
  }
}

/** Hands a reading on; what the provider did not hear is handed on again, under the same id. */
async function send(deps: MeterDeps, reading: StoredReading): Promise<StoredReading> {
  const connected = await deps.providers.connect(reading.providerId);
  const outcome = connected.ok ? await connected.value.port.sendReading?.(reading) : undefined;
  if (outcome?.kind !== 'taken' && outcome?.kind !== 'refused') return reading;
  const answered = { state: outcome.kind, answeredAt: deps.clock.now() };
  await store.updateState(deps.database.sql, reading.id, answered);
  return { ...reading, ...answered };
}

async function readingFiles(
  { database, providers }: MeterDeps,
  { day, ...range }: Parameters<MeterService['readingFiles']>[0],
): Promise<readonly ReadingsFile[]> {
  const files: ReadingsFile[] = [];
  for (const providerId of await store.selectPassedTo(database.sql, range)) {
    const readings = await store.selectPassed(database.sql, providerId, range);
    assert(readings.length < store.mostPassed, 'the readings of a day fit one file');
    const provider = present(await providers.find(providerId), 'the provider of a reading');
    const csv = renderMeterReadingsCsv({ day, provider: provider.code, readings: readings.map(lineOf) });
    files.push({ providerId, readings: readings.length, csv });
  }
  return files;
}

function lineOf({ handedInBy, state, ...reading }: StoredReading): ReadingLine {
  const outcome = state === 'taken' || state === 'refused' ? state : 'listed';
  return { ...reading, outcome, channel: handedInBy.startsWith('teller:') ? 'counter' : 'cabinet' };
}
