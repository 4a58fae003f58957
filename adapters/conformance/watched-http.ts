import type { Evidence, HttpPort } from '../../src/kernel/adapter.ts';

/** An HTTP port that remembers how long and how large answers were. */
export interface WatchedHttp extends HttpPort {
  seen(): { readonly requests: number; readonly slowestMs: number; readonly mostBytes: number };
}

export function watchHttp(http: HttpPort, now: () => number): WatchedHttp {
  const seen = { requests: 0, slowestMs: 0, mostBytes: 0 };
  return {
    seen: () => ({ ...seen }),
    request: async (request) => {
      const started = now();
      const outcome = await http.request(request);
      seen.requests += 1;
      seen.slowestMs = Math.max(seen.slowestMs, now() - started);
      if (outcome.kind === 'answered') seen.mostBytes = Math.max(seen.mostBytes, outcome.body.length);
      return outcome;
    },
  };
}

/** Evidence as one text: the reason, and the provider's own code where there was one. */
export function evidenceText({ reason, providerCode }: Evidence): string {
  return providerCode === null ? reason : `${reason}, code ${providerCode}`;
}
