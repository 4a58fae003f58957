import { describe, expect, it } from 'vitest';
import { mutants } from './list.ts';
import { listMisfits } from './run-mutants.ts';

describe('the planted defects of npm run mutants', () => {
  it('still fit the code that they are planted into', async () => {
    expect(await listMisfits(mutants)).toEqual([]);
  });
});
