import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AgentService } from '../../agents/api.ts';
import type { Agent } from '../../agents/model.ts';
import { StartRefused } from '../roles/start-refused.ts';
import type { Hub } from '../hub.ts';
import { hubPeople } from './tellers.ts';
import { expected, print, withHub } from './with-hub.ts';

interface Whose {
  /** Code of a device; left out: the agent itself. */
  readonly device?: string;
}

/** `vahid certificates`: the client certificates with which agents connect. */
export function defineCertificates(command: Command): void {
  command
    .command('list <agent>')
    .description('SHA-256 of the certificates of an agent')
    .option('--device <code>', 'of a device of the agent')
    .option('--json', 'one line of JSON, nothing else')
    .action((code: string, { device, json }: Whose & { json?: true }) =>
      withHub(async ({ hub }) => show(await listed(hub, code, device), json === true)),
    );
  command
    .command('bind <agent> <file>')
    .description('let the agent connect with the certificate of a PEM file; from the first on with nothing else')
    .option('--device <code>', 'let a device of the agent do so, by its own token')
    .action(async (code: string, file: string, { device: deviceCode }: Whose) => {
      const fingerprint = await fingerprintIn(file);
      await withHub(async ({ hub }) => {
        const { id } = await agentOf(hub.agents, code);
        if (deviceCode === undefined) {
          return show(expected(await hub.agents.bindCertificate(id, fingerprint)).clientCertificates, false);
        }
        show(expected(await hub.agents.bindDeviceCertificate(hubPeople, id, { deviceCode, fingerprint })), false);
      });
    });
  command
    .command('unbind <agent> <sha256>')
    .description('refuse a certificate from now on; without the last one the agent is asked for none')
    .option('--device <code>', 'of a device; without its last one those of the agent hold')
    .action((code: string, fingerprint: string, { device: deviceCode }: Whose) =>
      withHub(async ({ hub }) => {
        const { id } = await agentOf(hub.agents, code);
        if (deviceCode === undefined) {
          return show(expected(await hub.agents.unbindCertificate(id, fingerprint)).clientCertificates, false);
        }
        show(expected(await hub.agents.unbindDeviceCertificate(hubPeople, id, { deviceCode, fingerprint })), false);
      }),
    );
}

async function listed({ agents }: Pick<Hub, 'agents'>, code: string, device?: string): Promise<readonly string[]> {
  const agent = await agentOf(agents, code);
  if (device === undefined) return agent.clientCertificates;
  return expected(await agents.listDeviceCertificates(hubPeople, agent.id, device));
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

function show(certificates: readonly string[], isJson: boolean): void {
  const none = ['no certificate of its own'];
  print(certificates, certificates.length > 0 ? certificates : none, isJson);
}
