import { readFile } from 'node:fs/promises';
import { plainFormat } from '../../../adapters/conformance/registry-files.ts';
import { sampleAccounts } from '../../../adapters/conformance/sample-accounts.ts';
import { differencesBetween } from '../../../adapters/kit/books-differences.ts';
import { type CarriedFile, createBiller, type SimulatedBiller } from '../../../adapters/registry-files/simulator.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { PaymentView } from '../../payments/model.ts';
import { expected } from '../commands/with-hub.ts';
import type { ConnectHub } from './connect-hub.ts';
import { decideProposal, proposeFile } from './provider-file.ts';
import { checkDraft, type ConnectedExample, payOnce } from './run-connect.ts';

const protocol = 'registry-files';
const code = `example-${protocol}`;
const path = `docs/examples/providers/${protocol}.json`;
const dayMs = 86_400_000;

/**
 * Connects a biller without an online system by configuration alone: its file is proposed and approved, its debts are handed in,
 * a teller takes a payment, and after the day is over the biller gets the file of payments and answers it.
 */
export async function connectFiles(world: ConnectHub, say: (line: string) => void): Promise<ConnectedExample> {
  const { hub, clock, operators } = world;
  const [proposer, approver] = operators;
  const biller = createBiller(sampleAccounts, plainFormat);
  say(`\n${protocol}`);
  say(`$ vahid provider propose ${path} --as ${proposer}`);
  const file = JSON.parse(await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')) as unknown;
  const proposal = expected(await proposeFile(hub, file, { login: proposer }));
  const findings = await checkDraft(world, proposal.id, say);
  say(`$ vahid provider approve <proposal> --as ${approver}`);
  expected(await decideProposal(hub, proposal.id, { login: approver, decision: 'approve' }));
  const debts = biller.writeDebts(businessDateOf(clock.now()), 1);
  say(`$ vahid provider-registry load ${code} ${debts.name} --as ${proposer}`);
  const { registry } = expected(await hub.providerRegistries.receiveDebts(handedIn(debts, proposer), piecesOf(debts)));
  say(`  ${registry.state}, ${registry.lineCount} lines`);
  const payment = await payOnce(world, code);
  await deliver(world);
  clock.advanceMs(dayMs);
  await exchangePayments(world, { biller, by: proposer }, say);
  await deliver(world);
  const settled = expected(await hub.payments.getForAgent(world.collector.agentId, payment));
  const number = settled.providerTransaction;
  say(`  payment ${settled.receiptNumber}: ${settled.state}, provider's number ${number ?? 'none'}`);
  const differences = differencesOf(biller, settled);
  say(`  differences to the provider's books: ${differences.length}`);
  return { protocol, findings, state: settled.state, providerTransaction: number, differences };
}

/** The day's payments go out as a file, and what the biller says of them comes back as one. */
async function exchangePayments(
  { hub, clock }: ConnectHub,
  { biller, by }: { readonly biller: SimulatedBiller; readonly by: string },
  say: (line: string) => void,
): Promise<void> {
  await hub.providerRegistries.makePaymentFiles();
  const sent = expected(await hub.providerRegistries.getPaymentFile(code, 1));
  say(`$ vahid provider-registry payments ${code} 1 --to ${sent.name}`);
  biller.takePayments({ name: sent.name, bytes: sent.content });
  const answer = biller.writeAcknowledgement(businessDateOf(clock.now()), 1);
  say(`$ vahid provider-registry acknowledge ${code} ${answer.name} --as ${by}`);
  const taken = expected(await hub.providerRegistries.receiveAcknowledgement(handedIn(answer, by), piecesOf(answer)));
  say(`  ${taken.confirmed} confirmed, ${taken.rejected} rejected, ${taken.open} open`);
}

async function deliver({ hub }: ConnectHub): Promise<void> {
  for (const providerId of await hub.deliverer.listDue()) await hub.deliverer.run(providerId);
}

function handedIn({ name }: CarriedFile, by: string) {
  return { providerCode: code, name, by };
}

async function* piecesOf({ bytes }: CarriedFile): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function differencesOf(biller: SimulatedBiller, payment: PaymentView): readonly string[] {
  const { receiptNumber: reference, account, amount, state } = payment;
  const ours = { reference, account, amount, booked: state === 'confirmed' ? 'yes' : 'open' } as const;
  const theirs = biller.payments().map((booked) => ({ ...booked, cancelled: booked.number === null, credits: 1 }));
  return differencesBetween([ours], theirs).map(({ kind, reference: subjectOf }) => `${code}: ${kind} ${subjectOf}`);
}
