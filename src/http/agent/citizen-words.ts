import type { CardInput } from '../../citizens/api.ts';
import { fieldRefusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

/** What a request may say of a citizen; the schema has checked the types. */
export interface CitizenNamed {
  readonly uniqueCode?: string | undefined;
  readonly cardSeries?: string | undefined;
  readonly cardNumber?: string | undefined;
}

/** The one way in which a request names a citizen: by the unique code, or by both parts of the card. Refuses: invalid_request. */
export function readCitizenNamed(given: CitizenNamed): Result<{ readonly uniqueCode: string } | CardInput, Refusal> {
  const { uniqueCode, cardSeries, cardNumber } = given;
  const hasCard = cardSeries !== undefined || cardNumber !== undefined;
  if (uniqueCode !== undefined && !hasCard) return ok({ uniqueCode });
  if (uniqueCode === undefined && cardSeries !== undefined && cardNumber !== undefined) {
    return ok({ cardSeries, cardNumber });
  }
  return err(oneWayOnly('uniqueCode, or cardSeries and cardNumber'));
}

/** A body that names its subject in no way, or in two. */
export function oneWayOnly(ways: string): Refusal {
  return fieldRefusal('invalid_request', { field: '', rule: 'one_of', detail: `exactly one of: ${ways}` });
}
