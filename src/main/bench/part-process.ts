import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Part, PartInput, PartName } from '../../bench/host.ts';
import { projectRoot } from '../commands/run-tool.ts';

/** What goes over the channel between the benchmark and its parts. */
interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Question {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}

/**
 * What `npm start` and docker-compose.yml give to the process that holds the lane: with the 16 MiB of Node's own, a batch is
 * copied by the collector while it is still in use, and what little survives one thread copies sooner than several do. The
 * worker does without, since it reads registries in little memory.
 */
const roomForYoungObjects = ['--max-semi-space-size=128', '--no-parallel-scavenge'];
/** A part that does not end when it is told to is ended. */
const patienceMs = 20_000;
/** Task by which a part is started, the first it hears. */
const startTask = 'start';

/** Starts a part in a process of its own: the same program, its hidden option `--part`. */
export async function startPart(
  name: PartName,
  options: { readonly environment: Readonly<Record<string, string>>; readonly input: PartInput },
): Promise<Part> {
  const { DATABASE_URL: _, REDIS_URL: __, ...inherited } = process.env;
  const child = fork(join(projectRoot, 'vahid.mjs'), ['bench', '--part', name], {
    env: { ...inherited, ...options.environment },
    execArgv: name === 'api' ? [...roomForYoungObjects] : [],
    // Standard output belongs to the figures: what a part says goes to the other stream.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const ended = once(child, 'exit');
  void ended.then(() => {
    for (const [id, settle] of waiting) settle({ id, error: `the ${name} process has ended` });
  });
  const ask = async (task: string, input: unknown) => {
    asked += 1;
    const question: Question = { id: asked, task, input };
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(question.id, resolve);
      child.send(question);
    });
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
    return answer.value;
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await ended;
    clearTimeout(timer);
  };
  try {
    const ready = await ask(startTask, options.input);
    return { name, pid: child.pid ?? 0, ready, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a part does: it starts with an input, then carries out tasks by name until it is stopped. */
export interface PartWork {
  readonly ready: unknown;
  readonly tasks: Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
  stop(): Promise<void>;
}

/** The other end: serves the parent until the channel closes, which also happens when the parent dies. */
export async function servePart(start: (input: PartInput) => Promise<PartWork>): Promise<void> {
  const send = (answer: Answer) => process.send?.(answer);
  let work: PartWork | undefined;
  const carryOut = async ({ task, input }: Question): Promise<unknown> => {
    if (task === startTask) {
      work = await start(input as PartInput);
      return work.ready;
    }
    const run = work?.tasks[task];
    if (!run) throw new Error(`no task ${task}`);
    return run(input);
  };
  process.on('message', (question: Question) => {
    carryOut(question).then(
      (value) => send({ id: question.id, value }),
      (error: unknown) =>
        send({ id: question.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  // Ctrl-C reaches every process of the terminal; the parent then ends its parts in order.
  process.on('SIGINT', () => undefined);
  await once(process, 'disconnect');
  await work?.stop();
  process.exit(0);
}
