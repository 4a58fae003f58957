import type { Command } from 'commander';
import { createAgentService } from '../../agents/service.ts';
import { systemIds } from '../../kernel/ids.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { createPasswordHasher } from '../../platform/crypto/password-hasher.ts';
import { withDatabase } from '../with-database.ts';
import { StartRefused } from '../roles/start-refused.ts';

/** `vahid tellers`: who may work at the hub's own screen. */
export function defineTellers(command: Command): void {
  command
    .command('password <agent> <teller>')
    .description('a new password for a teller at the hub’s own screen, by the codes; earlier sign-ins end')
    .action(async (agentCode: string, tellerCode: string) => {
      const password = await renewPassword(agentCode, tellerCode);
      console.log(`password of teller ${tellerCode}: ${password}\nIt is shown once. The screen is at /teller.`);
    });
}

async function renewPassword(agentCode: string, tellerCode: string): Promise<string> {
  return withDatabase(await loadConfig(), 'tellers', async (database) => {
    const [clock, passwords] = [{ now: () => new Date() }, createPasswordHasher()];
    const agents = createAgentService({ database, clock, ids: systemIds(clock), passwords });
    const agent = await agents.findByCode(agentCode);
    const tellers = agent ? await agents.listTellers(agent.id) : [];
    const teller = tellers.find(({ code }) => code === tellerCode);
    if (!teller) throw new StartRefused(`agent ${agentCode} has no teller ${tellerCode}`);
    const renewed = await agents.renewTellerPassword(teller.agentId, teller.id);
    if (!renewed.ok) throw new StartRefused(`not renewed: ${renewed.error.code}`);
    return renewed.value;
  });
}
