import { assert } from '../../kernel/assert.ts';
import type { Language } from './language.ts';

/** Every date a person reads is a date in Baku. */
const timeZone = 'Asia/Baku';

/**
 * Names of months where a day stands before them, and where they stand alone. Written out, because the ICU data of
 * Node differ between versions and a printed document must not.
 */
const monthsAfterDay: Readonly<Record<Language, readonly string[]>> = {
  az: 'yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr'.split(' '),
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

const monthsAlone: Readonly<Record<Language, readonly string[]>> = {
  az: monthsAfterDay.az,
  ru: 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' '),
  en: monthsAfterDay.en,
};

const relativeDays: Readonly<Record<Language, Readonly<Record<'yesterday' | 'today' | 'tomorrow', string>>>> = {
  az: { yesterday: 'dünən', today: 'bu gün', tomorrow: 'sabah' },
  ru: { yesterday: 'вчера', today: 'сегодня', tomorrow: 'завтра' },
  en: { yesterday: 'yesterday', today: 'today', tomorrow: 'tomorrow' },
};

const yearSuffix: Readonly<Record<Language, string>> = { az: '', ru: '\u00a0г.', en: '' };

/** An instant, or a date of the business (`YYYY-MM-DD`), which belongs to no time zone. */
export type DateLike = Date | string;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A date in full: `22 noyabr 2026`, `22 ноября 2026 г.`, `22 November 2026`. */
export function formatDate(language: Language, date: DateLike): string {
  const { year } = dayOf(date);
  return `${formatDay(language, date)} ${year}${yearSuffix[language]}`;
}

/** A date whose year goes without saying: `25 noyabr`. */
export function formatDay(language: Language, date: DateLike): string {
  const { month, day } = dayOf(date);
  return `${day}\u00a0${monthsAfterDay[language][month - 1]}`;
}

/** A date for narrow columns: `22.11.2026`; in English, where digits alone mislead, `22 Nov 2026`. */
export function formatShortDate(language: Language, date: DateLike): string {
  const { year, month, day } = dayOf(date);
  if (language !== 'en') return `${twoDigits(day)}.${twoDigits(month)}.${year}`;
  return `${day}\u00a0${monthsAfterDay.en[month - 1]?.slice(0, 3)}\u00a0${year}`;
}

/** A billing period `YYYY-MM`: `noyabr 2026`, `ноябрь 2026 г.`, `November 2026`. */
export function formatMonth(language: Language, period: string): string {
  const { year, month } = dayOf(`${period}-01`);
  return `${monthsAlone[language][month - 1]} ${year}${yearSuffix[language]}`;
}

/** The time of day in Baku, to the second: `14:02:11`. */
export function formatTime(instant: Date): string {
  return bakuParts(instant).time;
}

/** The time of day in Baku, to the minute: `14:02`. */
export function formatMinute(instant: Date): string {
  return formatTime(instant).slice(0, 5);
}

/** An instant in full: `22 noyabr 2026, 14:02:11`. For documents, which must not depend on when they are read. */
export function formatDateTime(language: Language, instant: Date): string {
  return `${formatDate(language, instant)}, ${formatTime(instant)}`;
}

/** An instant for narrow columns: `22.11.2026 14:02:11`. */
export function formatShortDateTime(language: Language, instant: Date): string {
  return `${formatShortDate(language, instant)} ${formatTime(instant)}`;
}

/** An instant for machines, with the offset of Baku: `2026-11-22T14:02:11+04:00`. */
export function formatOffsetTime(instant: Date): string {
  const { date, time } = bakuParts(instant);
  const minutes = Math.round((Date.parse(`${date}T${time}Z`) - instant.getTime()) / 60_000);
  const offset = `${twoDigits(Math.floor(Math.abs(minutes) / 60))}:${twoDigits(Math.abs(minutes) % 60)}`;
  return `${date}T${time}${minutes < 0 ? '-' : '+'}${offset}`;
}

/** Whole days in Baku from one date to another: 1 when `to` is the day after `from`, whatever the hours. */
export function daysBetween(from: DateLike, to: DateLike): number {
  return dayNumber(to) - dayNumber(from);
}

/** `dünən`, `bu gün` or `sabah` beside `now`; another day of the same year without it, the rest in full. */
export function formatRelativeDay(language: Language, date: DateLike, now: Date): string {
  const words = relativeDays[language];
  const distance = daysBetween(now, date);
  if (distance === 0) return words.today;
  if (distance === -1) return words.yesterday;
  if (distance === 1) return words.tomorrow;
  return dayOf(date).year === dayOf(now).year ? formatDay(language, date) : formatDate(language, date);
}

/** A recent instant as one says it: `dünən 14:02:11`, `вчера в 14:02:11`, `yesterday at 14:02:11`. */
export function formatMoment(language: Language, instant: Date, now: Date): string {
  const day = formatRelativeDay(language, instant, now);
  const comma = language === 'az' && /^\d/.test(day) ? ',' : '';
  return `${day}${comma} ${timePhrase(language, instant)}`;
}

/** As `formatMoment`, answering "when" inside an Azerbaijani sentence: `dünən 14:02:13-də`. */
export function formatMomentAt(language: Language, instant: Date, now: Date): string {
  return `${formatMoment(language, instant, now)}${azerbaijaniOnly(language, instant)}`;
}

/** The time alone, answering "when": `14:02:13-də`, `в 14:02:13`, `at 14:02:13`. */
export function formatTimeAt(language: Language, instant: Date): string {
  return `${timePhrase(language, instant)}${azerbaijaniOnly(language, instant)}`;
}

function timePhrase(language: Language, instant: Date): string {
  const preposition = { az: '', ru: 'в\u00a0', en: 'at\u00a0' }[language];
  return `${preposition}${formatTime(instant)}`;
}

function azerbaijaniOnly(language: Language, instant: Date): string {
  return language === 'az' ? locativeSuffix(Number(formatTime(instant).slice(6))) : '';
}

/** The locative follows the last vowel of the number as it is spoken: üç-də, but altı-da; `00` is spoken sıfır. */
function locativeSuffix(seconds: number): '-də' | '-da' {
  const ones = seconds % 10;
  const backVowel = ones === 0 ? [0, 10, 30, 40].includes(seconds) : [6, 9].includes(ones);
  return backVowel ? '-da' : '-də';
}

function dayOf(date: DateLike): Day {
  const text = typeof date === 'string' ? date : bakuParts(date).date;
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  assert(match !== null, 'a date of the business is written YYYY-MM-DD');
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  assert(month >= 1 && month <= 12 && day >= 1 && day <= 31, 'a date of the business exists');
  return { year, month, day };
}

function dayNumber(date: DateLike): number {
  const { year, month, day } = dayOf(date);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

/** Digits only are taken from Intl: those do not differ between versions. Swedish writes dates as ISO 8601 does. */
function bakuParts(instant: Date): { date: string; time: string } {
  formatter ??= new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(formatter.formatToParts(instant).map((part) => [part.type, part.value]));
  return {
    date: `${parts['year']?.padStart(4, '0')}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
  };
}

let formatter: Intl.DateTimeFormat | undefined;

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
