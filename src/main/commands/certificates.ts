import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AgentService } from '../../agents/api.ts';
import type { Agent } from '../../agents/model.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { expected, print, withHub } from './with-hub.ts';

/** `vahid certificates`: the client certificates with which agents connect. */
export function defineCertificates(command: Command): void {
  command
    .command('list <agent>')
    .description('SHA-256 of the certificates of an agent')
    .option('--json', 'one line of JSON, nothing else')
    .action((code: string, { json }: { json?: true }) =>
      withHub(async ({ hub }) => show(await agentOf(hub.agents, code), json === true)),
    );
  command
    .command('bind <agent> <file>')
    .description('let the agent connect with the certificate of a PEM file; from the first on with nothing else')
    .action(async (code: string, file: string) => {
      const fingerprint = await fingerprintIn(file);
      await withHub(async ({ hub }) => {
        const { id } = await agentOf(hub.agents, code);
        show(expected(await hub.agents.bindCertificate(id, fingerprint)), false);
      });
    });
  command
    .command('unbind <agent> <sha256>')
    .description('refuse a certificate from now on; without the last one the agent is asked for none')
    .action((code: string, fingerprint: string) =>
      withHub(async ({ hub }) => {
        const { id } = await agentOf(hub.agents, code);
        show(expected(await hub.agents.unbindCertificate(id, fingerprint)), false);
      }),
    );
}

async function agentOf(agents: Pick<AgentService, 'findByCode'>, code: string): Promise<Agent> {
  const agent = await agents.findByCode(code);
  if (!agent) throw new StartRefused(`no agent ${code}`);
  return agent;
}

async function fingerprintIn(file: string): Promise<string> {
  try {
    return new X509Certificate(await readFile(file)).fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    throw new StartRefused(`${file} is no PEM file with a certificate`);
  }
}

function show({ clientCertificates }: Agent, isJson: boolean): void {
  const none = ['no certificate: the agent is asked for none'];
  print(clientCertificates, clientCertificates.length > 0 ? clientCertificates : none, isJson);
}
