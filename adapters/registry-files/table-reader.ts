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
  const row = createCursor(course, addProblem);

  function readRecords(lines: readonly CellLine[]): T[] {
    const records: T[] = [];
    for (const line of lines) {
      const rule = readLine(layout, course, line);
      if (rule === 'record') {
        row.moveTo(line);
        const record = parse(row);
        if (record === null) continue;
        course.lines += 1;
        course.sum += amountOf(record);
        records.push(record);
      } else if (rule !== null) {
        addProblem({ line: line.line, column: '', rule, value: '' });
      }
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

/** One row that moves from line to line: millions of lines make no millions of functions. */
function createCursor(course: Course, addProblem: (problem: FileProblem) => void) {
  let current: CellLine = { line: 0, cells: [], fault: null };
  const cell = (column: string): string | undefined => {
    const place = course.places?.get(column);
    return place === undefined ? undefined : (current.cells[place]?.trim() ?? '');
  };
  return {
    get line() {
      return current.line;
    },
    cell,
    wrong: (column: string, rule: string) => {
      addProblem({ line: current.line, column, rule, value: maskCell(column, cell(column) ?? '') });
    },
    moveTo(line: CellLine) {
      current = line;
    },
  };
}

/** Says of a line that it is a `record`, nothing (null), or which rule it breaks. */
function readLine(layout: TableLayout, course: Course, found: CellLine): string | null {
  const { line, cells, fault } = found;
  if (fault !== null) return fault;
  if (line <= layout.headerLines) return line < layout.headerLines ? null : readHeader(layout, course, cells);
  if (course.places === null) return null;
  const isEmpty = cells.length === 1 && cells[0] === '';
  if (course.trailer !== null) return isEmpty ? null : 'after_trailer';
  if (isEmpty) {
    course.emptyLine ??= line;
    return null;
  }
  if (course.emptyLine !== null) return 'after_empty_line';
  if (layout.trailer !== null && cells[0]?.trim() === layout.trailer.mark) {
    course.trailer = found;
    return null;
  }
  course.width ??= cells.length;
  return cells.length === course.width ? 'record' : 'columns';
}

function readHeader(layout: TableLayout, course: Course, cells: readonly string[]): string | null {
  course.places = placesOf(layout, cells);
  course.width = cells.length;
  return course.places === null ? 'header' : null;
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
