import type { Static } from 'typebox';
import type { AccountLink } from '../../accounts/api.ts';
import type { SheetData } from '../../citizens/api.ts';
import type { HttpDeps } from '../dependencies.ts';
import type { SheetAnswer } from './citizens-schemas.ts';

/** The sheet with the accounts that are linked at this moment, as data and as the page to print. */
export async function sheetAnswer(
  deps: Pick<HttpDeps, 'renderSheet'>,
  data: SheetData,
  links: readonly AccountLink[],
): Promise<Static<typeof SheetAnswer>> {
  const accounts = links.map(({ providerId, account, label }) => ({ providerId, account, label }));
  const pdf = await deps.renderSheet({ ...data, accounts });
  return {
    citizenId: data.citizenId,
    uniqueCode: data.uniqueCode,
    assurance: data.assurance,
    printsPassword: data.initialPassword !== null,
    sheet: {
      mediaType: 'application/pdf',
      fileName: 'registration-sheet.pdf',
      base64: Buffer.from(pdf).toString('base64'),
    },
  };
}
