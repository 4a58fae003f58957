import type { FastifyPluginAsync } from 'fastify';
import type { WalletService } from '../../wallets/api.ts';
import { clickPlugin } from './click.ts';
import type { WalletCodecs } from './codecs.ts';
import { epayPlugin } from './epay.ts';
import { paymePlugin } from './payme.ts';

/** The hub as payment apps see it: a merchant, at one address for each app and provider. */
export function walletPlugins(
  wallets: Omit<WalletService, 'configure'>,
  codecs: WalletCodecs,
): readonly FastifyPluginAsync[] {
  return [paymePlugin(wallets, codecs.payme), clickPlugin(wallets, codecs.click), epayPlugin(wallets, codecs.epay)];
}
