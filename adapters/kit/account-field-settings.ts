import type { AdapterSetting } from '../../src/kernel/adapter.ts';
import { optionalSetting } from './settings.ts';

/** Form of a name that a provider gives to a field or a command. */
export const namePattern = '^[A-Za-z_][A-Za-z0-9_.-]{0,39}$';

/** Where a protocol describes accounts in free fields: what each provider calls them. */
export const accountFieldSettings: readonly AdapterSetting[] = [
  optionalSetting({
    name: 'proofField',
    pattern: namePattern,
    description: 'Input field that the provider checks as proof that the payer holds the account',
  }),
  optionalSetting({ name: 'holderNameField', description: 'Name of the answer field with the holder’s name' }),
  optionalSetting({ name: 'addressField', description: 'Name of the answer field with the address' }),
  optionalSetting({ name: 'debtField', description: 'Name of the answer field with the amount of `debtMeans`' }),
  optionalSetting({
    name: 'debtMeans',
    pattern: '^(?:owed|balance)$',
    fallback: 'owed',
    description: '`owed`: above zero is a debt; `balance`: above zero is the customer’s money',
  }),
  optionalSetting({
    name: 'billFields',
    description: 'Prefix of the answer fields that hold one bill each: `number|YYYY-MM|YYYY-MM-DD|amount`',
  }),
  optionalSetting({ name: 'lineField', description: 'Name of the answer field with `prepaid` or `postpaid`' }),
  optionalSetting({ name: 'planField', description: 'Name of the answer field with the plan of the line' }),
  optionalSetting({
    name: 'renewsOnField',
    description: 'Name of the answer field with the date YYYY-MM-DD of the next renewal or invoice',
  }),
];

/** Input fields that the provider calls otherwise than the hub. */
export const parametersSetting: AdapterSetting = optionalSetting({
  name: 'parameters',
  pattern: '^[A-Za-z0-9_.-]{1,40}=[A-Za-z0-9_.-]{1,40}(?:,[A-Za-z0-9_.-]{1,40}=[A-Za-z0-9_.-]{1,40})*$',
  description:
    'The provider’s names of the input fields, `field=parameter` by commas; a field keeps its own name otherwise',
});
