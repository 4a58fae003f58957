import type { TSchema } from 'typebox';
import { LinkAnswer } from '../agent/citizens-schemas.ts';
import { DebtLineAnswer, FeeAnswer } from '../agent/debts-schemas.ts';
import { BasketAnswer, PaymentAnswer } from '../agent/payments-schemas.ts';
import { PreparationAnswer } from '../agent/preparations-schemas.ts';
import { AmountRuleAnswer, MaintenanceAnswer } from '../agent/providers-schemas.ts';
import { ComparisonAnswer, ComparisonHead } from './comparisons.ts';
import { EntryAnswer, StatementAnswer } from '../operator/bank-schemas.ts';
import { ProposalAnswer, ProviderEntryAnswer } from '../operator/schemas.ts';
import { DebtRegistryAnswer } from '../provider-files/schemas.ts';
import { BalanceSchema, LocalizedText, MoneySchema, ProblemSchema } from './common.ts';
import { RefundAnswer } from './refunds.ts';

/** Schemas that stand in the document under a name of their own. */
export const sharedSchemas: readonly TSchema[] = [
  MoneySchema,
  BalanceSchema,
  LocalizedText,
  ProblemSchema,
  AmountRuleAnswer,
  MaintenanceAnswer,
  FeeAnswer,
  DebtLineAnswer,
  LinkAnswer,
  BasketAnswer,
  PaymentAnswer,
  PreparationAnswer,
  ProviderEntryAnswer,
  ProposalAnswer,
  RefundAnswer,
  DebtRegistryAnswer,
  ComparisonAnswer,
  ComparisonHead,
  StatementAnswer,
  EntryAnswer,
];
