import type { Command } from 'commander';
import { present } from '../../kernel/assert.ts';
import { isBusinessDate } from '../../kernel/business-date.ts';
import { translate } from '../../platform/messages/translate.ts';
import { headInWords, reportInWords, uncomparedInWords } from '../../registries/comparison-words.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { plainRows } from './plain-rows.ts';
import { idOf } from './read-id.ts';
import { type Said, spoken } from './spoken.ts';
import { wholeNumber } from './whole-number.ts';
import { expected, print, withHub } from './with-hub.ts';

const mostShown = 100;

/** `vahid comparisons`: what the agents' own files of their days came to, and which days nobody has compared. */
export function defineComparisons(command: Command): void {
  spoken(command.command('list'))
    .description('comparisons of the agents’ days, newest first')
    .option('--agent <code>', 'of this agent only')
    .option('--day <date>', 'of this settlement day only, YYYY-MM-DD')
    .option('--limit <number>', `most comparisons, at most ${mostShown}`, wholeNumber(1), 50)
    .action((said: Said & { agent?: string; day?: string; limit: number }) =>
      withHub(async ({ hub }) => {
        if (said.day !== undefined && !isBusinessDate(said.day)) throw new StartRefused(`${said.day} is no date`);
        const codes = await codesOf(hub);
        const agentId = said.agent === undefined ? undefined : agentNamed(codes, said.agent);
        const found = await hub.days.list({
          ...{ limit: Math.min(said.limit, mostShown) },
          ...(agentId === undefined ? {} : { agentId }),
          ...(said.day === undefined ? {} : { day: said.day }),
        });
        const lines = found.map((one) => headInWords(one, codeOf(codes, one.agentId), said.language));
        show(found, lines, { ...said, none: 'comparison.none' });
      }),
    );
  spoken(command.command('show'))
    .description('a comparison line by line: what differs, and what both sides say')
    .argument('<comparison>', 'id of the comparison', idOf('vahid comparisons list'))
    .action((id: string, said: Said) =>
      withHub(async ({ hub }) => {
        const found = expected(await hub.days.get({ id, agentId: null }));
        const code = codeOf(await codesOf(hub), found.agentId);
        show([found], reportInWords(found, code, said.language), { ...said, none: 'comparison.none' });
      }),
    );
  spoken(command.command('missing'))
    .description('closed days with which no file of the agent agreed, newest first')
    .option('--agent <code>', 'of this agent only')
    .action((said: Said & { agent?: string }) =>
      withHub(async ({ hub }) => {
        if (said.agent !== undefined) agentNamed(await codesOf(hub), said.agent);
        const agent = said.agent === undefined ? {} : { agentCode: said.agent };
        const found = await hub.days.listUncompared({ ...agent, limit: mostShown });
        const lines = found.map((one) => uncomparedInWords(one, said.language));
        show(found, lines, { ...said, none: 'comparison.allCompared' });
      }),
    );
}

function show(
  rows: readonly object[],
  lines: readonly string[],
  said: Said & { readonly none: 'comparison.none' | 'comparison.allCompared' },
): void {
  print(plainRows(rows), rows.length > 0 ? lines : [translate(said.language)(said.none)], said.json === true);
}

async function codesOf(hub: Hub): Promise<ReadonlyMap<string, string>> {
  return new Map((await hub.agents.list()).map(({ id, code }) => [id, code]));
}

function codeOf(codes: ReadonlyMap<string, string>, agentId: string): string {
  return present(codes.get(agentId), 'the agent of a comparison');
}

function agentNamed(codes: ReadonlyMap<string, string>, code: string): string {
  const [found] = [...codes].find(([, known]) => known === code) ?? [];
  if (found === undefined) throw new StartRefused(`no agent has the code ${code}`);
  return found;
}
