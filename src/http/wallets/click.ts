import type { FastifyPluginAsync } from 'fastify';
import { type Minor, parseAmount } from '../../kernel/money.ts';
import type { Door, Transaction, WalletRefusal } from '../../wallets/model.ts';
import type { WalletCodecs } from './codecs.ts';
import { answer, doorOf, guardWallet, readTextBodies, type Wallets } from './door.ts';

/** Codes of Click SHOP that the hub gives, with their notes. */
const errors = {
  ok: [0, 'Success'],
  signature: [-1, 'SIGN CHECK FAILED!'],
  amount: [-2, 'Incorrect parameter amount'],
  action: [-3, 'Action not found'],
  paid: [-4, 'Already paid'],
  account: [-5, 'User does not exist'],
  transaction: [-6, 'Transaction does not exist'],
  later: [-7, 'Failed to update user'],
  request: [-8, 'Error in request from click'],
  cancelled: [-9, 'Transaction cancelled'],
} as const;
type ClickError = keyof typeof errors;

const reasons: Readonly<Record<WalletRefusal, ClickError>> = {
  account: 'account',
  amount: 'amount',
  balance: 'later',
  conflict: 'request',
  cancelled: 'cancelled',
  performed: 'paid',
  not_found: 'transaction',
  later: 'later',
};

/** Why an app takes its own transaction back: Click gives a negative `error`, and the hub keeps one reason for all of them. */
const cancelledByApp = 10;

/** The hub as a merchant of Click: a form by POST in two steps, Prepare and Complete. */
export function clickPlugin(wallets: Wallets, codec: WalletCodecs['click']): FastifyPluginAsync {
  return async (app) => {
    await guardWallet(app, ({ body }) => reply(formOf(body), 'later'));
    readTextBodies(app, ['application/x-www-form-urlencoded']);
    app.post('/click/:agent/:provider', async (request, response) => {
      const form = formOf(request.body);
      const door = await doorOf(wallets, 'click', request);
      const isOurs = door !== undefined && form.get('service_id') === door.merchant;
      if (!isOurs || !codec.isSigned(form, door.secret)) return answer(response, reply(form, 'signature'));
      return answer(response, await carryOut(wallets, door, form));
    });
  };
}

/** A parameter that comes twice says nothing that can be relied on: it is as if it were not there. */
function formOf(body: unknown): URLSearchParams {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  for (const name of new Set(form.keys())) if (form.getAll(name).length > 1) form.delete(name);
  return form;
}

async function carryOut(wallets: Wallets, door: Door, form: URLSearchParams): Promise<object> {
  const txnId = form.get('click_trans_id') ?? '';
  const amount = amountOf(form, door);
  if (!/^[0-9]{1,20}$/.test(txnId)) return reply(form, 'request');
  if (amount === undefined) return reply(form, 'amount');
  switch (form.get('action')) {
    case '0':
      return prepare(wallets, door, { form, txnId, amount });
    case '1':
      return complete(wallets, door, { form, txnId, amount });
    default:
      return reply(form, 'action');
  }
}

interface Asked {
  readonly form: URLSearchParams;
  readonly txnId: string;
  readonly amount: Minor;
}

async function prepare(wallets: Wallets, door: Door, { form, txnId, amount }: Asked): Promise<object> {
  const account = form.get('merchant_trans_id') ?? '';
  if (account === '' || account.length > 200) return reply(form, 'account');
  // `sign_time` names no zone: the statement of this protocol is not asked, so the time is kept as it would be in UTC.
  const appTime = Date.parse(`${(form.get('sign_time') ?? '').replace(' ', 'T')}Z`);
  const made = await wallets.create(door, { txnId, account, amount, appTime: Number.isNaN(appTime) ? 0 : appTime });
  if (!made.ok) return reply(form, reasons[made.error]);
  // A repeat gets the first answer, also after the payment: that it is paid is said of what is completed.
  const stands = made.value.state === 'created' || made.value.state === 'performed';
  return stands ? reply(form, 'ok', made.value) : reply(form, 'cancelled');
}

async function complete(wallets: Wallets, door: Door, { form, txnId, amount }: Asked): Promise<object> {
  const known = await wallets.find(door, txnId);
  if (!known || form.get('merchant_prepare_id') !== String(known.number)) return reply(form, 'transaction');
  if (form.get('merchant_trans_id') !== known.account) return reply(form, 'account');
  if (amount !== known.amount) return reply(form, 'amount');
  if (/^-[1-9]/.test(form.get('error') ?? '')) {
    const undone = await wallets.cancel(door, txnId, cancelledByApp);
    return undone.ok ? reply(form, 'cancelled') : reply(form, reasons[undone.error], known);
  }
  if (known.state === 'performed') return reply(form, 'paid', known);
  const done = await wallets.perform(door, txnId);
  return done.ok ? reply(form, 'ok', done.value) : reply(form, reasons[done.error]);
}

function amountOf(form: URLSearchParams, { provider }: Door): Minor | undefined {
  const text = form.get('amount') ?? '';
  if (!/^(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?$/.test(text)) return undefined;
  const amount = parseAmount(text, provider.currency);
  return amount.ok ? amount.value : undefined;
}

function reply(form: URLSearchParams, why: ClickError, transaction?: Transaction): object {
  const [error, note] = errors[why];
  const confirms = form.get('action') === '1';
  return {
    click_trans_id: form.get('click_trans_id') ?? '',
    merchant_trans_id: form.get('merchant_trans_id') ?? '',
    ...(transaction ? { merchant_prepare_id: Number(transaction.number) } : {}),
    ...(transaction && confirms ? { merchant_confirm_id: Number(transaction.number) } : {}),
    ...{ error, error_note: note },
  };
}
