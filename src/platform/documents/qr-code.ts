import { create } from 'qrcode';

export interface QrPlace {
  readonly x: number;
  readonly y: number;
  /** Side of the code in points, without its quiet zone. */
  readonly side: number;
  readonly color: string;
}

/**
 * Draws a QR code as vectors: one rectangle per run of dark modules in a row, filled together, so that no seam shows
 * between them at any magnification. Level M survives a stain on one seventh of it.
 */
export function drawQrCode(pdf: PDFKit.PDFDocument, text: string, place: QrPlace): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const unit = place.side / modules.size;
  for (let row = 0; row < modules.size; row += 1) {
    let column = 0;
    while (column < modules.size) {
      const start = column;
      while (column < modules.size && modules.get(row, column)) column += 1;
      if (column > start) pdf.rect(place.x + start * unit, place.y + row * unit, (column - start) * unit, unit);
      column += 1;
    }
  }
  pdf.fill(place.color);
}
