import { type Refusal, errorEntry } from '../../kernel/errors/catalogue.ts';
import type { Result } from '../../kernel/result.ts';
import { loadConfig } from '../../platform/config/config.ts';
import type { LiveHub } from '../roles/live-hub.ts';
import { openHub } from '../roles/start-hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';

/** Opens the hub for one command as a worker: beside a running hub, whose database it shares, without touching what is that hub's. */
export async function withHub(work: (live: LiveHub) => Promise<void>): Promise<void> {
  const config = await loadConfig();
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, () => 130);
  try {
    const options = { role: 'worker', sampleWorld: false, fresh: false, seed: 0, citizens: 0 } as const;
    const { live } = await openHub(config, { ...options, progress: () => undefined }, shutdown);
    await work(live);
  } finally {
    await shutdown.run();
    stopListening();
  }
}

/** The value, or the end of the command with the refusal in words: its title, and every field with its rule. */
export function expected<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  const { code, fields = [] } = result.error;
  const lines = fields.map(({ field, rule, detail }) => `  ${field || '/'}  ${rule}: ${detail}`);
  throw new StartRefused([`${code}: ${errorEntry(code).title.en}`, ...lines].join('\n'));
}

/** One line of JSON for machines, rows of text for people. */
export function print(rows: readonly unknown[], lines: readonly string[], json: boolean): void {
  if (json) console.log(JSON.stringify(rows));
  else for (const line of lines) console.log(line);
}
