import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import type { Provider } from './model.ts';
import type { ProviderData } from './provider-data.ts';

/** What reports and books were written under stays as it is. */
export function fixedProblems(before: Provider, data: ProviderData): FieldProblem[] {
  return (['code', 'service', 'currency'] as const)
    .filter((name) => before[name] !== data[name])
    .map((name) => ({ field: `/${name}`, rule: 'fixed', detail: `stays ${before[name]}` }));
}

/** So do the names of the past, where names are told at all. */
export function fixedNameProblems(before: Provider, data: ProviderData): FieldProblem[] {
  return data.names.flatMap(({ validFrom, name }, index) => {
    const borne = before.names.find((dated) => dated.validFrom === validFrom)?.name;
    const isSame = !borne || (borne.az === name.az && borne.ru === name.ru && borne.en === name.en);
    const detail = 'a name that begins on this day is there; add one from another day';
    return isSame ? [] : [{ field: `/names/${index}`, rule: 'fixed', detail }];
  });
}
