import { formatDate } from '../messages/format-date.ts';
import { translate } from '../messages/translate.ts';
import { openCanvas, type Canvas, type Ink } from './canvas.ts';
import { drawFooters, drawMasthead, turnPageFor } from './masthead.ts';
import { drawQrCode } from './qr-code.ts';
import { receiptWords, type Fact, type Receipt, type ReceiptWords } from './receipt.ts';
import { colors, pages } from './theme.ts';
import { drawToneMark, toneColors } from './tone-mark.ts';

const margins = { left: 56, right: 56, top: 40 };
const page = pages.a4;
const width = page.width - margins.left - margins.right;

const qrSide = 96;

const title: Ink = { size: 24, weight: 'bold', color: colors.ink };
const heading: Ink = { size: 12.5, weight: 'semibold', color: colors.ink };
const body: Ink = { size: 10.5, color: colors.ink };
const quiet: Ink = { size: 10, color: colors.muted };

/** The receipt on A4: one page, unless the names on it are all of the longest. Same data, same bytes. */
export async function renderReceiptA4(receipt: Receipt): Promise<Buffer> {
  const words = receiptWords(receipt);
  const canvas = openCanvas({
    language: receipt.language,
    title: `${words.title} ${words.number}`,
    createdAt: receipt.acceptedAt,
    page,
  });
  let y = drawMasthead(canvas, margins, formatDate(receipt.language, receipt.acceptedAt));
  y = drawSpecimen(canvas, words, y);
  y = canvas.write({ text: words.title, tag: 'H1', ink: title, x: margins.left, y: y + 18, width });
  const numberInk: Ink = { size: 13, weight: 'semibold', color: colors.muted };
  y = canvas.write({ text: words.number, tag: 'P', ink: numberInk, x: margins.left, y, width });
  y = drawState(canvas, words, y + 12);
  y = drawFacts(canvas, [...words.purpose, ...words.collected], y + 16);
  y = drawAmounts(canvas, words, y + 14);
  y = drawPath(canvas, receipt, { words, y: y + 20 });
  drawVerify(canvas, receipt, {
    words,
    y: turnPageFor(canvas, margins, { y: y + 20, needed: verifyHeight(canvas, words) }),
  });
  const t = translate(receipt.language);
  drawFooters(canvas, margins, (number, count) => ({
    left: `Vahid · ${words.title} · ${words.number}`,
    right: count > 1 ? t('document.page', { page: number, pages: count }) : '',
  }));
  return canvas.finish();
}

/** A frame over the whole width, before the title: cut off, the paper would visibly lack its head. */
function drawSpecimen(canvas: Canvas, { specimen }: ReceiptWords, top: number): number {
  if (specimen === null) return top;
  const ink: Ink = { size: 14, weight: 'bold', color: toneColors.problem.strong, align: 'center' };
  const y = top + 12;
  const height = 30;
  canvas.decorate((pdf) => {
    pdf.roundedRect(margins.left, y, width, height, 6).lineWidth(1.5).stroke(toneColors.problem.strong);
  });
  canvas.write({ text: specimen, tag: 'P', ink, x: margins.left, y: y + 5.5, width });
  return y + height;
}

function drawState(canvas: Canvas, words: ReceiptWords, top: number): number {
  const { strong, light } = toneColors[words.state.tone];
  const x = margins.left + 38;
  const textWidth = width - 38 - 16;
  const name: Ink = { size: 12.5, weight: 'semibold', color: strong };
  const meaning = { text: words.state.meaning, ink: { ...body, size: 10 }, width: textWidth };
  const height = 10 + 17 + canvas.measure(meaning) + 10;
  canvas.decorate((pdf) => {
    pdf.roundedRect(margins.left, top, width, height, 8).fill(light);
    drawToneMark(pdf, words.state.tone, { x: margins.left + 16, y: top + 12.5 });
  });
  const y = canvas.write({ text: words.state.name, tag: 'P', ink: name, x, y: top + 10, width: textWidth });
  canvas.write({ ...meaning, tag: 'P', x, y });
  return top + height;
}

function drawFacts(canvas: Canvas, facts: readonly Fact[], top: number): number {
  let y = top;
  canvas.group('Table', () => {
    for (const fact of facts) {
      const start = y + 5;
      canvas.group('TR', () => {
        const label = { text: fact.label, ink: quiet, width: 150, maxLines: 1 };
        const value = { text: fact.value, ink: body, width: width - 160, maxLines: 3 };
        canvas.write({ ...label, tag: 'TD', x: margins.left, y: start + 0.4 });
        y = canvas.write({ ...value, tag: 'TD', x: margins.left + 160, y: start }) + 5;
      });
      rule(canvas, y, { color: colors.line, width: 0.5 });
    }
  });
  return y;
}

function drawAmounts(canvas: Canvas, words: ReceiptWords, top: number): number {
  let y = top;
  const columnX = margins.left + 160;
  const columnWidth = width - 160;
  canvas.group('Table', () => {
    for (const fact of words.amounts) {
      canvas.group('TR', () => {
        canvas.write({ text: fact.label, tag: 'TD', ink: quiet, x: margins.left, y: y + 0.4, width: 150, maxLines: 1 });
        const ink: Ink = { ...body, align: 'right' };
        y = canvas.write({ text: fact.value, tag: 'TD', ink, x: columnX, y, width: columnWidth }) + 4;
      });
    }
    rule(canvas, y + 3, { color: colors.ink, width: 1 });
    canvas.group('TR', () => {
      const label: Ink = { ...heading, size: 14 };
      const value: Ink = { size: 26, weight: 'bold', color: colors.ink, align: 'right' };
      canvas.write({ text: words.total.label, tag: 'TD', ink: label, x: margins.left, y: y + 17, width: 150 });
      y = canvas.write({ text: words.total.value, tag: 'TD', ink: value, x: columnX, y: y + 5, width: columnWidth });
    });
  });
  return y;
}

function drawPath(canvas: Canvas, receipt: Receipt, at: { words: ReceiptWords; y: number }): number {
  const text = translate(receipt.language)('receipt.path');
  let y = canvas.write({ text, tag: 'H2', ink: heading, x: margins.left, y: at.y, width }) + 6;
  const x = margins.left + 24;
  for (const leg of at.words.path) {
    const markY = y + 1.5;
    canvas.decorate((pdf) => drawToneMark(pdf, leg.tone, { x: margins.left, y: markY }));
    y = canvas.write({ text: leg.text, tag: 'P', ink: body, x, y, width: width - 24, maxLines: 2 });
    if (leg.detail !== '')
      y = canvas.write({ text: leg.detail, tag: 'P', ink: quiet, x, y, width: width - 24, maxLines: 2 });
    y += 6;
  }
  return y;
}

function verifyHeight(canvas: Canvas, words: ReceiptWords): number {
  if (words.basket === null) return qrSide;
  return qrSide + 14 + canvas.measure({ text: words.basket, ink: quiet, width, maxLines: 4 });
}

function drawVerify(canvas: Canvas, receipt: Receipt, at: { words: ReceiptWords; y: number }): void {
  const t = translate(receipt.language);
  const side = qrSide;
  const x = margins.left + side + 22;
  const textWidth = width - side - 22;
  canvas.figure(t('receipt.verify.qr'), (pdf) => {
    drawQrCode(pdf, receipt.verifyUrl, { x: margins.left, y: at.y, side, color: colors.ink });
  });
  let y = canvas.write({ text: t('receipt.verify'), tag: 'H2', ink: heading, x, y: at.y - 3, width: textWidth });
  y = canvas.write({ text: t('receipt.verify.hint'), tag: 'P', ink: quiet, x, y: y + 2, width: textWidth });
  y = canvas.write({ text: receipt.verifyUrl, tag: 'P', ink: body, x, y: y + 2, width: textWidth, maxLines: 2 });
  y = canvas.write({ text: t('receipt.keep'), tag: 'P', ink: quiet, x, y: y + 2, width: textWidth, maxLines: 2 });
  if (at.words.basket !== null) {
    const below = Math.max(y, at.y + side) + 14;
    canvas.write({ text: at.words.basket, tag: 'P', ink: quiet, x: margins.left, y: below, width, maxLines: 4 });
  }
}

function rule(canvas: Canvas, y: number, line: { color: string; width: number }): void {
  canvas.decorate((pdf) => {
    pdf
      .moveTo(margins.left, y)
      .lineTo(page.width - margins.right, y)
      .lineWidth(line.width)
      .stroke(line.color);
  });
}
