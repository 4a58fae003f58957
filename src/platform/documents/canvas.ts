import { assert, present } from '../../kernel/assert.ts';
import type { Language } from '../messages/language.ts';
import { registerFonts, type Weight } from './fonts.ts';
import { pdfLibrary } from './pdf-library.ts';
import { printable } from './printable.ts';

/** Pages per document; a larger one is a bug or an attack. */
const mostPages = 1_000;

export interface DocumentOptions {
  readonly language: Language;
  readonly title: string;
  /** Comes from the data, never from the clock: the same data make the same bytes. */
  readonly createdAt: Date;
  /** In points. */
  readonly page: { readonly width: number; readonly height: number };
}

export interface Ink {
  readonly size: number;
  readonly weight?: Weight;
  readonly color: string;
  readonly align?: 'left' | 'right' | 'center';
  /** Points between letters. */
  readonly spacing?: number;
}

/** Structure types of the tagged PDF that text is written as; an artifact is passed over when the page is read out. */
export type TextTag = 'H1' | 'H2' | 'P' | 'Lbl' | 'LBody' | 'TH' | 'TD' | 'Artifact';

export interface TextBlock {
  readonly text: string;
  readonly tag: TextTag;
  readonly ink: Ink;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Further lines are cut, with an ellipsis. */
  readonly maxLines?: number;
}

export interface Canvas {
  readonly page: { readonly width: number; readonly height: number };
  /** Writes text from outside or inside safely; returns the y below it. */
  write(block: TextBlock): number;
  /** Height of a block, without drawing it. */
  measure(block: Pick<TextBlock, 'text' | 'ink' | 'width' | 'maxLines'>): number;
  widthOf(text: string, ink: Ink): number;
  /** The ink, made as small as it takes for the text to stand on one line. */
  fit(text: string, ink: Ink, width: number): Ink;
  /** What `draw` writes belongs together under one structure element. */
  group(tag: string, draw: () => void): void;
  /** Decoration that a reading device passes over. */
  decorate(draw: (pdf: PDFKit.PDFDocument) => void): void;
  /** A picture, with the words for who does not see it. */
  figure(alternative: string, draw: (pdf: PDFKit.PDFDocument) => void): void;
  addPage(): void;
  /** Goes back to every page there is, with its number and their count: for what says "2 of 7". */
  onEveryPage(draw: (page: number, pages: number) => void): void;
  finish(): Promise<Buffer>;
}

/** Attributes of a structure element; pdfkit knows the scope of a table's header, its types do not. */
interface Attributes {
  readonly alt?: string;
  readonly scope?: 'Column';
}

/** Opens a tagged PDF with embedded fonts. Every coordinate is in points from the top left corner. */
export function openCanvas(options: DocumentOptions): Canvas {
  const pdf = openDocument(options);
  const written = collect(pdf);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  const open = [root];
  let pageCount = 1;

  const leaf = (tag: string, draw: () => void, attributes: Attributes = {}) => {
    const element = pdf.struct(tag, attributes, draw);
    present(open.at(-1), 'an open structure element').add(element);
  };

  return {
    page: options.page,
    measure: (block) => heightOf(pdf, block),
    widthOf: (text, ink) => widthOf(pdf, text, ink),
    fit: (text, ink, width) => {
      const needed = widthOf(pdf, text, ink);
      if (needed <= width) return ink;
      // A hair less than what fits exactly, for the rounding of the widths.
      const scale = (width * 0.995) / needed;
      const { spacing } = ink;
      return { ...ink, size: ink.size * scale, ...(spacing === undefined ? {} : { spacing: spacing * scale }) };
    },
    write: (block) => {
      const height = heightOf(pdf, block);
      const draw = () => {
        pdf.fillColor(block.ink.color);
        // The height keeps pdfkit from turning the page by itself; a hair more than measured, for its own rounding.
        const limits = { height: height + 0.1, ellipsis: true };
        pdf.text(printable(block.text), block.x, block.y, { ...textOptions(block.ink, block.width), ...limits });
      };
      if (block.tag === 'Artifact') asArtifact(pdf, draw);
      else leaf(block.tag, draw, block.tag === 'TH' ? { scope: 'Column' } : {});
      return block.y + height;
    },
    group: (tag, draw) => {
      const element = pdf.struct(tag);
      present(open.at(-1), 'an open structure element').add(element);
      open.push(element);
      draw();
      open.pop();
      element.end();
    },
    decorate: (draw) => asArtifact(pdf, () => draw(pdf)),
    figure: (alternative, draw) => leaf('Figure', () => draw(pdf), { alt: printable(alternative) }),
    addPage: () => {
      assert(pageCount < mostPages, `a document has at most ${mostPages} pages`);
      pageCount += 1;
      pdf.addPage();
    },
    onEveryPage: (draw) => {
      for (let index = 0; index < pageCount; index += 1) {
        pdf.switchToPage(index);
        draw(index + 1, pageCount);
      }
    },
    finish: () => {
      root.end();
      pdf.end();
      return written;
    },
  };
}

function collect(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
}

function openDocument(options: DocumentOptions): PDFKit.PDFDocument {
  const info = {
    // pdfkit copies the title into XML without escaping it.
    Title: printable(options.title).replace(/[<>&]/g, ' '),
    Author: 'Vahid',
    Creator: 'Vahid',
    Producer: 'Vahid',
    CreationDate: options.createdAt,
  };
  const pdf = new (pdfLibrary())({
    size: [options.page.width, options.page.height],
    margin: 0,
    pdfVersion: '1.7',
    lang: options.language,
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    // No default font: pdfkit would write its Helvetica into the file without embedding it.
    font: '',
    info,
  });
  registerFonts(pdf);
  return pdf;
}

function heightOf(pdf: PDFKit.PDFDocument, block: Parameters<Canvas['measure']>[0]): number {
  const { text, ink, width, maxLines } = block;
  const height = prepare(pdf, ink).heightOfString(printable(text), textOptions(ink, width));
  return maxLines === undefined ? height : Math.min(height, pdf.currentLineHeight(true) * maxLines);
}

function widthOf(pdf: PDFKit.PDFDocument, text: string, ink: Ink): number {
  return prepare(pdf, ink).widthOfString(printable(text), textOptions(ink));
}

function prepare(pdf: PDFKit.PDFDocument, ink: Ink): PDFKit.PDFDocument {
  return pdf.font(ink.weight ?? 'regular').fontSize(ink.size);
}

function textOptions(ink: Ink, width?: number): PDFKit.Mixins.TextOptions {
  return {
    align: ink.align ?? 'left',
    characterSpacing: ink.spacing ?? 0,
    ...(width === undefined ? {} : { width }),
  };
}

function asArtifact(pdf: PDFKit.PDFDocument, draw: () => void): void {
  pdf.markContent('Artifact', { type: 'Layout' });
  pdf.save();
  draw();
  pdf.restore();
  pdf.endMarkedContent();
}
