import { join } from 'node:path';
import type { FileTransport } from '../kernel/provider-files.ts';
import type { FileExchange } from '../platform/file-exchange/file-exchange.ts';
import { openFolderExchange } from '../platform/file-exchange/folder.ts';
import { openSftpExchange } from '../platform/file-exchange/sftp.ts';
import { type AddressRange, makePolicies } from '../platform/http-client/address-policy.ts';

export type OpenExchange = (
  providerCode: string,
  transport: Exclude<FileTransport, { readonly kind: 'upload' }>,
) => Promise<FileExchange>;

/** Folders lie below the hub's data, one for each provider; servers are held to the addresses that providers may have. */
export function makeOpenExchange(dataDir: string, privateNetworks: readonly AddressRange[]): OpenExchange {
  const policy = makePolicies(privateNetworks).tls;
  return (providerCode, transport) =>
    transport.kind === 'sftp'
      ? openSftpExchange(transport.sftp, policy)
      : openFolderExchange(join(dataDir, 'exchange', providerCode));
}
