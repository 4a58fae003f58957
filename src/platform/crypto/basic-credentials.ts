/** User and secret of HTTP Basic (RFC 7617); undefined where the header is another or none. */
export function readBasic(
  authorization: string | undefined,
): { readonly user: string; readonly secret: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,400})$/.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, user, secret] = /^([^:]*):(.*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return user === undefined || secret === undefined ? undefined : { user, secret };
}
