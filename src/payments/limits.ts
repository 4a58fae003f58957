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

/** What single payments may come to under each limit that there is. */
function roomsOfPayment({ payment }: Limits): Room[] {
  return limitOwners.flatMap((of) => {
    const limit = payment[of];
    return limit === null ? [] : [{ of, per: 'payment' as const, limit, left: limit }];
  });
}

/** What may still be taken today under each limit that there is. */
function roomsOfDay({ day }: Limits, takings: Takings): Room[] {
  return (['outlet', 'teller'] as const).flatMap((of) => {
    const limit = day[of];
    if (limit === null) return [];
    const left = limit - takings[of];
    return [{ of, per: 'day' as const, limit, left: left > 0n ? left : 0n }];
  });
}

/** Every limit that there is, those of payments first. */
export function roomsOf(limits: Limits, takings: Takings): Room[] {
  return [...roomsOfPayment(limits), ...roomsOfDay(limits, takings)];
}

/** The limit of single payments under which least may be taken, or null without one. */
export function strictestOfPayment(limits: Limits): Room | null {
  return strictest(roomsOfPayment(limits));
}

/** The limit of the day under which least is left, or null without one. */
export function strictestOfDay(limits: Limits, takings: Takings): Room | null {
  return strictest(roomsOfDay(limits, takings));
}

function strictest(rooms: readonly Room[]): Room | null {
  return rooms.reduce<Room | null>((least, room) => (least === null || room.left < least.left ? room : least), null);
}

/** What a refusal says of the limit that holds: whose it is, of a payment or of the day, how much it is and how much is left. */
export function limitDetails({ of, per, limit, left }: Room, currency: Currency): Readonly<Record<string, string>> {
  const say = (amount: bigint) => formatAmount(amount, currency);
  return { limitOf: of, limitPer: per, limit: say(limit), left: say(left), currency };
}
