import { type Static, Type } from 'typebox';
import { type Outlet, roles, type Teller } from '../../agents/model.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import { formatAmount, type Minor, parseBalance } from '../../kernel/money.ts';
import { Refused } from '../problem.ts';
import { nullable, oneOf, strict } from './shapes.ts';

export const PlaceCode = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$',
  description: 'Code that the agent gave an outlet, a teller or a device.',
});

const limitText = (description: string) =>
  nullable(
    Type.String({
      pattern: '^(0|[1-9][0-9]{0,9})(\\.[0-9]{1,2})?$',
      maxLength: 13,
      description: `Decimal string, for each currency by itself; null: no limit. ${description}`,
    }),
  );

export const paymentLimit = limitText('Most that one payment may come to, fees included.');
const tellerDay = limitText('Most that the teller or device may accept in one settlement day.');

export const outletLimits = {
  paymentLimit,
  dailyLimit: limitText('Most that all its tellers and devices together may accept in one settlement day.'),
  reversalLimit: limitText('Most that a teller reverses without a supervisor; "0": nothing.'),
  differenceLimit: limitText('Most that a drawer differs when it is closed without a supervisor; "0": nothing.'),
};

export const tellerLimits = { paymentLimit, dailyLimit: tellerDay };

const states = ['active', 'suspended'] as const;
export const StateWord = oneOf(states);
export const RoleWord = oneOf(roles, {
  description: 'A `teller` takes money; a `supervisor` also settles what tellers may not; a `device` asks and pays.',
});

/** What of a teller or device changes: the whole of it, so that nothing is left as it was by mistake. */
export const TellerBody = strict({ role: RoleWord, state: oneOf(states), ...tellerLimits });

export const TellerAnswer = strict({
  code: PlaceCode,
  name: Type.String(),
  role: RoleWord,
  state: oneOf(states, { description: 'A suspended one is refused from the next call on.' }),
  ...tellerLimits,
});

export const OutletAnswer = strict({
  code: PlaceCode,
  name: Type.String(),
  address: Type.String(),
  state: oneOf(states, { description: 'While it is suspended, so is everybody there.' }),
  ...outletLimits,
});

type Limits<K extends string> = Readonly<Partial<Record<K, string | null>>>;

/** Limits of a body in minor units; what the body does not name is not there. Refuses: invalid_amount. */
export function readLimits<K extends string>(given: Limits<K>): Partial<Record<K, Minor | null>> {
  const named = Object.entries(given) as [K, string | null | undefined][];
  return Object.fromEntries(
    named.flatMap(([name, text]) => (text === undefined ? [] : [[name, text === null ? null : readLimit(name, text)]])),
  ) as Partial<Record<K, Minor | null>>;
}

function readLimit(name: string, text: string): Minor {
  // Every currency of the hub has two decimals, and a limit holds in each.
  const limit = parseBalance(text, 'AZN');
  if (limit.ok) return limit.value;
  const problem = { field: `/${name}`, rule: 'range', detail: 'at most 10000000000.00' };
  throw new Refused(fieldRefusal('invalid_amount', problem));
}

function showLimit(limit: Minor | null): string | null {
  return limit === null ? null : formatAmount(limit, 'AZN');
}

export function showTeller({
  code,
  name,
  role,
  state,
  paymentLimit: most,
  dailyLimit,
}: Teller): Static<typeof TellerAnswer> {
  return { code, name, role, state, paymentLimit: showLimit(most), dailyLimit: showLimit(dailyLimit) };
}

export function showOutlet(outlet: Outlet): Static<typeof OutletAnswer> {
  return {
    ...{ code: outlet.code, name: outlet.name, address: outlet.address, state: outlet.state },
    ...{ paymentLimit: showLimit(outlet.paymentLimit), dailyLimit: showLimit(outlet.dailyLimit) },
    ...{ reversalLimit: showLimit(outlet.reversalLimit), differenceLimit: showLimit(outlet.differenceLimit) },
  };
}

export function showPaymentLimit(most: Minor | null): string | null {
  return showLimit(most);
}
