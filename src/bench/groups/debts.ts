import { measureDebtQueries } from '../debt-queries.ts';
import { measureDebtRegistry } from '../debt-registry.ts';
import type { RunGroup } from './group.ts';

/** Debts as they are asked for, and as they come in files. */
export const runDebtsGroup: RunGroup = async (deps) => ({
  ...(await measureDebtQueries(deps)),
  ...(await measureDebtRegistry(deps)),
});
