import { refusal } from '../kernel/errors/catalogue.ts';
import { Refused } from './problem.ts';

/** Lets each party have so many pieces of work under way and turns the next away. Throws Refused: too_many_requests. */
export function boundInFlight(most: number): <T>(party: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, number>();
  return async (party, work) => {
    const before = underWay.get(party) ?? 0;
    if (before >= most) throw new Refused(refusal('too_many_requests', { retryAfterSeconds: '1' }));
    underWay.set(party, before + 1);
    try {
      return await work();
    } finally {
      const left = (underWay.get(party) ?? 1) - 1;
      if (left === 0) underWay.delete(party);
      else underWay.set(party, left);
    }
  };
}
