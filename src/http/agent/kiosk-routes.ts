import type { Static } from 'typebox';
import { parseBalance } from '../../kernel/money.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import type { CashEvent, CashReport } from '../../networks/cash.ts';
import { mayReverse, maySeePayment } from '../../agents/roles.ts';
import type { Api } from '../api.ts';
import { agentOf, counterOf, namedCounterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders, showMoney, TellerHeaders } from '../schemas/common.ts';
import {
  agentSecurity,
  collectorOf,
  forAgentsAndDevices,
  forCounters,
  providerCodes,
  reversalOf,
  visibleTo,
} from './common.ts';
import {
  CashReportAnswer,
  EventsAnswer,
  EventsBody,
  RecoveryAnswer,
  RecoveryBody,
  RedirectAnswer,
  RedirectBody,
} from './kiosk-schemas.ts';
import { basketRefusals } from './payments-schemas.ts';
import { showBasket, showPayment } from './payments-view.ts';

const common = { tags: ['Kiosks'], security: agentSecurity, params: Nothing, querystring: Nothing };

const eventsSchema = {
  ...common,
  operationId: 'recordCashEvents',
  summary: 'Hand in what a note reader did',
  description: 'Note by note, 1 to 500 events of the device in `Vahid-Teller`. The same event twice is one.',
  headers: TellerHeaders,
  body: EventsBody,
  response: { 200: answers('Kept.', EventsAnswer), ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_amount') },
};

const reportSchema = {
  ...common,
  operationId: 'getCashReport',
  summary: 'A device’s notes beside its payments',
  description:
    'Since its box was emptied last. `difference`: notes in the box less what was paid; `lastCollection.difference`: what the ' +
    'box should have held when it was emptied, less what was in it.',
  headers: TellerHeaders,
  response: { 200: answers('By currency.', CashReportAnswer), ...refuses(...tellerRefusals) },
};

const recoverySchema = {
  ...common,
  operationId: 'recoverReceipts',
  summary: 'Find a lost receipt',
  description: 'By the telephone that was given at the terminal, or by the terminal’s transaction: one of the two.',
  body: RecoveryBody,
  response: { 200: answers('The payments.', RecoveryAnswer), ...refuses(...agentRefusals, ...bodyRefusals) },
};

const redirectSchema = {
  ...common,
  operationId: 'redirectPayment',
  summary: 'Change to another service',
  description:
    'The payer chose the wrong account, and the money is in the device: the payment is reversed, and its amount pays the quote ' +
    'under the key. It counts where the notes do: at the device that took them, and with the box that they lay in. Where the new payment is refused, the first one is reversed all the same, and the money is the payer’s: ' +
    'send another quote under a new key, or abandon the key and hand the money back. 409 `already_reversed`: its money has paid, or ' +
    'was handed back.',
  headers: PaymentHeaders,
  body: RedirectBody,
  response: {
    200: answers('Paid, or waiting for the first provider.', RedirectAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      ...basketRefusals,
      'idempotency_key_required',
      'idempotency_key_invalid',
      'not_reversible',
      'already_reversed',
      'supervisor_required',
    ),
  },
};

export function kioskRoutes(app: Api, deps: Pick<HttpDeps, 'networks' | 'payments' | 'providers'>): void {
  app.post('/v1/kiosk/cash-events', { schema: eventsSchema, config: forCounters }, async (request) => {
    const events = request.body.events.map(readEvent);
    const { conflicts, gaps, ...counts } = await deps.networks.record(counterOf(request).teller.id, events);
    return { ...counts, conflicts: [...conflicts], gaps: [...gaps] };
  });

  app.get('/v1/kiosk/cash-report', { schema: reportSchema, config: forCounters }, async (request) => {
    const reports = await deps.networks.report(counterOf(request).teller.id);
    return { currencies: reports.map(showReport) };
  });

  app.post('/v1/kiosk/receipt-recoveries', { schema: recoverySchema, config: forAgentsAndDevices }, async (request) => {
    const { phone, txnId } = request.body;
    if ((phone === undefined) === (txnId === undefined)) {
      throw new Refused(
        fieldRefusal('invalid_request', { field: '/phone', rule: 'one_of', detail: '`phone` or `txnId`, one of them' }),
      );
    }
    const by = phone === undefined ? { txnId: txnId ?? '' } : { phone };
    const known = await deps.networks.recover(agentOf(request).id, by);
    const named = namedCounterOf(request)?.teller ?? null;
    const payments = known.filter((payment) => maySeePayment(named, payment));
    const codeOf = await providerCodes(
      deps,
      payments.map((payment) => payment.providerId),
    );
    return { payments: payments.map((payment) => showPayment(payment, codeOf)) };
  });

  app.post('/v1/kiosk/redirects', { schema: redirectSchema, config: forCounters }, async (request) => {
    const { agent, teller } = counterOf(request);
    const { paymentId, quoteId } = request.body;
    const payment = visibleTo(request, orRefuse(await deps.payments.getForAgent(agent.id, paymentId)));
    // The money stays in the device that took it.
    if (teller.role !== 'device') orRefuse(mayReverse(counterOf(request), reversalOf(payment)));
    const by = { ...collectorOf(request), tellerId: teller.id };
    const wish = { paymentId, quoteId: quoteId.toLowerCase(), key: request.headers['idempotency-key'] };
    const redirected = orRefuse(await deps.networks.redirect(by, wish));
    if (redirected.state === 'pending') return { state: 'pending' as const, reversed: paymentId, basket: null };
    const { basket } = redirected;
    const codeOf = await providerCodes(
      deps,
      basket.payments.map((line) => line.providerId),
    );
    return { state: 'paid' as const, reversed: paymentId, basket: showBasket(basket, codeOf) };
  });
}

function readEvent(event: Static<typeof EventsBody>['events'][number], index: number): CashEvent {
  const { currency } = event.amount;
  const amount = parseBalance(event.amount.amount, currency);
  const wrong = { field: `/events/${index}/amount`, rule: 'range', detail: 'at most 10000000000.00' };
  if (!amount.ok) throw new Refused(fieldRefusal('invalid_amount', wrong));
  const { number, kind, occurredAt } = event;
  return { number, kind, currency, amount: amount.value, occurredAt: new Date(occurredAt) };
}

function showReport(report: CashReport): Static<typeof CashReportAnswer>['currencies'][number] {
  const { currency, stacked, givenBack, payments, lastCollection } = report;
  return {
    currency,
    since: report.since?.toISOString() ?? null,
    stacked: { notes: stacked.notes, amount: showMoney(stacked.amount, currency) },
    givenBack: { notes: givenBack.notes, amount: showMoney(givenBack.amount, currency) },
    payments: { count: payments.count, amount: showMoney(payments.amount, currency) },
    difference: showMoney(report.difference, currency),
    lastCollection: lastCollection && {
      counted: showMoney(lastCollection.counted, currency),
      difference: showMoney(lastCollection.difference, currency),
    },
  };
}
