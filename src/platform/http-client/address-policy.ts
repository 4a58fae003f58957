import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A range of addresses in CIDR terms. */
export interface AddressRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** This machine itself, for the sample world and its simulated providers. */
export const loopback: readonly AddressRange[] = [
  { address: '127.0.0.0', prefix: 8, family: 'ipv4' },
  { address: '::1', prefix: 128, family: 'ipv6' },
];

/** Says whether a connection to an address may be made. */
export interface AddressPolicy {
  allows(address: string): boolean;
}

/** A connection that the policy forbids: nothing was sent, not even a packet. */
export class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

/** Everything that is not the public internet (IANA special-purpose registries of IPv4 and IPv6). */
const special: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** TLS may go to the public internet and to the private ranges named; plain HTTP to the private ranges only. */
export function makePolicies(ranges: readonly AddressRange[]): {
  readonly tls: AddressPolicy;
  readonly plain: AddressPolicy;
} {
  const named = new BlockList();
  for (const { address, prefix, family } of ranges) named.addSubnet(address, prefix, family);
  const reserved = new BlockList();
  for (const range of special) {
    const [address = '', prefix = ''] = range.split('/');
    reserved.addSubnet(address, Number(prefix), familyOf(address));
  }
  // An IPv4 address in IPv6 clothes is checked as the IPv4 address that it is.
  const within = (list: BlockList, address: string) => isIP(address) !== 0 && list.check(address, familyOf(address));
  const plain = { allows: (address: string) => within(named, address) };
  return {
    plain,
    tls: { allows: (address) => plain.allows(address) || (isIP(address) !== 0 && !within(reserved, address)) },
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** What turns a name into addresses. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/**
 * Resolves a name for one connection and refuses when any of its addresses is forbidden. Checked here, the address is
 * the one that is connected to: a name that points elsewhere a moment later gains nothing.
 */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const [first] = found;
      if (!first || found.some(({ address }) => !policy.allows(address))) {
        return callback(new AddressNotAllowed(`${hostname} is not at an allowed address`), '', 0);
      }
      if (options.all === true) return callback(null, found);
      return callback(null, first.address, first.family);
    });
  };
}
