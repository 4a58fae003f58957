import type { Tone } from './receipt.ts';
import { colors } from './theme.ts';

export interface ToneColors {
  readonly strong: string;
  readonly light: string;
}

export const toneColors: Readonly<Record<Tone, ToneColors>> = {
  done: { strong: colors.ok, light: colors.okLight },
  waiting: { strong: colors.due, light: colors.dueLight },
  problem: { strong: colors.late, light: colors.lateLight },
};

/** A round sign of 12 points whose shape says as much as its colour: a tick, two hands of a clock, a cross. */
export function drawToneMark(pdf: PDFKit.PDFDocument, tone: Tone, at: { x: number; y: number; color?: string }): void {
  const color = at.color ?? toneColors[tone].strong;
  const [x, y] = [at.x, at.y];
  pdf.circle(x + 6, y + 6, 6).fill(color);
  pdf.lineWidth(1.4).lineCap('round').lineJoin('round');
  if (tone === 'done')
    pdf
      .moveTo(x + 3.4, y + 6.3)
      .lineTo(x + 5.3, y + 8.2)
      .lineTo(x + 8.7, y + 4.3);
  else if (tone === 'waiting')
    pdf
      .moveTo(x + 6, y + 3)
      .lineTo(x + 6, y + 6.4)
      .lineTo(x + 8.4, y + 7.6);
  else
    pdf
      .moveTo(x + 4, y + 4)
      .lineTo(x + 8, y + 8)
      .moveTo(x + 8, y + 4)
      .lineTo(x + 4, y + 8);
  pdf.stroke(colors.paper);
}
