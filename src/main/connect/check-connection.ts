import { checkLive, type LiveFinding, type LiveProbe } from '../../../adapters/conformance/live-check.ts';
import type { AccountInput, Adapter, HttpPort } from '../../kernel/adapter.ts';
import { present } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { wholePattern } from '../../providers/account-input.ts';
import { connectionOf } from '../../providers/connection-data.ts';
import type { ProviderData } from '../../providers/provider-data.ts';

/** What of a probe somebody names; the rest follows from the provider's own fields. */
export interface ProbeWish {
  readonly account?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly unknown?: string;
}

/** Runs the safe checks against the address that the data name. */
export async function checkConnection(
  data: ProviderData,
  deps: {
    readonly http: HttpPort;
    readonly clock: Clock;
    readonly ids: Pick<Ids, 'bytes'>;
    readonly findAdapter: (protocol: string) => Adapter | undefined;
  },
  wish: ProbeWish,
): Promise<readonly LiveFinding[]> {
  const adapter = present(deps.findAdapter(data.protocol), `an adapter for the protocol ${data.protocol}`);
  const { http, clock, ids } = deps;
  const subject = {
    ...{ adapter, connection: connectionOf(data), http, clock, now: () => performance.now() },
    bytes: (length: number) => ids.bytes(length),
  };
  return checkLive(subject, probeOf(data, wish));
}

function probeOf(data: ProviderData, wish: ProbeWish): LiveProbe {
  const field = present(
    data.fields.find(({ name }) => name === 'account'),
    'a field of the account',
  );
  const others = data.fields.filter(({ name, proof }) => name !== 'account' && !proof);
  const account: AccountInput = {
    account: wish.account ?? field.example,
    fields: { ...Object.fromEntries(others.map(({ name, example }) => [name, example])), ...wish.fields },
  };
  const guesses = ['9', '0', '7'].flatMap((digit) => [digit.repeat(field.maxLength), digit.repeat(field.minLength)]);
  const pattern = wholePattern(field.pattern);
  const guess = guesses.find((text) => pattern.test(text) && text !== account.account);
  return { account, unknownAccount: wish.unknown ?? guess ?? null, malformedAccount: `${account.account}?!` };
}
