import { afterEach, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { surroundings } from '../support/environment.ts';
import { contentOf, drawBurst, learn, makeTwin, type Twin } from '../support/twin-lanes.ts';

const bursts = 45;
const seeds = Array.from({ length: 4 }, (_, index) => `${surroundings.seed} twin ${index}`);

describe('the writer lane and the reference', () => {
  const open: Twin[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ books }) => books.close()));
  });

  it.each(seeds)(
    'give the same answer to every command, and leave the same books (SEED=%s)',
    async (seed) => {
      const reference = await makeTwin(seed, 'reference');
      const writer = await makeTwin(seed, 'writer');
      open.push(reference, writer);
      const kinds = new Set<string>();
      for (let burst = 0; burst < bursts; burst += 1) {
        const oneByOne: unknown[] = [];
        for (const command of await drawBurst(reference)) oneByOne.push(await command(reference.books.lane));
        // All at once: the order in which they arrive is the order in which they count.
        const together = await Promise.all((await drawBurst(writer)).map((command) => command(writer.books.lane)));
        expect(together, `burst ${burst}`).toEqual(oneByOne);
        learn(reference, oneByOne);
        learn(writer, together);
        for (const outcome of oneByOne) kinds.add(nameOf(outcome));
      }
      expect(await contentOf(writer)).toEqual(await contentOf(reference));
      for (const { books } of [reference, writer]) {
        const { findings } = await verifyBooks({ db: books.database.db, clock: books.clock });
        // Nobody follows up what the workers of this world have begun, and its cancels are said without an attempt to cancel.
        const unlike: readonly string[] = ['work_is_scheduled', 'refunds_have_two_people'];
        expect(findings.filter(({ check }) => !unlike.includes(check))).toEqual([]);
      }
      // Days on which nothing but one thing happens would prove nothing.
      expect(kinds.size).toBeGreaterThan(12);
    },
    180_000,
  );
});

function nameOf(outcome: unknown): string {
  const { kind, code, refusal } = (outcome ?? {}) as { kind?: string; code?: string; refusal?: { code: string } };
  return `${kind}:${refusal?.code ?? code ?? ''}`;
}
