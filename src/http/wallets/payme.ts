import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { minor, type Minor } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import { type Door, type Transaction, type TransactionState, type WalletRefusal } from '../../wallets/model.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { WalletCodecs } from './codecs.ts';
import { answer, doorOf, guardWallet, isSameText, readTextBodies, type Wallets } from './door.ts';
import { type PaymeError, paymeErrorBody, paymeErrorOf, paymeErrors } from './payme-errors.ts';

/** The hub as a merchant of Payme: JSON-RPC 2.0 over POST, HTTP 200 whatever it says. */
export function paymePlugin(wallets: Wallets, codec: WalletCodecs['payme']): FastifyPluginAsync {
  return async (app) => {
    await guardWallet(app, (request) => failed(idOf(readCall(request)), paymeErrors.later));
    readTextBodies(app, ['application/json', 'text/plain']);
    app.all('/payme/:agent/:provider', async (request, reply) => {
      const call = readCall(request);
      const door = await doorOf(wallets, 'payme', request);
      const shown = request.headers.authorization ?? '';
      const isProven = door !== undefined && isSameText(shown, codec.authorizationOf(door.secret));
      return answer(reply, await carryOut(wallets, { request, call, door: isProven ? door : undefined }));
    });
  };
}

type Params = Readonly<Record<string, unknown>>;

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: Params;
}

/** Whoever has not proven itself learns that and nothing else. */
async function carryOut(
  wallets: Wallets,
  asked: { readonly request: FastifyRequest; readonly call: Call | PaymeError; readonly door: Door | undefined },
): Promise<object> {
  const { request, call, door } = asked;
  if (request.method !== 'POST') return failed(null, paymeErrors.notPost);
  if (!door) return failed(idOf(call), paymeErrors.notAllowed);
  if (typeof call === 'number') return failed(null, call);
  const method = Object.hasOwn(methods, call.method) ? methods[call.method as keyof typeof methods] : undefined;
  if (!method) return failed(call.id, paymeErrors.noMethod);
  const result = await method(wallets, door, call.params);
  return typeof result === 'number' ? failed(call.id, result) : { jsonrpc: '2.0', id: call.id, result };
}

function readCall({ body }: FastifyRequest): Call | PaymeError {
  const parsed = parseStrictJson(Buffer.from(typeof body === 'string' ? body : ''));
  if (!parsed.ok) return paymeErrors.notJson;
  const { id, method, params } = (parsed.value ?? {}) as Partial<Call>;
  const isCall = typeof method === 'string' && typeof params === 'object' && !Array.isArray(params);
  return isCall ? { id: id ?? null, method, params } : paymeErrors.notRpc;
}

function idOf(call: Call | PaymeError): unknown {
  return typeof call === 'number' ? null : call.id;
}

function failed(id: unknown, code: PaymeError): object {
  return { jsonrpc: '2.0', id, error: paymeErrorBody(code) };
}

/** A result, or the number of an error. */
type Answer = object | PaymeError;
type Method = (wallets: Wallets, door: Door, params: Params) => Promise<Answer>;

const methods = {
  async CheckPerformTransaction(wallets, door, params) {
    const [account, amount] = [accountIn(params), amountIn(params)];
    if (account === undefined) return paymeErrors.account;
    if (amount === undefined) return paymeErrors.amount;
    const found = await wallets.check(door, { account, amount });
    if (!found.ok) return paymeErrorOf(found.error, 'check');
    const { holderName, balance } = found.value;
    const additional = {
      ...(holderName === null ? {} : { name: holderName }),
      ...(balance === null ? {} : { debt: Number(balance) }),
    };
    return { allow: true, additional };
  },
  async CreateTransaction(wallets, door, params) {
    const [account, amount, txnId, appTime] = [accountIn(params), amountIn(params), txnIn(params), params['time']];
    if (txnId === undefined || !isTime(appTime)) return paymeErrors.notRpc;
    if (account === undefined) return paymeErrors.account;
    if (amount === undefined) return paymeErrors.amount;
    const made = await wallets.create(door, { txnId, account, amount, appTime });
    if (!made.ok) return paymeErrorOf(made.error, 'create');
    const { value } = made;
    return value.state === 'created'
      ? { ...told(value), create_time: value.createdAt.getTime() }
      : paymeErrors.cannotPerform;
  },
  PerformTransaction: (wallets, door, params) =>
    stepOf(params, async (txnId) => answered(await wallets.perform(door, txnId), 'perform', performTime)),
  CancelTransaction: (wallets, door, params) =>
    stepOf(params, async (txnId) => {
      const { reason } = params;
      const isReason = typeof reason === 'number' && Number.isSafeInteger(reason) && Math.abs(reason) < 1_000;
      if (!isReason) return paymeErrors.notRpc;
      return answered(await wallets.cancel(door, txnId, reason), 'cancel', cancelTime);
    }),
  CheckTransaction: (wallets, door, params) =>
    stepOf(params, async (txnId) => {
      const found = await wallets.find(door, txnId);
      return found ? { ...told(found), ...times(found), reason: found.reason } : paymeErrors.notFound;
    }),
  async GetStatement(wallets, door, { from, to }) {
    if (!isTime(from) || !isTime(to)) return paymeErrors.notRpc;
    const transactions = await wallets.statement(door, { from, to });
    return {
      transactions: transactions.map((one) => ({
        ...{ id: one.txnId, time: one.appTime, amount: Number(one.amount), account: { account: one.account } },
        ...{ ...told(one), ...times(one), reason: one.reason },
      })),
    };
  },
} as const satisfies Readonly<Record<string, Method>>;

async function stepOf(params: Params, work: (txnId: string) => Promise<Answer>): Promise<Answer> {
  const txnId = txnIn(params);
  return txnId === undefined ? paymeErrors.notRpc : work(txnId);
}

function answered(
  outcome: Result<Transaction, WalletRefusal>,
  step: 'perform' | 'cancel',
  time: (transaction: Transaction) => object,
): Answer {
  return outcome.ok ? { ...told(outcome.value), ...time(outcome.value) } : paymeErrorOf(outcome.error, step);
}

const states: Readonly<Record<TransactionState, number>> = { created: 1, performed: 2, cancelled: -1, taken_back: -2 };

function told({ number, state }: Transaction) {
  return { transaction: String(number), state: states[state] };
}

const performTime = ({ performedAt }: Transaction) => ({ perform_time: performedAt?.getTime() ?? 0 });
const cancelTime = ({ cancelledAt }: Transaction) => ({ cancel_time: cancelledAt?.getTime() ?? 0 });

function times(transaction: Transaction) {
  return { create_time: transaction.createdAt.getTime(), ...performTime(transaction), ...cancelTime(transaction) };
}

function accountIn({ account }: Params): string | undefined {
  const named = typeof account === 'object' && account !== null ? (account as Params)['account'] : undefined;
  return typeof named === 'string' && named !== '' && named.length <= 200 ? named : undefined;
}

function amountIn({ amount }: Params): Minor | undefined {
  return typeof amount === 'number' && Number.isSafeInteger(amount) && amount > 0 ? minor(BigInt(amount)) : undefined;
}

function txnIn({ id }: Params): string | undefined {
  return typeof id === 'string' && /^[0-9A-Za-z]{1,40}$/.test(id) ? id : undefined;
}

function isTime(time: unknown): time is number {
  return typeof time === 'number' && Number.isSafeInteger(time) && time >= 0;
}
