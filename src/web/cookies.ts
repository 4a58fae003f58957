import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLanguage, type Language } from '../platform/messages/language.ts';

/** One secret in the browser: a session, a registration under way, a password renewal. Never in an address. */
export interface SecretCookie {
  read(request: FastifyRequest): string | undefined;
  write(reply: FastifyReply, secret: string): void;
  clear(reply: FastifyReply): void;
}

export interface Cookies {
  readonly session: SecretCookie;
  readonly registration: SecretCookie;
  readonly renewal: SecretCookie;
  /** A teller's desk. */
  readonly desk: SecretCookie;
  /** From an earlier sign-in on this device. It opens nothing; with it a stranger's guessing does not keep the citizen out. */
  readonly device: SecretCookie;
  readonly language: {
    read(request: FastifyRequest): Language | undefined;
    write(reply: FastifyReply, language: Language): void;
  };
  readonly csrf: { readonly name: string; readonly options: CookieSerializeOptions };
}

/** Longer than any secret the hub makes, characters; what is longer is not looked at. */
const longestSecret = 200;

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * The cabinet's cookies. Over HTTPS they are Secure and carry the `__Host-` prefix, so that no neighbouring host can
 * plant one; over plain HTTP on one's own machine neither would be stored. Secrets that open
 * something end with the browser; how long a session lives is the server's decision.
 */
export function createCookies(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:');
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  const prefix = secure ? '__Host-' : '';
  const secretCookie = (name: string, lasting: { maxAge?: number } = {}): SecretCookie => ({
    read: (request) => {
      const value = request.cookies[prefix + name];
      return value !== undefined && value !== '' && value.length <= longestSecret ? value : undefined;
    },
    write: (reply, secret) => void reply.setCookie(prefix + name, secret, { ...options, ...lasting }),
    clear: (reply) => void reply.clearCookie(prefix + name, options),
  });
  return {
    session: secretCookie('session'),
    registration: secretCookie('registration'),
    renewal: secretCookie('renewal'),
    desk: secretCookie('desk'),
    device: secretCookie('device', { maxAge: yearSeconds }),
    language: {
      read: (request) => {
        const value = request.cookies[`${prefix}language`];
        return isLanguage(value) ? value : undefined;
      },
      write: (reply, language) =>
        void reply.setCookie(`${prefix}language`, language, { ...options, maxAge: yearSeconds }),
    },
    csrf: { name: `${prefix}form`, options },
  };
}
