import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import type { Currency } from '../../src/kernel/money.ts';
import { readPairs, settingReader, type SettingReader } from '../kit/settings.ts';
import { encodeWindows1251 } from '../kit/windows-1251.ts';
import { registryFilesMetadata } from './metadata.ts';

/** What the files of one provider have in common. */
export interface Shape {
  readonly currency: Currency;
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'windows-1251';
  readonly headerLines: number;
  readonly decimalMark: '.' | ',';
  readonly amountUnit: 'decimal' | 'minor';
  readonly dateFormat: string;
  readonly periodFormat: string;
}

/** Columns by the hub's name, each by its heading or by its place from 1; and the control line. */
export interface TableLayout extends Shape {
  readonly columns: ReadonlyMap<string, string>;
  readonly trailer: Trailer | null;
}

export interface Trailer {
  /** The first cell. */
  readonly mark: string;
  readonly cells: readonly string[];
}

export type TableName = 'debt' | 'payment' | 'acknowledgement';

export function readSettings(connection: ProviderConnection): SettingReader {
  return settingReader(connection, registryFilesMetadata.settings);
}

export function readShape(read: SettingReader, currency: Currency): Shape {
  const delimiter = read('delimiter') ?? ';';
  return {
    currency,
    delimiter: delimiter === 'tab' ? '\t' : delimiter,
    encoding: read('encoding') === 'windows-1251' ? 'windows-1251' : 'utf-8',
    headerLines: Number(read('headerLines')),
    decimalMark: read('decimalMark') === ',' ? ',' : '.',
    amountUnit: read('amountUnit') === 'minor' ? 'minor' : 'decimal',
    dateFormat: read('dateFormat') ?? '',
    periodFormat: read('periodFormat') ?? '',
  };
}

export function readLayout(read: SettingReader, shape: Shape, table: TableName): TableLayout {
  const [mark, ...cells] = read(`${table}Trailer`)?.split(',') ?? [];
  return {
    ...shape,
    columns: readPairs(read(`${table}Columns`)),
    trailer: mark === undefined ? null : { mark, cells },
  };
}

/** What the patterns of single settings cannot say. */
export function layoutProblems(read: SettingReader): readonly string[] {
  const named = read('headerLines') !== '0';
  const tables = [
    ['debt', ['account', 'amount']],
    ['payment', ['reference', 'account', 'amount']],
    ['acknowledgement', ['reference', 'result']],
  ] as const;
  const outside = (text: string) => read('encoding') === 'windows-1251' && encodeWindows1251(text) === undefined;
  return tables.flatMap(([table, needed]) => {
    const list = read(`${table}Columns`) ?? '';
    const columns = readPairs(list);
    const places = [...columns.values()];
    const isRead = table !== 'payment';
    return [
      ...needed.filter((name) => !columns.has(name)).map((name) => `${table}Columns names no ${name}`),
      ...(columns.size < list.split(',').length ? [`${table}Columns names a column twice`] : []),
      ...(isRead && new Set(places).size < places.length ? [`${table}Columns uses a column twice`] : []),
      ...(isRead && !named && places.some((place) => !isPlace(place))
        ? [`${table}Columns has headings, and headerLines is 0`]
        : []),
      ...(outside(`${list}${read(`${table}Trailer`) ?? ''}`) ? [`${table}Columns has what windows-1251 lacks`] : []),
    ];
  });
}

/** A column by its place; headings that are numbers cannot be told from it, and count as places. */
export function isPlace(column: string): boolean {
  return /^[1-9][0-9]{0,2}$/.test(column);
}
