import type { Command } from 'commander';
import { runFileConformance } from '../../../adapters/conformance/registry-files-checks.ts';
import { renderTable, summarize } from '../../../adapters/conformance/report.ts';
import { runConformance } from '../../../adapters/conformance/run.ts';
import { subjects } from '../../../adapters/conformance/subjects.ts';
import { registryFilesMetadata } from '../../../adapters/registry-files/metadata.ts';
import { loopback } from '../../platform/http-client/address-policy.ts';
import { createHttpClient } from '../../platform/http-client/http-client.ts';

/**
 * `vahid conformance [protocol]`: every adapter against its simulator over real HTTP, as a table. With `--json` the
 * last line is one object: every defect is a check too, and a defect not caught is a failed one.
 */
export function defineConformance(command: Command): void {
  command
    .argument('[protocol]', 'only this adapter')
    .option('--json', 'end with the figures as one line of JSON')
    .action(async (protocol: string | undefined, options: { readonly json?: boolean }) => {
      const isChosen = (name: string) => protocol === undefined || protocol === name;
      const chosen = subjects.filter((subject) => isChosen(subject.adapter.metadata.protocol));
      const withFiles = isChosen(registryFilesMetadata.protocol);
      if (chosen.length === 0 && !withFiles) command.error(`no adapter speaks ${protocol}`);
      const http = createHttpClient({ privateNetworks: loopback });
      try {
        const onWires = await runConformance(chosen, http);
        const results = withFiles ? [...onWires, ...(await runFileConformance())] : onWires;
        const summary = summarize(results);
        console.log(renderTable(results));
        console.log(options.json === true ? JSON.stringify(summary) : inWords(summary));
        process.exitCode = summary.failed === 0 ? 0 : 1;
      } finally {
        await http.close();
      }
    });
}

function inWords({ adapters, checks, failed, defects, defectsNotCaught }: ReturnType<typeof summarize>): string {
  return `${adapters} adapters, ${checks} checks, ${failed} failed; of ${defects} defects ${defectsNotCaught} not caught`;
}
