/** How a document is posted: as the one field `XML` of a form, its bytes percent-encoded as they are. */
export const formType = 'application/x-www-form-urlencoded';

const plain = /[A-Za-z0-9*._-]/;

export function formBody(document: Uint8Array): string {
  const encoded = Array.from(document, (byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `XML=${encoded.join('')}`;
}

/** The bytes of the field again; undefined when the body is no such form. */
export function documentIn(body: string): Buffer | undefined {
  const [, encoded] = /^XML=((?:[A-Za-z0-9*._-]|\+|%[0-9A-Fa-f]{2})*)$/.exec(body) ?? [];
  if (encoded === undefined) return undefined;
  const decoded = encoded
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(decoded, 'latin1');
}
