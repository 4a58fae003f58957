import type { Canvas, Ink } from './canvas.ts';
import { colors } from './theme.ts';

export interface Term {
  /** What stands before the term; the first has nothing before it. */
  readonly sign?: string;
  readonly label: string;
  readonly value: string;
  /** The term everything else leads to. */
  readonly result?: boolean;
}

const height = 54;
const signWidth = 22;
const inset = 12;

/** Figures are as large as the row has room for. */
const valueSizes = [15, 12, 10] as const;
const smallestValue = 8;

const labelInk: Ink = { size: 8.5, color: colors.muted };

/** Draws `a − b − c = d` as a row of boxes, each figure under its name; returns the y below it. */
export function drawEquation(
  canvas: Canvas,
  terms: readonly Term[],
  place: { readonly x: number; readonly y: number; readonly width: number },
): number {
  const room = place.width - signWidth * (terms.length - 1);
  const size = valueSizes.find((candidate) => total(canvas, terms, candidate) <= room) ?? smallestValue;
  const needs = terms.map((term) => boxNeeds(canvas, term, size));
  const spare = Math.max(0, room - needs.reduce((sum, need) => sum + need, 0)) / terms.length;
  let x = place.x;
  for (const [index, term] of terms.entries()) {
    if (term.sign !== undefined) {
      const ink: Ink = { size: 16, weight: 'semibold', color: colors.muted, align: 'center' };
      canvas.write({ text: term.sign, tag: 'P', ink, x, y: place.y + height / 2 - 11, width: signWidth });
      x += signWidth;
    }
    const width = (needs[index] ?? 0) + spare;
    drawTerm(canvas, term, { x, y: place.y, width, size });
    x += width;
  }
  return place.y + height;
}

function drawTerm(canvas: Canvas, term: Term, box: { x: number; y: number; width: number; size: number }): void {
  const result = term.result ?? false;
  canvas.decorate((pdf) => {
    pdf.roundedRect(box.x, box.y, box.width, height, 8).fill(result ? colors.tealLight : colors.ground);
  });
  const place = { x: box.x + inset, width: box.width - inset * 2 + 2, maxLines: 1 };
  const y = canvas.write({ ...place, text: term.label, tag: 'P', ink: labelInk, y: box.y + 8 });
  canvas.write({ ...place, text: term.value, tag: 'P', ink: valueInk(result, box.size), y: y + 1 });
}

function total(canvas: Canvas, terms: readonly Term[], size: number): number {
  return terms.reduce((sum, term) => sum + boxNeeds(canvas, term, size), 0);
}

function boxNeeds(canvas: Canvas, term: Term, size: number): number {
  const value = canvas.widthOf(term.value, valueInk(term.result ?? false, size));
  return Math.max(canvas.widthOf(term.label, labelInk), value) + inset * 2;
}

function valueInk(result: boolean, size: number): Ink {
  return { size, weight: result ? 'bold' : 'semibold', color: colors.ink };
}
