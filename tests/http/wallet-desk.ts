import type { FastifyInstance } from 'fastify';
import { clickAdapter } from '../../adapters/click-shop/adapter.ts';
import { epayAdapter } from '../../adapters/epay/adapter.ts';
import { paymeAdapter } from '../../adapters/payme/adapter.ts';
import { walletPlugins } from '../../src/http/wallets/plugins.ts';
import type { Adapter, PayRequest } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { walletCodecs } from '../../src/main/wallet-codecs.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';
import type { WalletService } from '../../src/wallets/api.ts';
import type { WalletProtocol } from '../../src/wallets/model.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, listen, serverOver } from './api-fixture.ts';
import { freshAccount } from './counter.ts';

const merchants = { payme: undefined, click: '77', epay: '1000042' } as const;
const adapters: Readonly<Record<WalletProtocol, Adapter>> = {
  payme: paymeAdapter,
  click: clickAdapter,
  epay: epayAdapter,
};
const settingsOf: Readonly<Record<WalletProtocol, Readonly<Record<string, string>>>> = {
  payme: { debtField: 'debt', holderNameField: 'name', checkAmount: '2315' },
  click: { serviceId: '77', utcOffset: '+00:00' },
  epay: { merchantId: '1000042', bookedBeforeCodes: '94', refusalCodes: '13,14', repeats: 'safe' },
};
const keySetting = { payme: 'key', click: 'secret', epay: 'secret' } as const;

/** What the app's agent may owe, minor units. */
export const cap = 1_000_000n;

export const pathOf = (protocol: WalletProtocol, provider = 'gas') => `/${protocol}/kiosks/${provider}`;

/** A hub with a door for each protocol to gas and to water, and apps that come to it by the hub's own adapters. */
export async function walletDesk() {
  const api = await apiFixture();
  const secrets = new Map<string, string>();
  for (const protocol of ['payme', 'click', 'epay'] as const) {
    for (const providerCode of ['gas', 'water']) {
      const merchant = merchants[protocol];
      const door = { agentCode: 'kiosks', protocol, providerCode, terminal: 'T1', ...(merchant ? { merchant } : {}) };
      const { secret } = valueOf(await api.hub.wallets.configure(door));
      secrets.set(`${protocol}/${providerCode}`, secret ?? '');
    }
  }
  const over = (wallets: WalletService): FastifyInstance =>
    serverOver(api, { deps: { plugins: walletPlugins(wallets, walletCodecs) } });
  const app = over(api.hub.wallets);
  const port = await listen(app);
  const http = createHttpClient({ privateNetworks: loopback });
  let last = 2_611_200_000_000_000n;
  const newReference = () => String((last += 17n));
  const secretOf = (protocol: WalletProtocol, provider = 'gas') => secrets.get(`${protocol}/${provider}`) ?? '';

  return {
    ...{ api, app, over, secrets, newReference, secretOf },
    /** The hub's own adapter as the app: the same codec at the other end. */
    appOf(
      protocol: WalletProtocol,
      how: { readonly provider?: string; readonly secret?: string; readonly port?: number } = {},
    ) {
      const { provider = 'gas', secret = secretOf(protocol, provider) } = how;
      return adapters[protocol].connect(
        {
          ...{ providerCode: 'hub', currency: 'AZN', timeouts: { queryMs: 20_000, payMs: 20_000 } },
          endpoint: `http://127.0.0.1:${how.port ?? port}${pathOf(protocol, provider)}`,
          settings: { ...settingsOf[protocol], [keySetting[protocol]]: secret },
        },
        http,
      );
    },
    payment(changes: Partial<PayRequest> = {}): PayRequest {
      const request = { reference: newReference(), account: freshAccount(api), fields: {}, amount: minor(1_000n) };
      return { ...request, currency: 'AZN', acceptedAt: api.clock.now(), ...changes };
    },
    async paidTo(account: string) {
      const rows = await api.database.db.sql.rows<{ amount: bigint }>('SELECT amount FROM payment WHERE account = $1', [
        account,
      ]);
      return rows.map(({ amount }) => amount);
    },
    async deliver() {
      for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
    },
    async close() {
      await http.close();
      await app.close();
      await api.close();
    },
  };
}

export type WalletDesk = Awaited<ReturnType<typeof walletDesk>>;
