import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { commonWords } from './common-passwords.ts';

/** Numbers that everybody around a person knows, and that are therefore no password. */
export interface PasswordContext {
  readonly uniqueCode: string;
  readonly fin: string;
  readonly cardNumber: string | null;
  /** E.164. */
  readonly phone: string | null;
}

const shortestPassword = 8;
const longestPassword = 128;

/** What is wrong with a password whoever it belongs to: too short, too long, or among the first that anybody would try. */
export function passwordProblems(field: string, password: string): FieldProblem[] {
  const length = [...password.normalize('NFC')].length;
  if (length < shortestPassword) {
    return [{ field, rule: 'password_short', detail: `at least ${shortestPassword} characters` }];
  }
  if (length > longestPassword) return [{ field, rule: 'too_long', detail: `at most ${longestPassword} characters` }];
  if (isCommon(password))
    return [{ field, rule: 'password_common', detail: 'not one of the first that anybody tries' }];
  return [];
}

/** What is wrong with a password because of whose it is: it is their own code, FIN, card or telephone. */
export function personalPasswordProblems(field: string, password: string, context: PasswordContext): FieldProblem[] {
  const typed = bare(password);
  const phone = context.phone ?? '';
  const own = [
    context.uniqueCode,
    context.fin,
    context.cardNumber ?? '',
    phone,
    phone.replace(/^\+994/, ''),
    phone.replace(/^\+994/, '0'),
  ].map(bare);
  if (!own.some((value) => value !== '' && value === typed)) return [];
  return [{ field, rule: 'password_personal', detail: 'not the code, FIN, card or phone of the person' }];
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** One character over and over, a run along the alphabet or the keyboard, or a common word with figures around it. */
function isCommon(password: string): boolean {
  const text = password.normalize('NFC').toLowerCase();
  const word = text.replace(/^\P{L}+|\P{L}+$/gu, '');
  const asciiWord = word.replace(/[əğıöüşç]/g, (letter) => asciiOf[letter] ?? letter);
  return isRepetition(text) || isRun(text) || isDate(text) || commonWords.has(word) || commonWords.has(asciiWord);
}

const asciiOf: Readonly<Record<string, string>> = { ə: 'e', ğ: 'g', ı: 'i', ö: 'o', ü: 'u', ş: 's', ç: 'c' };

/** `aaaaaaaa`, `12121212`, `abcabcabc`: a piece of up to four characters and nothing else. */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+$/u.test(text);
}

const runs = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'йцукенгшщзхъфывапролджэячсмитьбю',
  '1q2w3e4r5t6y7u8i9o0p',
  'qazwsxedcrfvtgbyhnujmikolp',
];

function isRun(text: string): boolean {
  return runs.some((run) => run.includes(text) || [...run].toReversed().join('').includes(text));
}

/** `01061990`, `1990-06-01`: a day that may be somebody's birthday. */
function isDate(text: string): boolean {
  const figures = text.replace(/[ ./-]/g, '');
  const day = '(0[1-9]|[12][0-9]|3[01])';
  const month = '(0[1-9]|1[0-2])';
  const year = '(19|20)[0-9]{2}';
  return new RegExp(`^(${day}${month}${year}|${year}${month}${day})$`).test(figures);
}
