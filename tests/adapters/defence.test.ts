import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { sampleAccounts } from '../../adapters/conformance/sample-accounts.ts';
import type { Subject } from '../../adapters/conformance/subject.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import type { HttpPort, PayRequest, ProviderPort } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { type AddressRange, loopback, type Resolve } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';
import { localServer } from '../support/local-server.ts';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).toReversed()) await item.close();
});
function open<T extends { close(): Promise<unknown> }>(item: T): T {
  opened.push(item);
  return item;
}

const fixture = (name: string) =>
  readFileSync(new URL(`../platform/http-client/fixtures/${name}`, import.meta.url), 'utf8');
/** The one address that may be called; its neighbour is this machine too, and may not. */
const allowed: readonly AddressRange[] = [{ address: '127.0.0.1', prefix: 32, family: 'ipv4' }];

function payment(reference: string): PayRequest {
  const acceptedAt = new Date('2026-11-20T08:15:30Z');
  return { account: '00012345', fields: {}, reference, amount: minor(1_045n), currency: 'AZN', acceptedAt };
}

function connect({ adapter, settings }: Subject, http: HttpPort, endpoint: string): ProviderPort {
  const timeouts = { queryMs: 5_000, payMs: 5_000 };
  return adapter.connect({ providerCode: 'p', currency: 'AZN', endpoint, settings, timeouts }, http);
}

/** A provider of the protocol, with its books. */
async function provider(subject: Subject) {
  const simulator = open(await subject.startSimulator());
  const { authorization, secret } = subject;
  return simulator.registerProvider('gas', {
    ...{ currency: 'AZN', accounts: sampleAccounts },
    ...(authorization === undefined ? {} : { authorization }),
    ...(secret === undefined ? {} : { secret }),
  });
}

/** Counts who comes to the same port at the address that nobody may call. */
async function trapAt(port: number): Promise<{ readonly visits: () => number }> {
  let visits = 0;
  const server: Server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.2', resolve));
  open({ close: () => new Promise((resolve) => server.close(resolve)) });
  return { visits: () => visits };
}

describe.each(subjects.map((subject) => [subject.adapter.metadata.protocol, subject] as const))(
  'a provider of %s',
  (_protocol, subject) => {
    test('whose name points elsewhere a moment later is refused at the connection (P14)', async () => {
      const gas = await provider(subject);
      const { port, pathname } = new URL(gas.endpoint);
      const trap = await trapAt(Number(port));
      let addresses = ['127.0.0.1'];
      const resolve: Resolve = (_name, _options, callback) => {
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      };
      const named = (http: HttpPort) => connect(subject, http, `http://pay.provider.example:${port}${pathname}`);
      const before = open(createHttpClient({ privateNetworks: allowed, resolve }));
      expect((await named(before).pay(payment('2611200000000010'))).kind).toBe('confirmed');
      for (const after of [['127.0.0.2'], ['127.0.0.1', '127.0.0.2'], ['169.254.169.254'], []]) {
        addresses = after;
        const http = open(createHttpClient({ privateNetworks: allowed, resolve }));
        const outcome = await named(http).pay(payment('2611200000000011'));
        expect([outcome.kind, outcome.evidence.reason]).toEqual(['not-sent', 'address_not_allowed']);
      }
      expect(trap.visits()).toBe(0);
      expect(gas.books.payments()).toHaveLength(1);
      expect(gas.calls('pay')).toBe(1);
    });

    test.each(['127.0.0.2', '2130706434', '0x7f.2', '0177.0.0.2', '[::ffff:127.0.0.2]', '[::1]', '169.254.169.254'])(
      'is not called at %s, however the address is written (P14)',
      async (host) => {
        const gas = await provider(subject);
        const { port, pathname } = new URL(gas.endpoint);
        const trap = await trapAt(Number(port));
        const http = open(createHttpClient({ privateNetworks: allowed }));
        for (const scheme of ['http', 'https']) {
          const to = connect(subject, http, `${scheme}://${host}:${port}${pathname}`);
          const outcome = await to.pay(payment('2611200000000010'));
          expect([outcome.kind, outcome.evidence.reason]).toEqual(['not-sent', 'address_not_allowed']);
        }
        expect([trap.visits(), gas.calls('pay')]).toEqual([0, 0]);
      },
    );

    test.each([
      ['from an authority that nobody knows', 'localhost.pem', []],
      ['for another host', 'other-host.pem', ['other-host.pem']],
      ['past its end', 'expired.pem', ['expired.pem']],
    ])('with a certificate %s is certainly not told (P15)', async (_, certificate, trusted) => {
      const server = open(
        await localServer((socket) => socket.end(), { key: fixture('key.pem'), cert: fixture(certificate) }),
      );
      const authorities = trusted.map(fixture);
      const http = open(createHttpClient({ privateNetworks: loopback, certificateAuthorities: authorities }));
      const to = connect(subject, http, `https://localhost:${server.port}/gas`);
      const outcome = await to.pay(payment('2611200000000010'));
      expect([outcome.kind, outcome.evidence.reason]).toEqual(['not-sent', 'tls']);
      expect(server.received()).toBe('');
    });
  },
);
