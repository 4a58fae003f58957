import { isIP } from 'node:net';

/** Whether a text is what a setting asks for. None of these throws. */
type Test = (text: string) => boolean;

/** A whole number in decimal digits, within bounds that include both ends. */
export function isWholeNumber(from: number, to: number): Test {
  return (text) => /^(0|[1-9][0-9]{0,8})$/.test(text) && Number(text) >= from && Number(text) <= to;
}

/** An address with one of the schemes and a host. */
export function isUrl(...schemes: readonly string[]): Test {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url !== undefined && schemes.includes(url.protocol.slice(0, -1)) && url.hostname !== '';
  };
}

/** `https://host[:port]`: the scheme and the place, without path, query or a slash at the end. */
export function isOrigin(text: string): boolean {
  return isUrl('http', 'https')(text) && new URL(text).origin === text;
}

export function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text);
}

export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

/** Minutes after midnight of `HH:MM`, from 00:01 to 24:00; undefined when it is none. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([0-9]{2}):([0-5][0-9])$/.exec(text);
  const minutes = Number(match?.[1]) * 60 + Number(match?.[2]);
  return minutes >= 1 && minutes <= 24 * 60 ? minutes : undefined;
}

/** `Name <name@host>` or `name@host`. */
export function isMailbox(text: string): boolean {
  const address = /<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return text.length <= 320 && !/[\r\n]/.test(text) && /^[^\s@<>]+@[^\s@<>]+$/.test(address);
}

/** Networks in CIDR notation, separated by commas: `10.20.0.0/16, ::1/128`. */
export function isNetworkList(text: string): boolean {
  return splitList(text).every((network) => parseNetwork(network) !== undefined);
}

export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

export function parseNetwork(text: string): Network | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/([0-9]{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  const prefix = Number(length);
  if (version === 0 || prefix > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
