import { currencies } from '../kernel/money.ts';
import type { Language } from '../platform/messages/language.ts';
import { type Provider, services } from '../providers/model.ts';

/** As people look for them: the providers of the country first, gas to mobile, then by name. */
export function inReadingOrder(language: Language, providers: readonly Provider[]): readonly Provider[] {
  const place = (provider: Provider) =>
    currencies.indexOf(provider.currency) * services.length + services.indexOf(provider.service);
  return [...providers].sort(
    (a, b) => place(a) - place(b) || a.name[language].localeCompare(b.name[language], language),
  );
}
