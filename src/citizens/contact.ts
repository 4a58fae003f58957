import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** Longest e-mail address SMTP carries (RFC 5321), in characters. */
const longestEmail = 254;
const longestTypedPhone = 40;

const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;

/**
 * Reads a telephone number as people write it in Azerbaijan (`050 123 45 67`, `+994 50 …`, `00994 …`) or any number with its
 * country code, and returns E.164.
 */
export function parsePhone(typed: string): Result<string, FieldProblem[]> {
  const problem = { field: '/phone', rule: 'phone', detail: 'with its country code, such as +994501234567' };
  if (typed.length > longestTypedPhone || !/^[0-9 ()+.-]+$/.test(typed)) return err([problem]);
  const bare = typed.replace(/[ ().-]/g, '');
  const international = bare.replace(/^00/, '+').replace(/^0(?=[0-9]{9}$)/, '+994');
  if (!/^\+[1-9][0-9]{7,14}$/.test(international)) return err([problem]);
  if (international.startsWith('+994') && !/^\+994[1-9][0-9]{8}$/.test(international)) {
    return err([{ ...problem, detail: 'after +994 nine digits follow, such as +994501234567' }]);
  }
  return ok(international);
}

/** Reads an e-mail address; the domain in small letters, the rest as it is. Only ASCII addresses are taken. */
export function parseEmail(typed: string): Result<string, FieldProblem[]> {
  const problem = { field: '/email', rule: 'email', detail: 'an address such as name@example.az' };
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1).toLowerCase()];
  const labels = domain.split('.');
  const fits =
    at > 0 &&
    text.length <= longestEmail &&
    local.length <= 64 &&
    localPart.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => label.length <= 63 && domainLabel.test(label)) &&
    /^[a-z]/.test(labels.at(-1) ?? '');
  return fits ? ok(`${local}@${domain}`) : err([problem]);
}

/** `+994 •• ••• •• 67`: enough to know one's own number by. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 4)} •• ••• •• ${phone.slice(-2)}`;
}

/** `l•••@example.az` */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
}
