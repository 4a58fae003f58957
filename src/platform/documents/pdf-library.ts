import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);

/** Loaded at the first document: a process that makes none starts sooner without it. */
export function pdfLibrary(): typeof PDFDocument {
  return require('pdfkit') as typeof PDFDocument;
}
