/** `npm run mutants`: known defects, planted into a copy, each of which a test must notice. See docs/faults.md. */
import { parseArgs } from 'node:util';
import { closeWhenInterrupted, createShutdown } from '../../../src/main/shutdown.ts';
import { mutants } from './list.ts';
import { runMutants } from './run-mutants.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = mutants.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const shutdown = createShutdown();
closeWhenInterrupted(shutdown, () => 130);
try {
  const totals = await runMutants(chosen, {
    tell: (text) => console.log(text),
    onCopy: (copy) => shutdown.add(() => copy.remove()),
  });
  await shutdown.run();
  console.log(values.json ? JSON.stringify(totals) : `${totals.caught} of ${totals.mutants} caught`);
  process.exitCode = totals.caught === totals.mutants ? 0 : 1;
} finally {
  await shutdown.run();
}
