/** `npm run faults`: seeded schedules of faults against a hub of several processes. See docs/faults.md. */
import { parseArgs } from 'node:util';
import { closeWhenInterrupted, createShutdown } from '../../src/main/shutdown.ts';
import { runFaults } from './run-faults.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const shutdown = createShutdown();
closeWhenInterrupted(shutdown, () => 130);
try {
  const totals = await runFaults({
    schedules: Number(values.schedules),
    seed: Number(values.seed),
    atOnce: Number(values['at-once']),
    databaseUrl: process.env['DATABASE_URL'],
    tell: (text) => console.log(text),
    shutdown,
  });
  await shutdown.run();
  const isRight = totals.violations + totals.lost + totals.doubled === 0;
  if (values.json) console.log(JSON.stringify(totals));
  else console.log(isRight ? 'nothing lost, nothing doubled' : 'NOT RIGHT: see above');
  process.exitCode = isRight ? 0 : 1;
} finally {
  await shutdown.run();
  // Whatever a failed schedule left behind must not keep the run from ending.
  setTimeout(() => process.exit(), 2_000).unref();
}
