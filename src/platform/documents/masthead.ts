import type { Canvas } from './canvas.ts';
import { colors } from './theme.ts';

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Points at the bottom of a page that its foot needs. */
const footHeight = 56;

/** Where the text of a page must end. */
export function textEnd(canvas: Canvas): number {
  return canvas.page.height - footHeight;
}

/** Keeps what follows together: where fewer than `needed` points are left, it begins at the top of a new page. */
export function turnPageFor(canvas: Canvas, margins: Margins, block: { y: number; needed: number }): number {
  if (block.y + block.needed <= textEnd(canvas)) return block.y;
  canvas.addPage();
  return margins.top;
}

/** The hub's mark: four services around one centre. */
function drawMark(pdf: PDFKit.PDFDocument, square: { x: number; y: number; side: number }): void {
  const { x, y, side } = square;
  const middle = [x + side / 2, y + side / 2] as const;
  const corners = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ] as const;
  const quarters = [colors.power, colors.gas, colors.water, colors.tel];
  pdf.save();
  pdf.roundedRect(x, y, side, side, side * 0.27).clip();
  for (const [index, color] of quarters.entries()) {
    const [fromX, fromY] = corners[index] ?? middle;
    const [toX, toY] = corners[(index + 1) % 4] ?? middle;
    pdf
      .moveTo(...middle)
      .lineTo(fromX, fromY)
      .lineTo(toX, toY)
      .closePath()
      .fill(color);
  }
  pdf.circle(...middle, side * 0.23).fill(colors.paper);
  pdf.restore();
}

/** The head of an A4 page: mark and name on the left, a quiet line on the right; returns the y below it. */
export function drawMasthead(canvas: Canvas, margins: Margins, aside: string): number {
  const side = 20;
  const { left, right, top } = margins;
  canvas.decorate((pdf) => drawMark(pdf, { x: left, y: top, side }));
  const name = { size: 16, weight: 'bold', color: colors.ink } as const;
  canvas.write({ text: 'Vahid', tag: 'P', ink: name, x: left + side + 8, y: top - 1.5, width: 120 });
  const quiet = { size: 9.5, color: colors.muted, align: 'right' } as const;
  const width = canvas.page.width - left - right - 160;
  canvas.write({ text: aside, tag: 'P', ink: quiet, x: left + 160, y: top + 3.5, width, maxLines: 1 });
  const below = top + side + 12;
  canvas.decorate((pdf) => {
    pdf
      .moveTo(left, below)
      .lineTo(canvas.page.width - right, below)
      .lineWidth(0.75)
      .stroke(colors.line);
  });
  return below;
}

/** The foot of every page: a quiet line on the left, the number of the page on the right. */
export function drawFooters(canvas: Canvas, margins: Margins, text: (page: number, pages: number) => FooterText): void {
  canvas.onEveryPage((page, pages) => {
    const { left, right } = text(page, pages);
    const width = canvas.page.width - margins.left - margins.right;
    const y = canvas.page.height - 34;
    const ink = { size: 8.5, color: colors.muted } as const;
    const place = { tag: 'Artifact', x: margins.left, y, width, maxLines: 1 } as const;
    canvas.write({ ...place, text: left, ink });
    canvas.write({ ...place, text: right, ink: { ...ink, align: 'right' } });
  });
}

export interface FooterText {
  readonly left: string;
  readonly right: string;
}
