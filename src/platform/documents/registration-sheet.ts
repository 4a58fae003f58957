import { formatUniqueCode } from '../messages/format-code.ts';
import { formatDate } from '../messages/format-date.ts';
import type { Language } from '../messages/language.ts';
import { translate, type Translate } from '../messages/translate.ts';
import { openCanvas, type Canvas, type Ink } from './canvas.ts';
import { drawFooters, drawMasthead, textEnd, turnPageFor } from './masthead.ts';
import { drawQrCode } from './qr-code.ts';
import type { Service } from './service.ts';
import { drawTable } from './table.ts';
import { colors, pages } from './theme.ts';

export interface RegistrationSheet {
  readonly language: Language;
  /** Twelve digits, ungrouped. */
  readonly uniqueCode: string;
  readonly holderName: string;
  readonly issuedAt: Date;
  readonly accounts: readonly SheetAccount[];
  /** Null on every copy but the first: the hub keeps only its hash. */
  readonly initialPassword: string | null;
  readonly cabinetUrl: string;
}

export interface SheetAccount {
  readonly providerName: string;
  readonly service: Service;
  readonly account: string;
  /** The citizen's own name for the account. */
  readonly label: string | null;
}

const margins = { left: 48, right: 48, top: 40 };
const page = pages.a4;
const width = page.width - margins.left - margins.right;

const title: Ink = { size: 24, weight: 'bold', color: colors.ink };
const heading: Ink = { size: 13, weight: 'semibold', color: colors.ink };
const body: Ink = { size: 10.5, color: colors.ink };
const quiet: Ink = { size: 10, color: colors.muted };

/** The registration sheet as an A4 PDF. Same data, same bytes. */
export async function renderRegistrationSheet(sheet: RegistrationSheet): Promise<Buffer> {
  const t = translate(sheet.language);
  const code = formatUniqueCode(sheet.uniqueCode);
  const canvas = openCanvas({
    language: sheet.language,
    title: `${t('sheet.title')} ${code}`,
    createdAt: sheet.issuedAt,
    page,
  });
  let y = drawMasthead(canvas, margins, t('sheet.issued', { date: formatDate(sheet.language, sheet.issuedAt) }));
  y = canvas.write({ text: t('sheet.title'), tag: 'H1', ink: title, x: margins.left, y: y + 18, width });
  y = drawCodePanel(canvas, sheet, y + 12);
  y = drawAccounts(canvas, sheet, y + 22);
  y = drawSignIn(canvas, sheet, y + 22);
  drawLost(canvas, t, y + 20);
  drawFooters(canvas, margins, (number, count) => ({
    left: `Vahid · ${t('sheet.title')} · ${code}`,
    right: t('document.page', { page: number, pages: count }),
  }));
  return canvas.finish();
}

function drawCodePanel(canvas: Canvas, sheet: RegistrationSheet, top: number): number {
  const t = translate(sheet.language);
  const height = 158;
  const qrSide = 110;
  const qrX = page.width - margins.right - 20 - qrSide;
  const x = margins.left + 22;
  const textWidth = qrX - 24 - x;
  canvas.decorate((pdf) => {
    pdf.roundedRect(margins.left, top, width, height, 10).fill(colors.tealLight);
    pdf.roundedRect(qrX - 10, top + (height - qrSide) / 2 - 10, qrSide + 20, qrSide + 20, 8).fill(colors.paper);
  });
  let y = canvas.write({
    text: sheet.holderName,
    tag: 'P',
    ink: { size: 13, weight: 'semibold', color: colors.ink },
    x,
    y: top + 16,
    width: textWidth,
    maxLines: 1,
  });
  y = canvas.write({ text: t('field.uniqueCode.full'), tag: 'P', ink: quiet, x, y: y + 8, width: textWidth });
  const number: Ink = { size: 38, weight: 'bold', color: colors.ink };
  y = canvas.write({ text: formatUniqueCode(sheet.uniqueCode), tag: 'P', ink: number, x, y: y - 4, width: textWidth });
  canvas.write({ text: t('sheet.code.hint'), tag: 'P', ink: quiet, x, y: y + 2, width: textWidth, maxLines: 3 });
  canvas.figure(t('sheet.code.qr', { code: formatUniqueCode(sheet.uniqueCode) }), (pdf) => {
    const place = { x: qrX, y: top + (height - qrSide) / 2, side: qrSide, color: colors.ink };
    drawQrCode(pdf, sheet.uniqueCode, place);
  });
  return top + height;
}

function drawAccounts(canvas: Canvas, sheet: RegistrationSheet, top: number): number {
  const t = translate(sheet.language);
  const y = canvas.write({ text: t('sheet.accounts'), tag: 'H2', ink: heading, x: margins.left, y: top, width });
  if (sheet.accounts.length === 0) {
    return canvas.write({ text: t('sheet.accounts.none'), tag: 'P', ink: body, x: margins.left, y: y + 6, width });
  }
  const columns = [
    { header: t('field.provider'), width: 150 },
    { header: t('field.service'), width: 105 },
    { header: t('field.account'), width: 118 },
    { header: t('field.accountLabel'), width: width - 373 },
  ];
  const rows = sheet.accounts.map((account) => ({
    cells: [account.providerName, t(`service.${account.service}`), account.account, account.label ?? ''],
  }));
  return drawTable(
    canvas,
    { columns, rows, size: 10 },
    { x: margins.left, y: y + 4, top: margins.top, bottom: textEnd(canvas) },
  );
}

function drawSignIn(canvas: Canvas, sheet: RegistrationSheet, top: number): number {
  const t = translate(sheet.language);
  const steps =
    sheet.initialPassword === null
      ? [t('sheet.signIn.open', { url: sheet.cabinetUrl }), t('sheet.signIn.known')]
      : [t('sheet.signIn.open', { url: sheet.cabinetUrl }), t('sheet.signIn.enter'), t('sheet.signIn.change')];
  let y = turnPageFor(canvas, margins, { y: top, needed: 200 });
  y = canvas.write({ text: t('sheet.signIn'), tag: 'H2', ink: heading, x: margins.left, y, width }) + 4;
  canvas.group('L', () => {
    for (const [index, step] of steps.entries()) y = drawStep(canvas, index + 1, { text: step, y });
  });
  if (sheet.initialPassword === null) {
    return canvas.write({ text: t('sheet.password.hidden'), tag: 'P', ink: quiet, x: margins.left, y: y + 6, width });
  }
  return drawPassword(canvas, t, { password: sheet.initialPassword, y: y + 8 });
}

function drawStep(canvas: Canvas, number: number, step: { text: string; y: number }): number {
  let y = step.y;
  canvas.group('LI', () => {
    const label: Ink = { ...body, weight: 'semibold', color: colors.teal };
    canvas.write({ text: `${number}.`, tag: 'Lbl', ink: label, x: margins.left, y, width: 20 });
    y = canvas.write({ text: step.text, tag: 'LBody', ink: body, x: margins.left + 20, y, width: width - 20 });
  });
  return y + 3;
}

/** Framed by a dashed line, as something to be cut out and kept apart from the code. */
function drawPassword(canvas: Canvas, t: Translate, secret: { password: string; y: number }): number {
  const boxWidth = 215;
  const height = 62;
  canvas.decorate((pdf) => {
    pdf.roundedRect(margins.left, secret.y, boxWidth, height, 8).lineWidth(1).dash(4, { space: 3 }).stroke(colors.teal);
  });
  const x = margins.left + 16;
  canvas.write({ text: t('field.initialPassword'), tag: 'P', ink: quiet, x, y: secret.y + 8, width: boxWidth - 32 });
  const room = boxWidth - 24;
  // A password of wide letters is smaller: one that was cut would open nothing.
  const ink = canvas.fit(secret.password, { size: 20, weight: 'bold', color: colors.ink, spacing: 1 }, room);
  canvas.write({ text: secret.password, tag: 'P', ink, x, y: secret.y + 24, width: room, maxLines: 1 });
  const noteX = margins.left + boxWidth + 18;
  const noteWidth = page.width - margins.right - noteX;
  const note = { text: t('sheet.password.once'), ink: quiet, width: noteWidth };
  const noteY = secret.y + (height - canvas.measure(note)) / 2;
  canvas.write({ ...note, tag: 'P', x: noteX, y: noteY });
  return secret.y + height;
}

function drawLost(canvas: Canvas, t: Translate, top: number): void {
  let y = turnPageFor(canvas, margins, { y: top, needed: 110 });
  y = canvas.write({ text: t('sheet.lost'), tag: 'H2', ink: heading, x: margins.left, y, width }) + 4;
  y = canvas.write({ text: t('sheet.lost.code'), tag: 'P', ink: body, x: margins.left, y, width }) + 3;
  canvas.write({ text: t('sheet.lost.password'), tag: 'P', ink: body, x: margins.left, y, width });
}
