import { operations } from './operations.js';
import { signedHeaders } from './sign.js';

/** A refusal of the hub; `code` is stable. */
export class VahidError extends Error {
  constructor(problem) {
    super(`${problem.code}: ${problem.title}`);
    this.name = 'VahidError';
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
  }
}

const headerFields = { 'Vahid-Teller': 'teller', 'Idempotency-Key': 'key', 'Vahid-File-Name': 'fileName' };
/** A token is renewed this long before it ends. */
const tokenMarginMs = 60_000;
const firstPauseMs = 200;
const longestPauseMs = 10_000;

/**
 * A method for each operation of the API. What is safe to repeat is sent again when no answer came or the hub asks for it: what
 * only reads, and what carries an idempotency key. Everything else is sent once.
 */
export function createVahidClient(options) {
  const settings = { retries: 5, timeoutMs: 20_000, fetch: globalThis.fetch, ...options };
  const state = { token: undefined };
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (request = {}) => call(settings, state, { operation, request }),
    ]),
  );
}

async function call(settings, state, wanted) {
  const { operation } = wanted;
  const isSafe = operation.method === 'GET' || operation.headers.includes('Idempotency-Key');
  let isRenewed = false;
  for (let tries = 0; ; tries += 1) {
    const isLast = !isSafe || tries >= settings.retries;
    const answer = await send(settings, state, wanted).catch((error) => {
      if (isLast) throw error;
    });
    if (answer?.ok) return read(answer);
    if (answer) {
      const problem = await problemOf(answer);
      if (problem.code === 'invalid_token' && !isRenewed) {
        state.token = undefined;
        isRenewed = true;
        continue;
      }
      if (isLast || !mayPass(problem)) throw new VahidError(problem);
    }
    await pause(tries, Number(answer?.headers.get('retry-after') ?? 0));
  }
}

/** True where the same request may succeed in a moment. */
function mayPass({ status, code }) {
  return status === 429 || status === 503 || code === 'internal_error' || code === 'idempotency_in_progress';
}

async function send(settings, state, { operation, request }) {
  const headers = operation.isPublic ? {} : { authorization: `Bearer ${await tokenOf(settings, state)}` };
  for (const name of operation.headers) {
    const value = request[headerFields[name]] ?? (name === 'Vahid-Teller' ? settings.teller : undefined);
    if (value !== undefined) headers[name] = value;
  }
  if (request.body !== undefined) headers['content-type'] = operation.type;
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name) => encodeURIComponent(request.path[name]));
  const query = new URLSearchParams(
    Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined),
  ).toString();
  const { method } = operation;
  const body = operation.type === 'application/json' ? JSON.stringify(request.body) : request.body;
  const url = new URL(`${settings.baseUrl}${path}${query === '' ? '' : `?${query}`}`);
  const target = `${url.pathname}${url.search}`;
  const isSigned = settings.signingKey !== undefined && !operation.isPublic;
  return settings.fetch(url, {
    method,
    // Each try has a signature of its own: the hub takes none twice.
    headers: isSigned ? signedHeaders(settings.signingKey, { method, target, headers, body }) : headers,
    signal: AbortSignal.timeout(settings.timeoutMs),
    ...(request.body === undefined ? {} : { body }),
  });
}

async function tokenOf(settings, state) {
  if (state.token === undefined || Date.now() >= state.token.endsMs) state.token = await askToken(settings);
  return state.token.text;
}

async function askToken({ baseUrl, clientId, clientSecret, timeoutMs, fetch }) {
  const answer = await fetch(`${baseUrl}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!answer.ok) throw new VahidError(await problemOf(answer));
  const { access_token: text, expires_in: seconds } = await answer.json();
  return { text, endsMs: Date.now() + seconds * 1000 - tokenMarginMs };
}

async function read(answer) {
  if (answer.status === 204) return null;
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) return answer.json();
  return type.startsWith('application/pdf') ? answer.arrayBuffer() : answer.text();
}

async function problemOf(answer) {
  const nothing = { code: 'internal_error', title: `HTTP ${answer.status}`, status: answer.status };
  return answer.json().catch(() => nothing);
}

function pause(tries, seconds) {
  const ms = seconds > 0 ? seconds * 1000 : Math.min(firstPauseMs * 2 ** tries, longestPauseMs);
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
