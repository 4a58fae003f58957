import type { SettlementService } from '../../src/settlement/api.ts';
import { createSettlementService, type SettlementDeps } from '../../src/settlement/service.ts';
import type { Books } from './books.ts';

/** The closing of the books' days, for their two providers. */
export function settlementOf(books: Books, deps: Partial<SettlementDeps> = {}): SettlementService {
  const iban = 'AZ21NABZ00000000137010001944';
  const provider = (code: string) => ({ code, language: 'az' as const, iban, nameOn: () => code });
  return createSettlementService({
    db: books.database.db,
    clock: books.clock,
    cut: books.lane.cut,
    move: books.lane.move,
    readParties: async () => ({
      providers: new Map([
        [books.gas, provider('gas')],
        [books.water, provider('water')],
      ]),
      agentName: () => 'Bank A',
    }),
    ...deps,
  });
}
