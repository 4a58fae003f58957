import { expect, test } from 'vitest';
import { type ReadingLine, renderMeterReadingsCsv } from '../../src/platform/documents/meter-readings-csv.ts';

const counter: ReadingLine = {
  ...{ id: '0190a000-0000-7000-8000-000000000001', account: '104512367', serial: 'G00001234', value: 1_250 },
  ...{ readOn: '2026-11-20', channel: 'counter', outcome: 'taken' },
  handedInAt: new Date('2026-11-20T06:00:00Z'),
  answeredAt: new Date('2026-11-20T06:00:01Z'),
};
const readings: readonly ReadingLine[] = [
  counter,
  { ...counter, id: '0190a000-0000-7000-8000-000000000002', channel: 'cabinet', outcome: 'refused', account: '=1+1' },
  { ...counter, id: '0190a000-0000-7000-8000-000000000003', value: 0, outcome: 'listed', answeredAt: null },
];

test('the readings of a day are a file of which every line is explained, and whose end says that it is whole', async () => {
  const csv = renderMeterReadingsCsv({ day: '2026-11-20', provider: 'azerigas', readings });
  await expect(csv.toString('utf8')).toMatchFileSnapshot('./golden/meter-readings.csv');
  expect(renderMeterReadingsCsv({ day: '2026-11-20', provider: 'azerigas', readings })).toEqual(csv);
});
