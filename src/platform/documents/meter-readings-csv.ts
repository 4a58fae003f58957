import { stringify } from 'csv-stringify/sync';
import { formatOffsetTime } from '../messages/format-date.ts';
import { plainCell } from './plain-cell.ts';

/**
 * Columns, in this order and under these names for good; providers read them by machine. docs/settlement-report.md explains
 * each. New columns are added at the end.
 */
const columns = [
  'record',
  'line',
  'settlement_day',
  'provider',
  'reading_id',
  'account',
  'meter',
  'value',
  'read_on',
  'channel',
  'handed_in_at',
  'passed_at',
  'outcome',
] as const;

/** What became of a reading: the provider's answer, or `listed` where this file is how it learns of it. */
const outcomes = ['taken', 'refused', 'listed'] as const;

export interface ReadingLine {
  readonly id: string;
  readonly account: string;
  readonly serial: string;
  readonly value: number;
  readonly readOn: string;
  readonly channel: 'counter' | 'cabinet';
  readonly handedInAt: Date;
  /** When the provider answered; null where the reading is listed. */
  readonly answeredAt: Date | null;
  readonly outcome: (typeof outcomes)[number];
}

interface ReadingsOfDay {
  readonly day: string;
  readonly provider: string;
  readonly readings: readonly ReadingLine[];
}

/**
 * The readings of one provider's settlement day as CSV: UTF-8 with a byte order mark, comma, CRLF. One record for each reading, one
 * `subtotal` for each outcome and one `total` at the end, without which the file is cut off; their `line` counts what stands above.
 */
export function renderMeterReadingsCsv({ day, provider, readings }: ReadingsOfDay): Buffer {
  const ofDay = { settlement_day: day, provider };
  const lines = readings.map((reading, index) => ({
    record: 'reading',
    line: index + 1,
    ...ofDay,
    ...cellsOf(reading),
  }));
  const counts = outcomes.map((outcome) => {
    const line = readings.filter((reading) => reading.outcome === outcome).length;
    return { record: 'subtotal', line, ...ofDay, outcome };
  });
  const records = [...lines, ...counts, { record: 'total', line: readings.length, ...ofDay }];
  const options = { header: true, columns: [...columns], bom: true, record_delimiter: 'windows' } as const;
  return Buffer.from(stringify(records, options), 'utf8');
}

function cellsOf({ id, account, serial, value, readOn, channel, outcome, ...at }: ReadingLine) {
  return {
    ...{
      reading_id: id,
      account: plainCell(account),
      meter: plainCell(serial),
      value,
      read_on: readOn,
      channel,
      outcome,
    },
    handed_in_at: formatOffsetTime(at.handedInAt),
    passed_at: at.answeredAt === null ? '' : formatOffsetTime(at.answeredAt),
  };
}
