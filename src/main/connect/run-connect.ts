import type { LiveFinding } from '../../../adapters/conformance/live-check.ts';
import { sampleAccounts } from '../../../adapters/conformance/sample-accounts.ts';
import { assert, present } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import { minor } from '../../kernel/money.ts';
import type { PaymentView } from '../../payments/model.ts';
import { isInTransit } from '../../payments/states.ts';
import { expected } from '../commands/with-hub.ts';
import { checkConnection } from './check-connection.ts';
import type { ConnectHub } from './connect-hub.ts';
import type { RunningExample } from './examples.ts';
import { decideProposal, proposeFile } from './provider-file.ts';

/** How the connection of one provider went. */
export interface ConnectedExample {
  readonly protocol: string;
  readonly findings: readonly LiveFinding[];
  readonly state: PaymentView['state'];
  readonly providerTransaction: string | null;
  /** Where the provider's own books and ours disagree. */
  readonly differences: readonly string[];
}

/** Simulated time between two looks at a payment that is not confirmed yet. */
const pauseMs = 45_000;
const mostLooks = 40;
/** What a provider's clock is compared with; the hub's own stands still between two looks. */
const wallClock: Clock = { now: () => new Date() };
const amount = minor(500n);

/**
 * Connects one provider by configuration alone: one operator proposes its file, its end of the wire is checked, another
 * operator approves, a teller asks for a debt and takes a payment, and the provider's books are compared with ours.
 */
export async function connectExample(
  world: ConnectHub,
  example: RunningExample,
  say: (line: string) => void,
): Promise<ConnectedExample> {
  const { hub, operators } = world;
  const { protocol, path, code, endpoint } = example;
  const [proposer, approver] = operators;
  say(`\n${protocol}`);
  say(`$ vahid provider propose ${path} --as ${proposer}`);
  const proposal = expected(await proposeFile(hub, example.file, { login: proposer, endpoint }));
  const findings = await checkDraft(world, proposal.id, say);
  say(`$ vahid provider approve <proposal> --as ${approver}`);
  expected(await decideProposal(hub, proposal.id, { login: approver, decision: 'approve' }));
  const payment = await payOnce(world, code);
  const settled = await waitForOutcome(world, payment);
  say(
    `  payment ${settled.receiptNumber}: ${settled.state}, provider's number ${settled.providerTransaction ?? 'none'}`,
  );
  const differences = differencesOf(example, settled);
  say(`  differences to the provider's books: ${differences.length}`);
  return { protocol, findings, state: settled.state, providerTransaction: settled.providerTransaction, differences };
}

/** Checks the provider's end of the wire while it is only proposed. */
export async function checkDraft(
  { hub, http }: ConnectHub,
  proposalId: string,
  say: (line: string) => void,
): Promise<readonly LiveFinding[]> {
  const draft = expected(await hub.proposals.readDraft(proposalId));
  say(`$ vahid adapter check ${draft.code}`);
  const findings = await checkConnection(
    draft,
    { http, clock: wallClock, ids: hub.ids, findAdapter: hub.findAdapter },
    {},
  );
  for (const { check, verdict, detail } of findings) say(`  ${check.padEnd(30)}${verdict.padEnd(9)}${detail}`);
  return findings;
}

/** A teller asks for the debt of the first sample account and takes five units for it. */
export async function payOnce({ hub, collector }: ConnectHub, code: string): Promise<string> {
  const provider = present(await hub.providers.findByCode(code), `the provider ${code}`);
  const account = present(sampleAccounts[0], 'a sample account').number;
  const target = { key: 'line', providerId: provider.id, input: { account, fields: {} }, unmasked: false };
  const [line] = await hub.debts.queryDebts({ kind: 'agent', agentId: collector.agentId }, [target]);
  assert(line?.kind === 'quoted', `${code} quotes the account: ${line?.kind}`);
  const accepted = await hub.payments.accept(collector, {
    ...{ key: `connect-${code}`, currency: provider.currency, lines: [{ quoteId: line.quote.id, amount }] },
    paymentCode: null,
  });
  return present(expected(accepted).basket.payments[0], 'the payment of a basket').id;
}

async function waitForOutcome({ hub, clock, collector }: ConnectHub, paymentId: string): Promise<PaymentView> {
  for (let look = 0; ; look += 1) {
    for (const providerId of await hub.deliverer.listDue()) await hub.deliverer.run(providerId);
    const payment = expected(await hub.payments.getForAgent(collector.agentId, paymentId));
    if (!isInTransit(payment.state) || look === mostLooks) return payment;
    clock.advanceMs(pauseMs);
  }
}

/** Where the protocol has a name of its own for our reference, the provider's books know the payment by that. */
function differencesOf({ subject, simulator, code }: RunningExample, payment: PaymentView): readonly string[] {
  const { receiptNumber: reference, account, fields, currency, acceptedAt } = payment;
  const request = { reference, account, fields, amount: payment.amount, currency, acceptedAt };
  const booked = payment.state === 'confirmed' ? 'yes' : 'open';
  const ours = { reference: subject.nameOf?.(request) ?? reference, account, amount: payment.amount, booked } as const;
  return simulator
    .books(code)
    .differences([ours])
    .map(({ kind, reference: subjectOf }) => `${code}: ${kind} ${subjectOf}`);
}
