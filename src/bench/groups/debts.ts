import { measureDebtQueries } from '../debt-queries.ts';
import type { RunGroup } from './group.ts';

/** What a question about a debt costs beside the provider's own time. */
export const runDebtsGroup: RunGroup = async (deps) => ({ ...(await measureDebtQueries(deps)) });
