import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';

/** A part of the server whose routes take their types from their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/**
 * Who may call a route: everybody, an agent with its token, a teller of the agent named in `Vahid-Teller`, an operator, or a
 * provider that exchanges files, with its key.
 */
export type Audience = 'public' | 'agent' | 'teller' | 'operator' | 'provider';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route without an audience is not served. */
    audience?: Audience;
    /** Open to a device that the request names; left out, to people and to the agent as a whole. */
    devices?: true;
    /** Open to a supervisor alone. */
    supervisors?: true;
    /**
     * Who calls may be known from less than a second ago: for questions, which move no money, and for payments, whose token, agent and
     * teller the lane looks at again as it decides.
     */
    recallsCaller?: 'for-questions' | 'for-payments';
    /** From the head to the last byte of the body; left out, what every request has. */
    bodyTimeoutMs?: number;
  }
}
