import { translate } from '../messages/translate.ts';
import { openCanvas, type Canvas, type Ink } from './canvas.ts';
import { drawQrCode } from './qr-code.ts';
import { receiptWords, type Fact, type Receipt, type ReceiptWords } from './receipt.ts';
import { pointsPerMm } from './theme.ts';

/** A thermal printer knows black and nothing else, and leaves 4 mm on both sides of the 80 mm paper blank. */
const black = '#000000';
const pageWidth = 80 * pointsPerMm;
const left = 4 * pointsPerMm;
const width = pageWidth - 2 * left;
/** Longer than any receipt: every text on it is capped. */
const trialHeight = 2_000;

const body: Ink = { size: 9, color: black };
const strong: Ink = { size: 9, weight: 'semibold', color: black };
const centred = (size: number, weight: 'regular' | 'semibold' | 'bold'): Ink => ({
  size,
  weight,
  color: black,
  align: 'center',
});

/** The receipt as one strip of 80 mm, as long as it needs to be. Same data, same bytes. */
export async function renderReceiptRoll(receipt: Receipt): Promise<Buffer> {
  const { end } = draw(receipt, trialHeight);
  return draw(receipt, Math.ceil(end)).canvas.finish();
}

function draw(receipt: Receipt, height: number): { canvas: Canvas; end: number } {
  const words = receiptWords(receipt);
  const canvas = openCanvas({
    language: receipt.language,
    title: `${words.title} ${words.number}`,
    createdAt: receipt.acceptedAt,
    page: { width: pageWidth, height },
  });
  let y = drawHead(canvas, words);
  y = drawFacts(canvas, words.purpose, y);
  y = drawLine(canvas, y);
  y = drawFacts(canvas, words.amounts, y);
  y = drawTotal(canvas, words.total, y);
  y = drawPath(canvas, words, drawLine(canvas, y));
  y = drawFacts(canvas, words.collected.slice(1), drawLine(canvas, y));
  y = drawVerify(canvas, receipt, drawLine(canvas, y));
  if (words.basket !== null) {
    y = canvas.write({ text: words.basket, tag: 'P', ink: body, x: left, y: drawLine(canvas, y), width, maxLines: 12 });
  }
  return { canvas, end: y + 6 * pointsPerMm };
}

function drawHead(canvas: Canvas, words: ReceiptWords): number {
  const block = { x: left, width };
  let y = canvas.write({ ...block, text: 'Vahid', tag: 'P', ink: centred(15, 'bold'), y: 4 * pointsPerMm });
  if (words.specimen !== null) {
    y = canvas.write({ ...block, text: words.specimen, tag: 'P', ink: centred(12, 'bold'), y: y + 3 }) + 3;
  }
  y = canvas.write({ ...block, text: words.title, tag: 'H1', ink: centred(12, 'semibold'), y });
  y = canvas.write({ ...block, text: words.number, tag: 'P', ink: centred(10.5, 'semibold'), y: y + 1 });
  // The state stands in a frame, upper than everything else: a reversed receipt must not pass for a valid one.
  const name = { ...block, text: words.state.name, ink: centred(12, 'bold') };
  const meaning = { x: left + 6, width: width - 12, text: words.state.meaning, ink: centred(8, 'regular') };
  const top = y + 6;
  const height = canvas.measure(name) + canvas.measure(meaning) + 9;
  canvas.decorate((pdf) => {
    pdf
      .roundedRect(left, top, width, height, 4)
      .lineWidth(words.state.tone === 'problem' ? 2.5 : 0.8)
      .stroke(black);
  });
  y = canvas.write({ ...name, tag: 'P', y: top + 3 });
  canvas.write({ ...meaning, tag: 'P', y });
  return top + height + 8;
}

/** Label and value side by side where both fit on the line, one below the other where not. */
function drawFacts(canvas: Canvas, facts: readonly Fact[], top: number): number {
  let y = top;
  for (const fact of facts) {
    const gap = 8;
    const labelWidth = canvas.widthOf(fact.label, body);
    const beside = labelWidth + gap + canvas.widthOf(fact.value, strong) <= width;
    if (beside) {
      const value: Ink = { ...strong, align: 'right' };
      canvas.write({ text: fact.label, tag: 'P', ink: body, x: left, y, width: labelWidth + 1, maxLines: 1 });
      const x = left + labelWidth + gap / 2;
      y = canvas.write({ text: fact.value, tag: 'P', ink: value, x, y, width: pageWidth - left - x, maxLines: 1 });
    } else {
      y = canvas.write({ text: fact.label, tag: 'P', ink: body, x: left, y, width, maxLines: 1 });
      y = canvas.write({ text: fact.value, tag: 'P', ink: strong, x: left, y, width, maxLines: 3 });
    }
    y += 1.5;
  }
  return y;
}

function drawTotal(canvas: Canvas, total: Fact, top: number): number {
  const name: Ink = { ...strong, size: 11 };
  const label = canvas.widthOf(total.label, name) + 6;
  const room = width - label;
  const ink = canvas.fit(total.value, { size: 19, weight: 'bold', color: black, align: 'right' }, room);
  canvas.write({ text: total.label, tag: 'P', ink: name, x: left, y: top + ink.size * 0.37, width: label });
  return canvas.write({ text: total.value, tag: 'P', ink, x: left + label, y: top, width: room });
}

function drawPath(canvas: Canvas, words: ReceiptWords, top: number): number {
  let y = top;
  for (const leg of words.path) {
    y = canvas.write({ text: leg.text, tag: 'P', ink: strong, x: left, y, width, maxLines: 5 });
    if (leg.detail !== '') y = canvas.write({ text: leg.detail, tag: 'P', ink: body, x: left, y, width, maxLines: 4 });
    y += 3;
  }
  return y;
}

function drawVerify(canvas: Canvas, receipt: Receipt, top: number): number {
  const t = translate(receipt.language);
  const side = 32 * pointsPerMm;
  const block = { x: left, width };
  let y = canvas.write({ ...block, text: t('receipt.verify'), tag: 'P', ink: centred(9, 'semibold'), y: top });
  const qrY = y + 5;
  canvas.figure(t('receipt.verify.qr'), (pdf) => {
    drawQrCode(pdf, receipt.verifyUrl, { x: (pageWidth - side) / 2, y: qrY, side, color: black });
  });
  y = qrY + side + 5;
  y = canvas.write({ ...block, text: receipt.verifyUrl, tag: 'P', ink: centred(7.5, 'regular'), y, maxLines: 3 });
  return canvas.write({
    ...block,
    text: t('receipt.keep'),
    tag: 'P',
    ink: centred(8, 'regular'),
    y: y + 3,
    maxLines: 3,
  });
}

function drawLine(canvas: Canvas, y: number): number {
  canvas.decorate((pdf) => {
    pdf
      .moveTo(left, y + 4)
      .lineTo(left + width, y + 4)
      .lineWidth(0.8)
      .dash(2, { space: 2 })
      .stroke(black);
  });
  return y + 9;
}
