import { type Command, Option } from 'commander';
import { present } from '../../kernel/assert.ts';
import { isBusinessDate } from '../../kernel/business-date.ts';
import { translate } from '../../platform/messages/translate.ts';
import { type RunOutcome, runOutcomes } from '../../reconciliation/model.ts';
import { breaksInWords, runInWords } from '../../reconciliation/words.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { namedProvider } from './named-provider.ts';
import { plainRows } from './plain-rows.ts';
import { idOf } from './read-id.ts';
import { type Said, spoken } from './spoken.ts';
import { wholeNumber } from './whole-number.ts';
import { expected, print, withHub } from './with-hub.ts';

interface ListSaid extends Said {
  readonly provider?: string;
  readonly day?: string;
  readonly outcome?: RunOutcome;
  readonly limit: number;
}

const mostShown = 100;

/** `vahid reconciliation`: the providers' statements of their days beside the hub's books. */
export function defineReconciliation(command: Command): void {
  spoken(command.command('list'))
    .description('days that were compared, newest first')
    .option('--provider <code>', 'of this provider only')
    .option('--day <date>', 'of this settlement day only, YYYY-MM-DD')
    .addOption(new Option('--outcome <outcome>', 'only days that stand so by their newest run').choices(runOutcomes))
    .option('--limit <number>', `most runs, at most ${mostShown}`, wholeNumber(1), 50)
    .action((said: ListSaid) =>
      withHub(async ({ hub }) => {
        const provider = said.provider === undefined ? undefined : await namedProvider(hub, said.provider);
        const found = await hub.reconciliation.list({
          limit: Math.min(said.limit, mostShown),
          ...(provider ? { providerId: provider.id } : {}),
          ...(said.day === undefined ? {} : { day: dateOf(said.day) }),
          ...(said.outcome === undefined ? {} : { outcome: said.outcome }),
        });
        const codes = await hub.providers.findCodes(found.map(({ providerId }) => providerId));
        const lines = found.map((run) => runInWords(run, codeOf(codes, run.providerId), said.language));
        const none = translate(said.language)('recon.none');
        print(plainRows(found), lines.length > 0 ? lines : [none], said.json === true);
      }),
    );
  spoken(command.command('show'))
    .description('a day line by line: what differs, and what both sides say')
    .argument('<run>', 'id of the run', idOf('vahid reconciliation list'))
    .action((id: string, said: Said) => withHub(({ hub }) => show(hub, id, said)));
  spoken(command.command('run'))
    .description('asks a provider for its statement of a day, and compares it now')
    .argument('<provider>', 'code of the provider')
    .argument('<day>', 'settlement day, YYYY-MM-DD')
    .action((provider: string, day: string, said: Said) =>
      withHub(async ({ hub }) => {
        const run = expected(await hub.reconciliation.compare(provider, dateOf(day)));
        await show(hub, run.id, said);
        if (run.outcome !== 'agrees') process.exitCode = 1;
      }),
    );
}

async function show(hub: Hub, id: string, said: Said): Promise<void> {
  const found = expected(await hub.reconciliation.get(id));
  const codes = await hub.providers.findCodes([found.run.providerId]);
  const code = codeOf(codes, found.run.providerId);
  print(plainRows([found]), breaksInWords(found, code, said.language), said.json === true);
}

function dateOf(text: string): string {
  if (!isBusinessDate(text)) throw new StartRefused(`${text} is no date`);
  return text;
}

function codeOf(codes: ReadonlyMap<string, string>, providerId: string): string {
  return present(codes.get(providerId), 'the provider of a run');
}
