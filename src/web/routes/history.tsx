import type { FastifyInstance } from 'fastify';
import { present } from '../../kernel/assert.ts';
import type { PaymentView } from '../../payments/model.ts';
import { printAccount } from '../../providers/model.ts';
import { HistoryPage, PaymentPage, type ShownPayment } from '../pages/history.tsx';
import { isUuid } from '../read-form.ts';
import { type CitizenVisit, show, signedIn, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';

const paymentsPerPage = 20;

export function historyRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/history',
    signedIn(web, (visit) => showHistory(web, visit)),
  );
  app.get(
    '/history/:paymentId',
    signedIn(web, (visit) => showPayment(web, visit)),
  );
  app.get(
    '/history/:paymentId/receipt.pdf',
    signedIn(web, (visit) => sendReceipt(web, visit)),
  );
}

async function showHistory(web: Web, visit: CitizenVisit) {
  const { citizenId } = visit.session.citizen;
  const after = visit.query.text('after') || null;
  const asked = await web.deps.payments.listForCitizen(citizenId, { limit: paymentsPerPage, after });
  const first = { limit: paymentsPerPage, after: null };
  const page = asked.ok ? asked : await web.deps.payments.listForCitizen(citizenId, first);
  const { items, next } = page.ok ? page.value : { items: [], next: null };
  const payments = await shownPayments(web, visit, items);
  const isFirst = after === null || !asked.ok;
  return show(visit, <HistoryPage payments={payments} next={next} isFirst={isFirst} lost={!asked.ok} />);
}

/** The payments with their names, and with what the citizen calls the account, where it is still linked. */
async function shownPayments(
  web: Web,
  visit: CitizenVisit,
  payments: readonly PaymentView[],
): Promise<readonly ShownPayment[]> {
  const links = await web.deps.accounts.list(visit.session.citizen.citizenId);
  const providers = await web.deps.providers.findMany(payments.map((payment) => payment.providerId));
  return Promise.all(
    payments.map(async (payment) => {
      const provider = present(providers.get(payment.providerId), 'the provider of a payment');
      const link = links.find((one) => one.providerId === provider.id && one.account === payment.account);
      return {
        receipt: await web.deps.receipts.view(payment, visit.frame.language),
        service: provider.service,
        account: printAccount(provider, payment.account),
        label: link?.label ?? null,
      };
    }),
  );
}

async function findPayment(web: Web, visit: CitizenVisit): Promise<PaymentView | undefined> {
  const { paymentId = '' } = visit.request.params as { paymentId?: string };
  if (!isUuid(paymentId)) return undefined;
  const payment = await web.deps.payments.getForCitizen(visit.session.citizen.citizenId, paymentId);
  return payment.ok ? payment.value : undefined;
}

async function showPayment(web: Web, visit: CitizenVisit) {
  const payment = await findPayment(web, visit);
  const [shown] = payment ? await shownPayments(web, visit, [payment]) : [];
  if (!payment || !shown) return showMissing(visit);
  return show(visit, <PaymentPage shown={shown} card={await web.deps.cards.progress(payment)} />);
}

async function sendReceipt(web: Web, visit: CitizenVisit) {
  const payment = await findPayment(web, visit);
  if (!payment) return showMissing(visit);
  const layout = visit.query.text('layout') === 'roll80' ? 'roll80' : 'a4';
  const pdf = await web.deps.receipts.pdf(payment, visit.frame.language, layout);
  return visit.reply
    .type('application/pdf')
    .header('content-disposition', `inline; filename="vahid-${payment.receiptNumber}.pdf"`)
    .send(pdf);
}
