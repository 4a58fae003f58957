import { fieldRefusal, type FieldProblem, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import { isLanguage, languages, type Language } from '../platform/messages/language.ts';
import type { RegistrationInput } from './api.ts';
import { parseEmail, parsePhone } from './contact.ts';
import { parseCard, parseFin, type CardFormat } from './identity-card.ts';
import type { Channel, IdentityCard } from './model.ts';

/** What a registration says once every field was read. */
export interface Person {
  readonly fin: string;
  readonly card: IdentityCard;
  readonly fullName: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly language: Language;
  /** Where a code would go; null where there is neither phone nor e-mail. */
  readonly confirmBy: Channel | null;
}

export interface PersonRules {
  readonly cardFormats: readonly CardFormat[];
  /** Online, where a code must reach the person, one contact is needed; a counter registers people without any. */
  readonly contactNeeded: boolean;
}

const shortestName = 2;
const longestName = 120;

/**
 * Reads everything a person typed and names every field that is wrong at once. Refuses: invalid_national_id when card or FIN
 * is among them, else invalid_request.
 */
export function parsePerson(input: RegistrationInput, rules: PersonRules): Result<Person, Refusal> {
  const card = parseCard(input, rules.cardFormats);
  const fin = parseFin(input.fin);
  const fullName = parseFullName(input.fullName);
  const phone = optional(input.phone, parsePhone);
  const email = optional(input.email, parseEmail);
  const identity = [...problemsOf(card), ...problemsOf(fin)];
  const others = [
    ...problemsOf(fullName),
    ...problemsOf(phone),
    ...problemsOf(email),
    ...languageProblems(input.language),
    ...consentProblems(input.consent),
    ...contactProblems(input, rules.contactNeeded),
  ];
  const code = identity.length > 0 ? 'invalid_national_id' : 'invalid_request';
  const problems = [...identity, ...others];
  const { language } = input;
  if (!card.ok || !fin.ok || !fullName.ok || !phone.ok || !email.ok || !isLanguage(language) || problems.length > 0) {
    return err(fieldRefusal(code, ...problems));
  }
  const contacts = { phone: phone.value, email: email.value };
  const confirmBy = input.confirmBy ?? (contacts.phone ? 'sms' : contacts.email ? 'email' : null);
  return ok({ fin: fin.value, card: card.value, fullName: fullName.value, ...contacts, language, confirmBy });
}

/** A name as on the card, in any script; it needs a letter. */
function parseFullName(typed: string): Result<string, FieldProblem[]> {
  const text = parseVisibleText(typed, { field: '/fullName', longest: longestName });
  if (!text.ok) return text;
  if (text.value.length < shortestName) return err([required('/fullName', 'the name as on the card')]);
  if (!/\p{L}/u.test(text.value)) return err([pattern('/fullName', 'the name as on the card, in letters')]);
  return text;
}

/** An empty field of a form is a field that was not filled in. */
function optional(
  typed: string | undefined,
  parse: (text: string) => Result<string, FieldProblem[]>,
): Result<string | null, FieldProblem[]> {
  return typed === undefined || typed.trim() === '' ? ok(null) : parse(typed);
}

function contactProblems(input: RegistrationInput, contactNeeded: boolean): FieldProblem[] {
  const [phone, email] = [(input.phone ?? '').trim(), (input.email ?? '').trim()];
  const missing = (field: string): FieldProblem => ({ field, rule: 'contact', detail: 'a phone number or an e-mail' });
  if (contactNeeded && phone === '' && email === '') return [missing('/phone')];
  if (input.confirmBy === 'sms' && phone === '') return [missing('/phone')];
  if (input.confirmBy === 'email' && email === '') return [missing('/email')];
  return [];
}

function languageProblems(language: string): FieldProblem[] {
  return isLanguage(language) ? [] : [{ field: '/language', rule: 'choice', detail: `one of ${languages.join(', ')}` }];
}

function consentProblems(consent: boolean): FieldProblem[] {
  return consent === true
    ? []
    : [{ field: '/consent', rule: 'consent', detail: 'true: without consent no registration' }];
}

function problemsOf(result: Result<unknown, FieldProblem[]>): FieldProblem[] {
  return result.ok ? [] : result.error;
}

function required(field: string, detail: string): FieldProblem {
  return { field, rule: 'required', detail };
}

function pattern(field: string, detail: string): FieldProblem {
  return { field, rule: 'pattern', detail };
}
