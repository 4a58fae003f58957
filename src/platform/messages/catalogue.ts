import { actionTexts } from './texts/actions.ts';
import { cabinetTexts } from './texts/cabinet.ts';
import { cardTexts } from './texts/cards.ts';
import { comparisonTexts } from './texts/comparisons.ts';
import { debtTexts } from './texts/debts.ts';
import { documentTexts } from './texts/documents.ts';
import { drawerTexts } from './texts/drawers.ts';
import { fieldTexts } from './texts/fields.ts';
import { formTexts } from './texts/forms.ts';
import { historyTexts } from './texts/history.ts';
import { homeTexts } from './texts/home.ts';
import { limitTexts } from './texts/limits.ts';
import { meterTexts } from './texts/meters.ts';
import { layoutTexts } from './texts/layout.ts';
import { linkingTexts } from './texts/linking.ts';
import { noticeTexts } from './texts/notices.ts';
import { payingTexts } from './texts/paying.ts';
import { paymentStateTexts } from './texts/payment-states.ts';
import { reconciliationTexts } from './texts/reconciliation.ts';
import { refusalTexts } from './texts/refusals.ts';
import { registrationTexts } from './texts/registration.ts';
import { serviceTexts } from './texts/services.ts';
import { signInTexts } from './texts/sign-in.ts';
import { tellerMeterTexts } from './texts/teller-meters.ts';
import { tellerTexts } from './texts/teller.ts';
import { welcomeTexts } from './texts/welcome.ts';

/**
 * Every message of the hub by key. To add one, write its key in a file of `texts/`; a new area is one file there and
 * one line here. The key begins with the area, so that no two areas meet.
 */
export const catalogue = {
  ...actionTexts,
  ...cabinetTexts,
  ...cardTexts,
  ...comparisonTexts,
  ...debtTexts,
  ...documentTexts,
  ...drawerTexts,
  ...fieldTexts,
  ...formTexts,
  ...historyTexts,
  ...homeTexts,
  ...limitTexts,
  ...meterTexts,
  ...layoutTexts,
  ...linkingTexts,
  ...noticeTexts,
  ...payingTexts,
  ...paymentStateTexts,
  ...reconciliationTexts,
  ...refusalTexts,
  ...registrationTexts,
  ...serviceTexts,
  ...signInTexts,
  ...tellerMeterTexts,
  ...tellerTexts,
  ...welcomeTexts,
} as const;

export type Catalogue = typeof catalogue;

export type MessageKey = keyof Catalogue;
