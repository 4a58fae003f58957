import { Type } from 'typebox';
import { networkOf, type Counted } from '../../platform/throttle/throttle.ts';
import { oneOf, strict } from '../schemas/shapes.ts';
import type { HttpSettings } from '../settings.ts';

/** Names of RFC 6749, so that ready-made OAuth clients work. */
export function tokenRequest(exampleClient: string) {
  return strict(
    {
      grant_type: oneOf(['client_credentials']),
      client_id: Type.String({ minLength: 1, maxLength: 100 }),
      client_secret: Type.String({ minLength: 1, maxLength: 200 }),
    },
    { examples: [{ grant_type: 'client_credentials', client_id: exampleClient, client_secret: '…' }] },
  );
}

export const TokenAnswer = strict({
  access_token: Type.String({ description: 'Send it as `Authorization: Bearer …`.' }),
  token_type: oneOf(['Bearer']),
  expires_in: Type.Integer({ description: 'Seconds. Get the next token before they are over.' }),
});

/** Only refused tries stay counted: whoever signs in often is no guesser. */
export function countedTry(settings: HttpSettings, scope: 'agent-token' | 'operator-token', ip: string): Counted {
  const limit = settings.limits.refusedTokensPerNetworkPerMinute;
  return { rule: { scope, limit, windowSeconds: 60 }, subject: networkOf(ip) };
}
