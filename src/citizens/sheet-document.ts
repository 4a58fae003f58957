import { present } from '../kernel/assert.ts';
import { renderRegistrationSheet } from '../platform/documents/registration-sheet.ts';
import type { ProviderService } from '../providers/api.ts';
import { printAccount } from '../providers/model.ts';
import type { SheetData } from './api.ts';

export interface SheetDocumentDeps {
  readonly providers: Pick<ProviderService, 'findMany'>;
  /** Where people reach the cabinet; stands on the sheet. */
  readonly publicUrl: string;
}

/** Returns what prints a registration sheet: the PDF in the citizen's language, with the password where there is a new one. */
export function createSheetDocument(deps: SheetDocumentDeps): (sheet: SheetData) => Promise<Buffer> {
  return async (sheet) => {
    const providers = await deps.providers.findMany(sheet.accounts.map((account) => account.providerId));
    return renderRegistrationSheet({
      language: sheet.language,
      uniqueCode: sheet.uniqueCode,
      holderName: sheet.fullName,
      issuedAt: sheet.issuedAt,
      initialPassword: sheet.initialPassword,
      cabinetUrl: deps.publicUrl,
      accounts: sheet.accounts.map(({ providerId, account, label }) => {
        const provider = present(providers.get(providerId), 'the provider of a linked account');
        const { service, name } = provider;
        return { providerName: name[sheet.language], service, account: printAccount(provider, account), label };
      }),
    });
  };
}
