import type { AccountInput } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { readPairs, type SettingReader } from './settings.ts';

/** What a provider calls the values that name an account, where its protocol carries them in one object. */
export interface InputNames {
  readonly accountField: string;
  /** The provider's name of each other input field that is renamed. */
  readonly parameters: ReadonlyMap<string, string>;
}

export function readInputNames(read: SettingReader): InputNames {
  return { accountField: read('accountField') ?? '', parameters: readPairs(read('parameters')) };
}

/** Complains of an input field that would take the account's place. */
export function inputNameProblems(read: SettingReader): readonly string[] {
  const { accountField, parameters } = readInputNames(read);
  return [...parameters.values()]
    .filter((parameter) => parameter === accountField)
    .map((parameter) => `setting parameters uses ${parameter}, which is the account’s`);
}

export function accountObject(input: AccountInput, names: InputNames): Readonly<Record<string, string>> {
  const others = Object.entries(input.fields).map(([name, value]): [string, string] => {
    const parameter = names.parameters.get(name) ?? name;
    assert(parameter !== names.accountField, 'an input field does not stand in for the account');
    return [parameter, value];
  });
  return Object.fromEntries([[names.accountField, input.account], ...others]);
}
