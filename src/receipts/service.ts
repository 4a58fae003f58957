import { assert, present } from '../kernel/assert.ts';
import type { AgentService } from '../agents/api.ts';
import type { Outlet, Teller } from '../agents/model.ts';
import { chargedTotal, type PaymentView } from '../payments/model.ts';
import { carriedBills } from '../payments/bills.ts';
import { add, minor } from '../kernel/money.ts';
import type { MeterService } from '../meters/api.ts';
import { carriedTold } from '../payments/told.ts';
import type { ProviderService } from '../providers/api.ts';
import { nameOn, printAccount } from '../providers/model.ts';
import { renderReceipt } from '../platform/documents/render-receipt.ts';
import type { Language } from '../platform/messages/language.ts';
import type { KnownAtQuote, ReceiptService, ReceiptView } from './api.ts';

export interface ReceiptDeps {
  readonly agents: Pick<AgentService, 'find' | 'findOutlet' | 'listTellers'>;
  readonly providers: Pick<ProviderService, 'find'>;
  readonly meters: Pick<MeterService, 'positions'>;
  /** Address of the hub as the public sees it, without a trailing slash. */
  readonly publicUrl: string;
  /** No money is real: the receipt says that it is none. */
  readonly isSandbox?: boolean;
}

/** One receipt for every way of paying: the same number, the same words, whoever asks and however often. */
export function createReceiptService(deps: ReceiptDeps): ReceiptService {
  async function describe(payment: PaymentView, language: Language) {
    const agent = present(await deps.agents.find(payment.agentId), 'the agent of a payment');
    const provider = present(await deps.providers.find(payment.providerId), 'the provider of a payment');
    const outlet = payment.outletId ? await deps.agents.findOutlet(payment.outletId) : undefined;
    const teller = payment.tellerId ? await findTeller(deps, payment) : undefined;
    return { agent, provider, outlet, teller, providerName: nameOn(provider.names, payment.settlementDay)[language] };
  }

  async function view(payment: PaymentView, language: Language): Promise<ReceiptView> {
    const { agent, provider, outlet, teller, providerName } = await describe(payment, language);
    return {
      payment,
      agentName: agent.name[language],
      outletName: outlet?.name ?? null,
      outletAddress: outlet?.address ?? null,
      tellerCode: teller?.code ?? null,
      providerName,
      service: provider.service,
      known: await knownAtQuote(deps, payment),
      verifyUrl: verifyUrl(deps.publicUrl, payment),
    };
  }

  return {
    view,
    async pdf(payment, language, layout) {
      const { agent, provider, outlet, teller, providerName } = await describe(payment, language);
      return renderReceipt(
        {
          language,
          isSpecimen: deps.isSandbox ?? false,
          receiptNumber: payment.receiptNumber,
          verifyUrl: verifyUrl(deps.publicUrl, payment),
          acceptedAt: payment.acceptedAt,
          agent: agent.name[language],
          outlet: outletText(outlet),
          teller: teller?.code ?? '',
          providerName,
          service: provider.service,
          account: printAccount(provider, payment.account),
          bills: carriedBills(payment.fields),
          known: await knownAtQuote(deps, payment),
          payerName: null,
          amount: payment.amount,
          fee: add(payment.payerFee.fee, payment.payerFee.vat),
          total: minor(chargedTotal(payment)),
          currency: payment.currency,
          state: payment.state,
          providerLeg: providerLeg(payment),
          reversedAt: payment.state === 'reversed' ? payment.decidedAt : null,
        },
        layout,
      );
    },
  };
}

/** By the tariff as it was known when the provider told the use, so that the receipt says the same whatever is entered later. */
async function knownAtQuote({ meters }: ReceiptDeps, payment: PaymentView): Promise<KnownAtQuote | null> {
  const told = carriedTold(payment.fields);
  if (told === null) return null;
  const asked = [{ providerId: payment.providerId, meter: told.meter }];
  const [block = null] = await meters.positions(asked, told.at);
  return { ...told, block };
}

async function findTeller(deps: ReceiptDeps, payment: PaymentView): Promise<Teller | undefined> {
  const tellers = await deps.agents.listTellers(payment.agentId);
  return tellers.find((teller) => teller.id === payment.tellerId);
}

function outletText(outlet: Outlet | undefined): string {
  return outlet ? `${outlet.name}, ${outlet.address}` : '';
}

function providerLeg(payment: PaymentView) {
  if (payment.state !== 'confirmed') return null;
  const confirmedAt = payment.decidedAt;
  assert(confirmedAt !== null, 'a confirmed payment has its instant');
  return { confirmedAt, providerTransaction: payment.providerTransaction };
}

function verifyUrl(publicUrl: string, payment: PaymentView): string {
  return `${publicUrl}/r/${payment.receiptNumber}?t=${payment.receiptToken}`;
}
