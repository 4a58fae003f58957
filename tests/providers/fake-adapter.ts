import type { Adapter, DebtAnswer, ProviderConnection, ProviderPort, QueryOutcome } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import type { HttpPort } from '../../src/kernel/adapter.ts';

/** A provider's end of the wire in a test: what it says to a debt query and to a validation. */
export type FakePort = Partial<Pick<ProviderPort, 'debt' | 'validate'>>;

export interface FakeAdapter extends Adapter {
  /** Connections made so far, in order. */
  readonly connections: ProviderConnection[];
}

const refuse = () => Promise.reject(new Error('the test did not expect this call'));

/** Stands for a protocol: each provider answers as its entry in `ports` says, looked up at every call. */
export function fakeAdapter(ports: Record<string, FakePort>): FakeAdapter {
  const connections: ProviderConnection[] = [];
  return {
    connections,
    metadata: {
      protocol: 'fake',
      title: 'A fake of the outside world',
      capabilities: ['status'],
      repeatsAreSafe: true,
      notFoundIsFinalAfterMs: null,
      settings: [
        { name: 'merchant', secret: false, required: false, description: 'Who we are' },
        { name: 'password', secret: true, required: false, description: 'What only we know' },
      ],
    },
    connect: (connection) => {
      connections.push(connection);
      const port = () => ports[connection.providerCode] ?? {};
      return {
        debt: (input) => (port().debt ?? refuse)(input),
        validate: (input) => (port().validate ?? refuse)(input),
        pay: refuse,
        status: refuse,
      };
    },
  };
}

/** The outside world is not reached in these tests. */
export const noHttp: HttpPort = { request: refuse };

export function debtAnswer(account: string, changes: Partial<DebtAnswer> = {}): DebtAnswer {
  return {
    account,
    holderName: 'Əliyev Vüqar Kamran oğlu',
    address: 'Nizami küç. 15, m. 7',
    proven: false,
    currency: 'AZN',
    balance: minor(2315n),
    bills: [{ number: 'B-1', period: '2026-10', dueOn: '2026-11-10', amount: minor(2315n) }],
    line: null,
    ...changes,
  };
}

export function answered<T>(answer: T): QueryOutcome<T> {
  return { kind: 'answered', answer, evidence: { providerCode: '0', reason: 'ok' } };
}
