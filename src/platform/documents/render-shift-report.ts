import type { Language } from '../messages/language.ts';
import { openCanvas, type Canvas, type Ink } from './canvas.ts';
import type { Fact } from './receipt.ts';
import type { ReceiptLayout } from './render-receipt.ts';
import { turnPageFor, type Margins } from './masthead.ts';
import { pages, pointsPerMm } from './theme.ts';

/** The report of a shift in words; every fact is one line. */
export interface ShiftReportPaper {
  readonly language: Language;
  readonly title: string;
  readonly meaning: string;
  readonly createdAt: Date;
  readonly facts: readonly Fact[];
  readonly sections: readonly {
    readonly heading: string;
    readonly facts: readonly Fact[];
    /** What the section comes to. */
    readonly results: readonly Fact[];
    readonly note: string | null;
  }[];
  readonly reason: Fact | null;
  readonly signature: string;
}

interface Sheet {
  readonly page: { readonly width: number; readonly height: number };
  readonly margins: Margins;
  readonly size: number;
  /** A roll has one page, as long as it needs to be. */
  readonly isRoll: boolean;
}

/** A thermal printer knows black and nothing else; on A4 the report goes into a folder and is black too. */
const color = '#000000';
const a4: Sheet = { page: pages.a4, margins: { left: 56, right: 56, top: 48 }, size: 10.5, isRoll: false };
/** 80 mm of paper, of which 4 mm on both sides stay blank. */
const roll: Sheet = {
  page: { width: 80 * pointsPerMm, height: 0 },
  margins: { left: 4 * pointsPerMm, right: 4 * pointsPerMm, top: 4 * pointsPerMm },
  size: 9,
  isRoll: true,
};
/** Longer than any report: there are three currencies at most, and every text is capped. */
const trialHeight = 4_000;

/** The report as a PDF. Same data, same bytes. */
export async function renderShiftReport(paper: ShiftReportPaper, layout: ReceiptLayout): Promise<Buffer> {
  if (layout === 'a4') return draw(paper, a4).canvas.finish();
  const onRoll = (height: number): Sheet => ({ ...roll, page: { ...roll.page, height } });
  const { end } = draw(paper, onRoll(trialHeight));
  return draw(paper, onRoll(Math.ceil(end + 6 * pointsPerMm))).canvas.finish();
}

function draw(paper: ShiftReportPaper, sheet: Sheet): { readonly canvas: Canvas; readonly end: number } {
  const { margins, size, page } = sheet;
  const canvas = openCanvas({ language: paper.language, title: paper.title, createdAt: paper.createdAt, page });
  const block = { x: margins.left, width: page.width - margins.left - margins.right };
  const bold = (larger: number): Ink => ({ size: size + larger, weight: 'bold', color });
  let y = canvas.write({ ...block, text: paper.title, tag: 'H1', ink: bold(6), y: margins.top, maxLines: 2 });
  y = canvas.write({ ...block, text: paper.meaning, tag: 'P', ink: { size, color }, y, maxLines: 2 });
  y = drawFacts(canvas, sheet, { facts: paper.facts, y: y + 6, isStrong: false });
  for (const section of paper.sections) {
    const lines = section.facts.length + section.results.length + 3;
    y = placeFor(canvas, sheet, { y: drawRule(canvas, sheet, y), needed: lines * size * 1.8 });
    y = canvas.write({ ...block, text: section.heading, tag: 'H2', ink: bold(2), y, maxLines: 1 });
    y = drawFacts(canvas, sheet, { facts: section.facts, y: y + 2, isStrong: false });
    y = drawFacts(canvas, sheet, { facts: section.results, y: y + 3, isStrong: true });
    if (section.note !== null) {
      y = canvas.write({ ...block, text: section.note, tag: 'P', ink: { size: size - 1, color }, y, maxLines: 3 });
    }
  }
  if (paper.reason)
    y = drawFacts(canvas, sheet, { facts: [paper.reason], y: drawRule(canvas, sheet, y), isStrong: false });
  y = placeFor(canvas, sheet, { y: drawRule(canvas, sheet, y) + 30, needed: 20 });
  y = canvas.write({
    ...block,
    text: `${paper.signature}: ____________`,
    tag: 'P',
    ink: { size, color },
    y,
    maxLines: 2,
  });
  return { canvas, end: y };
}

function placeFor(canvas: Canvas, sheet: Sheet, block: { readonly y: number; readonly needed: number }): number {
  return sheet.isRoll ? block.y : turnPageFor(canvas, sheet.margins, block);
}

/** Label and value side by side where both fit on the line, one below the other where not. */
function drawFacts(
  canvas: Canvas,
  { margins, page, size }: Sheet,
  list: { readonly facts: readonly Fact[]; readonly y: number; readonly isStrong: boolean },
): number {
  const width = page.width - margins.left - margins.right;
  const ink: Ink = { size, color, weight: list.isStrong ? 'bold' : 'regular' };
  let y = list.y;
  for (const { label, value } of list.facts) {
    const labelWidth = canvas.widthOf(label, ink) + 1;
    const room = width - labelWidth - 6;
    const isBeside = canvas.widthOf(value, ink) + 1 <= room;
    const below = canvas.write({ text: label, tag: 'P', ink, x: margins.left, y, width, maxLines: 2 });
    y = isBeside
      ? canvas.write({
          ...{ text: value, tag: 'P', ink: { ...ink, align: 'right' }, maxLines: 1 },
          ...{ x: margins.left + labelWidth + 6, y, width: room },
        })
      : canvas.write({ text: value, tag: 'P', ink, x: margins.left, y: below, width, maxLines: 4 });
    y += 1.5;
  }
  return y;
}

function drawRule(canvas: Canvas, { margins, page }: Sheet, y: number): number {
  canvas.decorate((pdf) => {
    pdf
      .moveTo(margins.left, y + 5)
      .lineTo(page.width - margins.right, y + 5)
      .lineWidth(0.8)
      .dash(2, { space: 2 })
      .stroke(color);
  });
  return y + 11;
}
