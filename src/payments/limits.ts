import { type Currency, formatAmount } from '../kernel/money.ts';

/** Whose limit it is. An agent's day is bounded by its cap, which the books keep. */
export const limitOwners = ['agent', 'outlet', 'teller'] as const;
export type LimitOwner = (typeof limitOwners)[number];

/** What bounds the money of whoever takes a basket, in minor units of the basket's currency; null: no limit. */
export interface Limits {
  /** Most that one payment may come to, fees included. */
  readonly payment: Readonly<Record<LimitOwner, bigint | null>>;
  /** Most in one settlement day. */
  readonly day: Readonly<Record<'outlet' | 'teller', bigint | null>>;
}

/** What outlet and teller have accepted on the settlement day, without what was reversed; looked at only where there is a limit. */
export type Takings = Readonly<Record<'outlet' | 'teller', bigint>>;

export const noLimits: Limits = {
  payment: { agent: null, outlet: null, teller: null },
  day: { outlet: null, teller: null },
};

export const noTakings: Takings = { outlet: 0n, teller: 0n };

/** A limit, and what may still be taken under it. */
export interface Room {
  readonly of: LimitOwner;
  readonly per: 'payment' | 'day';
  readonly limit: bigint;
  readonly left: bigint;
}

/** The limit of single payments under which least may be taken, or null without one. */
export function strictestOfPayment({ payment }: Limits): Room | null {
  return strictest(
    limitOwners.map((of) => {
      const limit = payment[of];
      return limit === null ? null : { of, per: 'payment', limit, left: limit };
    }),
  );
}

/** The limit of the day under which least is left, or null without one. */
export function strictestOfDay({ day }: Limits, takings: Takings): Room | null {
  return strictest(
    (['outlet', 'teller'] as const).map((of) => {
      const limit = day[of];
      if (limit === null) return null;
      const left = limit - takings[of];
      return { of, per: 'day', limit, left: left > 0n ? left : 0n };
    }),
  );
}

function strictest(rooms: readonly (Room | null)[]): Room | null {
  return rooms.reduce((least, room) => (room && (!least || room.left < least.left) ? room : least), null);
}

/** What a refusal says of the limit that holds: whose it is, of a payment or of the day, how much it is and how much is left. */
export function limitDetails({ of, per, limit, left }: Room, currency: Currency): Readonly<Record<string, string>> {
  const say = (amount: bigint) => formatAmount(amount, currency);
  return { limitOf: of, limitPer: per, limit: say(limit), left: say(left), currency };
}
