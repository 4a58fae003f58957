/**
 * A worker that takes a job, says so and never ends with it. Run as a process of its own, so that it can be killed. Its
 * arguments: how jobs are opened (JSON) and the queue.
 */
import { createJobs, type JobsOptions } from '../../src/platform/jobs/jobs.ts';

const [, , options, queue] = process.argv;
if (options === undefined || queue === undefined) throw new Error('how, and which queue?');
const jobs = await createJobs(JSON.parse(options) as JobsOptions);
const taken = async ({ name }: { readonly name: string }): Promise<void> => {
  process.stdout.write(`took ${name}\n`);
  await new Promise(() => undefined);
};
jobs.work(queue, taken, { concurrency: 1 });
