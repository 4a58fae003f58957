import { readFile } from 'node:fs/promises';
import { sampleAccounts } from '../../../adapters/conformance/sample-accounts.ts';
import type { Subject } from '../../../adapters/conformance/subject.ts';
import { subjects } from '../../../adapters/conformance/subjects.ts';
import type { Simulator } from '../../../adapters/kit/simulated-protocol.ts';
import { assert } from '../../kernel/assert.ts';
import { isCurrency } from '../../kernel/money.ts';
import type { Shutdown } from '../shutdown.ts';

/** A provider of each protocol as docs/examples/providers has it, and the simulator that plays it. */
export interface Example {
  readonly protocol: string;
  /** As from the root of the checkout. */
  readonly path: string;
  readonly file: unknown;
  readonly code: string;
  readonly subject: Subject;
}

/** Simulators for people listen on these ports, in the order of the list of protocols. */
const firstPort = 8101;

export async function readExamples(): Promise<readonly Example[]> {
  return Promise.all(
    subjects.map(async (subject) => {
      const { protocol } = subject.adapter.metadata;
      const path = `docs/examples/providers/${protocol}.json`;
      const text = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
      return { protocol, path, file: JSON.parse(text) as unknown, code: `example-${protocol}`, subject };
    }),
  );
}

export interface RunningExample extends Example {
  readonly simulator: Simulator;
  readonly endpoint: string;
}

/** Starts the simulator of each example, with the accounts of the conformance suite in its books. */
export async function startExamples(
  examples: readonly Example[],
  shutdown: Pick<Shutdown, 'add'>,
  ports: 'fixed' | 'free',
): Promise<readonly RunningExample[]> {
  const running: RunningExample[] = [];
  for (const example of examples) {
    const { subject, code } = example;
    const port = firstPort + subjects.indexOf(subject);
    const simulator = await subject.startSimulator(ports === 'fixed' ? { port } : {});
    shutdown.add(() => simulator.close());
    const { authorization, secret } = subject;
    const { endpoint } = simulator.registerProvider(code, {
      ...{ currency: currencyOf(example), accounts: sampleAccounts },
      ...(authorization === undefined ? {} : { authorization }),
      ...(secret === undefined ? {} : { secret }),
    });
    running.push({ ...example, simulator, endpoint });
  }
  return running;
}

function currencyOf({ file, path }: Example) {
  const { currency } = (file as { provider: { currency: string } }).provider;
  assert(isCurrency(currency), `${path} names a currency of the hub`);
  return currency;
}
