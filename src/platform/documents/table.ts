import type { Canvas, Ink } from './canvas.ts';
import { colors } from './theme.ts';

export interface Column {
  readonly header: string;
  /** In points. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export interface Row {
  readonly cells: readonly string[];
  /** Set for sums: bold, under a stronger line. */
  readonly strong?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Size of the letters in points. */
  readonly size: number;
}

export interface TablePlace {
  readonly x: number;
  readonly y: number;
  /** Where the table goes on, and where it must end, on a page it flows to. */
  readonly top: number;
  readonly bottom: number;
}

const cellGap = 8;
const mostLinesInCell = 3;

/** Draws a table over as many pages as it needs, the header on each; returns the y below it. */
export function drawTable(canvas: Canvas, table: Table, place: TablePlace): number {
  let y = place.y;
  canvas.group('Table', () => {
    const header = { cells: table.columns.map((column) => column.header) };
    const headerHeight = rowHeight(canvas, table, header);
    if (y + headerHeight * 2 > place.bottom) {
      canvas.addPage();
      y = place.top;
    }
    y = drawHeader(canvas, table, { ...place, y, again: false });
    for (const row of table.rows) {
      const height = rowHeight(canvas, table, row);
      if (y + height > place.bottom) {
        canvas.addPage();
        y = drawHeader(canvas, table, { ...place, y: place.top, again: true });
      }
      drawRow(canvas, table, { row, x: place.x, y, height });
      y += height;
    }
  });
  return y;
}

function drawHeader(canvas: Canvas, table: Table, place: TablePlace & { again: boolean }): number {
  const cells = table.columns.map((column) => column.header);
  const height = rowHeight(canvas, table, { cells });
  rule(canvas, table, { x: place.x, y: place.y + height, color: colors.teal, width: 1 });
  const tag = place.again ? 'Artifact' : 'TH';
  const draw = () => {
    eachCell(table, place.x, (column, index, x) => {
      const ink = headerInk(table, column);
      const width = column.width - cellGap;
      const y = place.y + height - padding(table) - canvas.measure({ text: column.header, ink, width });
      canvas.write({ text: cells[index] ?? '', tag, ink, x, y, width, maxLines: mostLinesInCell });
    });
  };
  // A repeated header is read out once: on later pages it is decoration.
  if (place.again) draw();
  else canvas.group('TR', draw);
  return place.y + height;
}

function drawRow(canvas: Canvas, table: Table, at: { row: Row; x: number; y: number; height: number }): void {
  const strong = at.row.strong ?? false;
  if (strong) rule(canvas, table, { x: at.x, y: at.y, color: colors.ink, width: 0.75 });
  else rule(canvas, table, { x: at.x, y: at.y + at.height, color: colors.line, width: 0.5 });
  canvas.group('TR', () => {
    eachCell(table, at.x, (column, index, x) => {
      const block = cellBlock(canvas, table, { column, text: at.row.cells[index] ?? '', strong });
      canvas.write({ ...block, tag: 'TD', x, y: at.y + padding(table) });
    });
  });
}

function rowHeight(canvas: Canvas, table: Table, row: Row): number {
  const heights = table.columns.map((column, index) =>
    canvas.measure(cellBlock(canvas, table, { column, text: row.cells[index] ?? '', strong: row.strong ?? false })),
  );
  return Math.max(...heights) + padding(table) * 2;
}

function eachCell(table: Table, left: number, visit: (column: Column, index: number, x: number) => void): void {
  let x = left;
  for (const [index, column] of table.columns.entries()) {
    visit(column, index, column.align === 'right' ? x + cellGap : x);
    x += column.width;
  }
}

function rule(canvas: Canvas, table: Table, line: { x: number; y: number; color: string; width: number }): void {
  const width = table.columns.reduce((sum, column) => sum + column.width, 0);
  canvas.decorate((pdf) => {
    pdf
      .moveTo(line.x, line.y)
      .lineTo(line.x + width, line.y)
      .lineWidth(line.width)
      .stroke(line.color);
  });
}

function padding(table: Table): number {
  return table.size * 0.4;
}

function headerInk(table: Table, column: Column): Ink {
  return { size: table.size, weight: 'semibold', color: colors.muted, align: column.align ?? 'left' };
}

/** Words wrap; a figure stays on one line, smaller if it must: broken in two it would be read as another. */
function cellBlock(canvas: Canvas, table: Table, cell: { column: Column; text: string; strong: boolean }) {
  const { text, column } = cell;
  const align = column.align ?? 'left';
  const ink: Ink = { size: table.size, weight: cell.strong ? 'bold' : 'regular', color: colors.ink, align };
  const width = column.width - cellGap;
  return { text, ink: align === 'right' ? canvas.fit(text, ink, width) : ink, width, maxLines: mostLinesInCell };
}
