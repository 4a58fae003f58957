import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { minor } from '../../kernel/money.ts';
import type { Door, WalletRefusal } from '../../wallets/model.ts';
import type { WalletCodecs } from './codecs.ts';
import { answer, doorOf, guardWallet, isSameText, type Wallets } from './door.ts';

/** Codes of ePay.bg billing that the hub gives. */
const codes = {
  ok: '00',
  amount: '13',
  account: '14',
  noDebt: '62',
  later: '80',
  checksum: '93',
  booked: '94',
  error: '96',
} as const;
type EpayCode = (typeof codes)[keyof typeof codes];

const reasons: Readonly<Record<WalletRefusal, EpayCode>> = {
  account: codes.account,
  amount: codes.amount,
  balance: codes.later,
  conflict: codes.error,
  cancelled: codes.error,
  performed: codes.booked,
  not_found: codes.error,
  later: codes.later,
};

type Query = ReadonlyMap<string, string>;

/** The hub as a merchant of ePay.bg: a question of what is owed, and a payment, both by GET. */
export function epayPlugin(wallets: Wallets, codec: WalletCodecs['epay']): FastifyPluginAsync {
  return async (app) => {
    await guardWallet(app, () => ({ STATUS: codes.later }));
    for (const [path, work] of [
      ['init', init],
      ['confirm', confirm],
    ] as const) {
      app.get(`/epay/:agent/:provider/pay/${path}`, async (request, reply) => {
        const query = queryOf(request);
        const door = await doorOf(wallets, 'epay', request);
        if (!door || !isSigned(door, query, codec)) return answer(reply, { STATUS: codes.checksum });
        return answer(reply, await work(wallets, door, query));
      });
    }
  };
}

/** What stands in the address once: a parameter that comes twice is left out, and the checksum no longer fits. */
function queryOf({ query }: FastifyRequest): Query {
  const single = Object.entries(query as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new Map(single);
}

function isSigned({ secret, merchant }: Door, query: Query, codec: WalletCodecs['epay']): boolean {
  const parameters = new Map(query);
  const shown = parameters.get('CHECKSUM') ?? '';
  parameters.delete('CHECKSUM');
  return isSameText(shown.toLowerCase(), codec.checksumOf(parameters, secret)) && query.get('MERCHANTID') === merchant;
}

async function init(wallets: Wallets, door: Door, query: Query): Promise<object> {
  const account = query.get('IDN') ?? '';
  const found = await wallets.check(door, { account });
  if (!found.ok) return { STATUS: reasons[found.error], IDN: account };
  const { balance, holderName } = found.value;
  const about = { IDN: account, ...(holderName === null ? {} : { LONGDESC: holderName }) };
  if (balance === null) return { STATUS: codes.ok, ...about };
  return balance > 0n ? { STATUS: codes.ok, ...about, AMOUNT: Number(balance) } : { STATUS: codes.noDebt, ...about };
}

/** A payment in one step: created and performed. The same again is told to be booked. */
async function confirm(wallets: Wallets, door: Door, query: Query): Promise<object> {
  const [account, txnId, total] = [query.get('IDN') ?? '', query.get('TID') ?? '', query.get('TOTAL') ?? ''];
  if (!/^[0-9]{14,26}$/.test(txnId)) return { STATUS: codes.error };
  if (!/^[1-9][0-9]{0,12}$/.test(total)) return { STATUS: codes.amount };
  const said = { IDN: account, TID: txnId };
  // Its first fourteen digits are the app's clock.
  const time = Date.parse(txnId.replace(/^(....)(..)(..)(..)(..)(..).*$/, '$1-$2-$3T$4:$5:$6Z'));
  const appTime = Number.isNaN(time) || time < 0 ? 0 : time;
  const made = await wallets.create(door, { txnId, account, amount: minor(BigInt(total)), appTime });
  if (!made.ok) return { STATUS: reasons[made.error], ...said };
  if (made.value.state === 'performed') return { STATUS: codes.booked, ...said, TOTAL: Number(made.value.amount) };
  const done = await wallets.perform(door, txnId);
  return done.ok
    ? { STATUS: codes.ok, ...said, TOTAL: Number(done.value.amount) }
    : { STATUS: reasons[done.error], ...said };
}
