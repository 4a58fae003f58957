import type { AdapterSetting, PayRequest } from '../../src/kernel/adapter.ts';
import type { Reason } from '../kit/evidence.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';
import { wallTime } from '../kit/wall-time.ts';
import type { DateFormat } from './date-format.ts';
import type { OsmpResponse } from './wire.ts';

/** The instant of a booking as a provider tells it, and how far it may lie from ours. */
export interface BookingDate {
  /** Element of the answer. */
  readonly field: string;
  readonly format: DateFormat;
  readonly withinDays: number;
}

/** For dialects that have an element for it, of a form that no source gives: unread until the contract says which. */
export function bookingDateSettings(field: string): readonly AdapterSetting[] {
  return [
    optional({
      name: 'bookingDate',
      pattern: '^(?:dotted|iso|compact)$',
      description: `Form of \`${field}\`: \`20.11.2026_12:15:30\`, \`2026-11-20T12:15:30\` or \`20261120121530\`; unread when absent`,
    }),
    optional({
      name: 'bookedWithinDays',
      pattern: '^[1-9][0-9]{0,2}$',
      fallback: '31',
      description: `A \`${field}\` later than this many days after acceptance, or over a day before it, is not believed`,
    }),
  ];
}

export function readBookingDate(read: SettingReader, field: string | undefined): BookingDate | undefined {
  const format = read('bookingDate');
  if (field === undefined || (format !== 'dotted' && format !== 'iso' && format !== 'compact')) return undefined;
  return { field, format, withinDays: Number(read('bookedWithinDays')) };
}

const dayMs = 86_400_000;

const patterns: Readonly<Record<DateFormat, RegExp>> = {
  compact: /^(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)$/,
  dotted: /^(?<d>\d\d)\.(?<mo>\d\d)\.(?<y>\d{4})_(?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)$/,
  iso: /^(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d)T(?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)$/,
};

/** Why the date of a confirmation is not believed. Both instants are read off the provider's clocks. */
export function bookingDateProblem(
  response: OsmpResponse,
  { acceptedAt }: Pick<PayRequest, 'acceptedAt'>,
  { bookingDate, timeZone }: { readonly bookingDate: BookingDate | undefined; readonly timeZone: string },
): Reason | undefined {
  if (!bookingDate) return undefined;
  const { field, format, withinDays } = bookingDate;
  const told = Object.hasOwn(response.fields, field) ? response.fields[field] : undefined;
  const bookedMs = clockMs(told, format);
  const acceptedMs = clockMs(wallTime(acceptedAt, timeZone), 'compact');
  if (bookedMs === undefined || acceptedMs === undefined) return 'malformed';
  const afterMs = bookedMs - acceptedMs;
  return afterMs >= -dayMs && afterMs <= withinDays * dayMs ? undefined : 'date_out_of_range';
}

/** Milliseconds on a clock without a zone; undefined for another form, and for a day or an hour that is none. */
function clockMs(text: string | undefined, format: DateFormat): number | undefined {
  const found = patterns[format].exec(text ?? '')?.groups;
  if (!found) return undefined;
  const iso = `${found['y']}-${found['mo']}-${found['d']}T${found['h']}:${found['mi']}:${found['s']}.000Z`;
  const instant = new Date(iso);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === iso ? instant.getTime() : undefined;
}
