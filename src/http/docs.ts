import type { SwaggerOptions } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { colors } from '../platform/documents/theme.ts';
import { mostFileBytes } from '../registries/model.ts';
import { Nothing } from './schemas/common.ts';

const description = `The API through which banks, the post and kiosk networks collect for Vahid.

**Access.** \`POST /v1/token\` with the client credentials; then \`Authorization: Bearer …\`. Requests of a counter name the teller or device in \`Vahid-Teller\`; a device that has client credentials of its own names nobody.

**A payment.** 1. Ask for the debt (\`POST /v1/debts\`): each line that can be paid carries a quote. 2. Store a key of your own for the basket. 3. \`POST /v1/payments\` with that key in \`Idempotency-Key\`: 201 is final for the payer. 4. No answer? Send the same again, or \`GET /v1/payments/by-key/{key}\`. 5. To hand the cash back without an answer, \`POST /v1/payments/by-key/{key}/abandon\`: afterwards the key can never be accepted, or the payment that exists is in your hands.

**Many payments.** \`POST /v1/payments/batches\` takes up to 1,000 baskets at once, each with its own key and outcome.

**Units.** Amounts are decimal strings with a currency, never numbers. Instants are UTC, dates are dates in Baku.

**Errors.** \`application/problem+json\` with a stable \`code\` and every wrong field. Unknown fields are refused. What belongs to another agent is answered with 404. Bodies: at most 64 KiB unless a route says otherwise.

**Privacy.** Identity numbers, unique codes and account numbers never stand in an address: they are sent in bodies.`;

const tags = [
  { name: 'Access', description: 'Tokens.' },
  { name: 'Providers', description: 'Who is owed, and how their accounts are written.' },
  { name: 'Citizens', description: 'Registration at the counter, look-up and linked accounts.' },
  { name: 'Debts', description: 'What accounts owe: quotes that a payment can name.' },
  { name: 'Payments', description: 'Taking money, and what became of it.' },
  { name: 'Collected before', description: 'Money that an office took while it was offline.' },
  { name: 'Kiosks', description: 'The notes that devices take, and what payers ask of them.' },
  { name: 'Receipts', description: 'Proof of acceptance.' },
  { name: 'Position', description: 'How much the agent may still collect.' },
  { name: 'Provider files', description: 'Billers without an online system: what accounts owe, and what was paid.' },
  { name: 'Provider notifications', description: 'What providers tell of their own accord.' },
  { name: 'Operators', description: 'The hub’s own people: providers, and who changes them.' },
  { name: 'Reconciliation', description: 'A day as the agent has it, beside the hub’s.' },
  { name: 'Webhooks', description: 'Being told what becomes of payments.' },
  { name: 'Health', description: 'For whoever watches the process.' },
];

declare module 'fastify' {
  interface FastifySchema {
    /** Of a file that the route reads as it comes. */
    readonly mostFileMiB?: number;
    /** Of a body that is kept as it came, since it is signed. */
    readonly mostBodyBytes?: number;
  }
}

const bytesPerMiB = 1024 ** 2;

/** Content types of what is read as it comes. */
const fileTypes = ['text/csv', 'application/xml'];

function describedFile(mostMiB = mostFileBytes / bytesPerMiB) {
  return { type: 'string', maxLength: mostMiB * bytesPerMiB, description: `The file: at most ${mostMiB} MiB.` };
}

function signedBody(mostBytes: number) {
  return { type: 'string', maxLength: mostBytes, description: 'As the protocol of the provider words it.' };
}

type Schema = Readonly<Record<string, unknown>>;

/** A device with a token of its own names nobody; whoever has another token is asked for the header all the same. */
function withOptionalTeller<S extends { readonly headers?: unknown }>(schema: S): S {
  const headers = schema.headers as Schema | undefined;
  const required = headers?.['required'];
  if (!headers || !Array.isArray(required)) return schema;
  return { ...schema, headers: { ...headers, required: required.filter((name) => name !== 'Vahid-Teller') } };
}

/** Registered before the routes that it describes. Routes without a tag, such as the cabinet's pages, stay out. */
export const docsOptions: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Vahid agent API',
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags,
    components: {
      securitySchemes: {
        agentToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        operatorToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        providerKey: { type: 'http', scheme: 'basic' },
      },
    },
  },
  hideUntagged: true,
  // A file is read as it comes and has no schema to be checked against; the document describes it all the same. So is what a
  // provider tells in the words of its own protocol.
  transform: ({ schema: given, url }) => {
    // Pages of the cabinet have no schema.
    const schema = withOptionalTeller((given as typeof given | undefined) ?? {});
    const { mostBodyBytes, ...signed } = schema;
    if (mostBodyBytes !== undefined) return { schema: { ...signed, body: signedBody(mostBodyBytes) }, url };
    const consumes = schema.consumes ?? [];
    if (!consumes.some((type) => fileTypes.includes(type))) return { schema, url };
    const { mostFileMiB, ...rest } = schema;
    return { schema: { ...rest, body: describedFile(mostFileMiB) }, url };
  },
  // Every shared schema has a name of its own.
  refResolver: { buildLocalReference: (json) => String(json['$id']) },
};

/** The hub's mark as its documents bear it: four services around one centre. */
const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" role="img" aria-label="Vahid">
<clipPath id="c"><rect width="40" height="40" rx="11"/></clipPath><g clip-path="url(#c)">
<path d="M20 20 0 0H40Z" fill="${colors.power}"/><path d="M20 20 40 0V40Z" fill="${colors.gas}"/>
<path d="M20 20 40 40H0Z" fill="${colors.water}"/><path d="M20 20 0 40V0Z" fill="${colors.tel}"/></g>
<circle cx="20" cy="20" r="9.2" fill="${colors.paper}"/></svg>`;

/** The pages at /docs run their own script and style and nothing else; the API allows none at all. */
const pageContentPolicy = {
  'default-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

/** `/openapi.json`, and the same for people at `/docs`. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  const schema = { hide: true, params: Nothing, querystring: Nothing };
  app.get('/openapi.json', { schema, config: { audience: 'public' } }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  );
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: pageContentPolicy,
    uiConfig: { deepLinking: true },
    theme: { title: 'Vahid agent API' },
    logo: { type: 'image/svg+xml', content: Buffer.from(mark), href: '/docs', target: '_self' },
  });
}
