import type { FileProblem, FileReader } from '../../src/kernel/provider-files.ts';
import { type CellLine, createLineCutter } from './cell-lines.ts';
import { isPlace, type TableLayout, type Trailer } from './layout.ts';
import { maskCell, parseAmountCell } from './values.ts';

/** The cells of one record, by the hub's names of the columns. */
export interface Row {
  readonly line: number;
  /** Trimmed; undefined where the provider has no such column. */
  cell(column: string): string | undefined;
  wrong(column: string, rule: string): void;
}

/** Makes a record of a row; null where it has reported what is wrong. */
export type ParseRow<T> = (row: Row) => T | null;

/** Problems that are listed; more are only counted. */
const listedProblems = 100;

interface Course {
  readonly problems: FileProblem[];
  problemCount: number;
  places: ReadonlyMap<string, number> | null;
  width: number | null;
  emptyLine: number | null;
  trailer: CellLine | null;
  lines: number;
  sum: bigint;
}

/** Reads a table by its layout. Nothing is guessed: what the settings do not say is a problem of its line. */
export function createTableReader<T>(
  layout: TableLayout,
  parse: ParseRow<T>,
  amountOf: (record: T) => bigint,
): FileReader<T> {
  const cutter = createLineCutter(layout);
  const course: Course = {
    ...{ problems: [], problemCount: 0, places: null, width: null, emptyLine: null, trailer: null, lines: 0, sum: 0n },
  };
  if (layout.headerLines === 0) course.places = placesOf(layout, []);
  const addProblem = (problem: FileProblem) => {
    course.problemCount += 1;
    if (course.problems.length < listedProblems) course.problems.push(problem);
  };

  function readRecords(lines: readonly CellLine[]): T[] {
    const records: T[] = [];
    for (const line of lines) {
      const row = rowOf(layout, course, { line, addProblem });
      const record = row && parse(row);
      if (!record) continue;
      course.lines += 1;
      course.sum += amountOf(record);
      records.push(record);
    }
    return records;
  }

  return {
    push: (bytes) => readRecords(cutter.push(bytes)),
    end() {
      const records = readRecords(cutter.end());
      if (!course.places) addProblem({ line: 0, column: '', rule: 'header', value: '' });
      if (layout.trailer) checkTrailer(layout, course, { trailer: layout.trailer, addProblem });
      if (course.lines === 0 && course.problemCount === 0)
        addProblem({ line: 0, column: '', rule: 'empty', value: '' });
      return records;
    },
    addProblem,
    result: () => ({ ...course }),
  };
}

interface Looking {
  readonly line: CellLine;
  readonly addProblem: (problem: FileProblem) => void;
}

/** The row of a record; null for a header, the control line, and a line that is wrong. */
function rowOf(layout: TableLayout, course: Course, { line: { line, cells, fault }, addProblem }: Looking): Row | null {
  const refuse = (rule: string, at = line, column = '', value = ''): null => {
    addProblem({ line: at, column, rule, value });
    return null;
  };
  if (fault) return refuse(fault);
  if (line < layout.headerLines) return null;
  if (line === layout.headerLines) {
    course.places = placesOf(layout, cells);
    course.width = cells.length;
    return course.places ? null : refuse('header');
  }
  if (!course.places) return null;
  if (course.trailer) return cells.length === 1 && cells[0] === '' ? null : refuse('after_trailer');
  if (cells.length === 1 && cells[0] === '') {
    course.emptyLine ??= line;
    return null;
  }
  if (course.emptyLine !== null) {
    refuse('empty_line', course.emptyLine);
    course.emptyLine = null;
  }
  if (layout.trailer && cells[0]?.trim() === layout.trailer.mark) {
    course.trailer = { line, cells, fault };
    return null;
  }
  course.width ??= cells.length;
  if (cells.length !== course.width) return refuse('columns');
  const { places } = course;
  const cell = (column: string): string | undefined => {
    const place = places.get(column);
    return place === undefined ? undefined : (cells[place]?.trim() ?? '');
  };
  return {
    line,
    cell,
    wrong: (column, rule) => refuse(rule, line, column, maskCell(column, cell(column) ?? '')),
  };
}

/** Where each column stands, from 0; null where a heading is missing or there twice. */
function placesOf(layout: TableLayout, header: readonly string[]): ReadonlyMap<string, number> | null {
  const headings = header.map((heading) => heading.trim());
  const places = new Map<string, number>();
  for (const [name, column] of layout.columns) {
    const place = isPlace(column) ? Number(column) - 1 : headings.indexOf(column);
    const isClear = isPlace(column) || headings.lastIndexOf(column) === place;
    if (place === -1 || !isClear || (layout.headerLines > 0 && place >= headings.length)) return null;
    places.set(name, place);
  }
  return places;
}

/** The control line says what was read; without it nobody knows whether the file was cut off. */
function checkTrailer(
  layout: TableLayout,
  course: Course,
  { trailer, addProblem }: { readonly trailer: Trailer; readonly addProblem: (problem: FileProblem) => void },
): void {
  const found = course.trailer;
  if (!found) return addProblem({ line: 0, column: '', rule: 'trailer', value: '' });
  // Lines that were refused are not in the sums: what they would have come to is not known.
  if (course.problemCount > 0) return;
  trailer.cells.forEach((name, index) => {
    const cell = found.cells[index + 1]?.trim() ?? '';
    const agrees =
      name === 'count'
        ? cell === String(course.lines)
        : name === 'sum'
          ? parseAmountCell(cell, layout) === course.sum
          : true;
    if (!agrees) addProblem({ line: found.line, column: name, rule: 'control_sum', value: cell.slice(0, 40) });
  });
}
