import { isSigned } from '../../adapters/click-shop/signature.ts';
import { checksumOf } from '../../adapters/epay/checksum.ts';
import { paymeAuthorization } from '../../adapters/payme/settings.ts';
import type { WalletCodecs } from '../http/wallets/codecs.ts';

/** The same code signs where the hub calls and checks where it is called. */
export const walletCodecs: WalletCodecs = {
  payme: { authorizationOf: paymeAuthorization },
  click: { isSigned },
  epay: { checksumOf: (parameters, secret) => checksumOf(parameters, secret, 'sha1') },
};
