import { gzipSync } from 'node:zlib';
import type { FaultRule, WireFault } from './fault-script.ts';

/** An answer of a simulator before it goes onto the wire. */
export interface SimulatedReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How an answer reaches the other side once it is made. */
export type Transport = 'whole' | 'hang' | 'reset' | 'reset-after-headers' | 'early-hints-then-reset' | 'drip';

const page =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Welcome to the network</p></body></html>';

/** Spoils an answer the way a broken network, proxy or server would, without knowing what it says. */
export function spoiled(reply: SimulatedReply, rule: FaultRule): SimulatedReply {
  const bytes = Buffer.from(reply.body);
  switch (rule.fault as WireFault) {
    case 'apply-then-500':
    case 'apply-then-502':
    case 'apply-then-504':
      return { status: Number(rule.fault.slice(-3)), contentType: 'text/plain', body: 'error' };
    case 'truncate':
      return { ...reply, body: bytes.subarray(0, Math.floor(bytes.length * 0.7)) };
    case 'garbage':
      return { ...reply, body: bytes.map((byte, index) => byte ^ ((index * 37 + 91) & 0xff)) };
    case 'html':
      return { status: 200, contentType: 'text/html; charset=utf-8', body: page };
    case 'empty-body':
      return { ...reply, body: '' };
    case 'no-content':
      return { status: 204, contentType: reply.contentType, body: '' };
    case 'huge':
      return { ...reply, body: Buffer.concat([bytes, Buffer.alloc(10 * 1024 * 1024, 0x20)]) };
    case 'gzip-bomb':
      return { ...reply, body: bomb(bytes), headers: { 'content-encoding': 'gzip' } };
    case 'redirect':
      return { ...reply, status: 302, headers: { location: rule.target ?? 'http://169.254.169.254/' } };
    case 'cp1251':
      return { ...reply, body: singleByte(bytes.toString('utf8')) };
    default:
      return reply;
  }
}

/** Ten megabytes of blanks behind the answer, a few kilobytes on the wire. */
function bomb(bytes: Buffer): Buffer {
  return gzipSync(Buffer.concat([bytes, Buffer.alloc(10 * 1024 * 1024, 0x20)]));
}

/** One byte for each character, as windows-1251 would: not UTF-8, whatever the header says. */
function singleByte(text: string): Buffer {
  const bytes = Buffer.from(
    [...text].map((character) => (character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : 0xe9)),
  );
  return bytes.includes(0xe9) ? bytes : Buffer.concat([bytes.subarray(0, -1), Buffer.from([0xe9]), bytes.subarray(-1)]);
}

export function transportOf(rules: readonly FaultRule[]): Transport {
  const has = (fault: WireFault): boolean => rules.some((rule) => rule.fault === fault);
  if (has('apply-then-hang')) return 'hang';
  if (has('apply-then-reset')) return 'reset';
  if (has('reset-after-headers')) return 'reset-after-headers';
  if (has('early-hints-then-reset')) return 'early-hints-then-reset';
  return has('drip') ? 'drip' : 'whole';
}
