/** The one byte of windows-1251 that no character has. The decoder of the web platform lets it pass as a control. */
const unassigned = 0x98;

/** Reads windows-1251, or nothing where a byte is no character of it. */
export function decodeWindows1251(bytes: Uint8Array): string | undefined {
  return bytes.includes(unassigned) ? undefined : new TextDecoder('windows-1251').decode(bytes);
}

/** Writes XML in windows-1251. Characters that it lacks (ə, ğ, ş, ı) become character references, so none is lost. */
export function encodeWindows1251Xml(xml: string): Buffer {
  // The decoder's own table, so that both directions agree.
  const table = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return Buffer.concat(
    Array.from(xml, (character) => {
      const byte = table.indexOf(character);
      const isThere = byte !== -1 && byte !== unassigned;
      return isThere ? Buffer.of(byte) : Buffer.from(`&#${character.codePointAt(0)};`, 'latin1');
    }),
  );
}
