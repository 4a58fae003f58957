/** The one byte of windows-1251 that no character has. The decoder of the web platform lets it pass as a control. */
const unassigned = 0x98;

/** Reads windows-1251, or nothing where a byte is no character of it. */
export function decodeWindows1251(bytes: Uint8Array): string | undefined {
  return bytes.includes(unassigned) ? undefined : new TextDecoder('windows-1251').decode(bytes);
}

let bytesByCharacter: ReadonlyMap<string, number> | undefined;

/** The decoder's own table, so that both directions agree. */
function byteOf(character: string): number | undefined {
  if (!bytesByCharacter) {
    const characters = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    bytesByCharacter = new Map(Array.from(characters, (one, byte) => [one, byte] as const));
  }
  const byte = bytesByCharacter.get(character);
  return byte === unassigned ? undefined : byte;
}

/** Text in windows-1251, or nothing where it lacks one of the characters. */
export function encodeWindows1251(text: string): Uint8Array | undefined {
  const bytes = Array.from(text, byteOf);
  return bytes.includes(undefined) ? undefined : Uint8Array.from(bytes, (byte) => byte ?? 0);
}

/** Writes XML in windows-1251. Characters that it lacks (ə, ğ, ş, ı) become character references, so none is lost. */
export function encodeWindows1251Xml(xml: string): Buffer {
  return Buffer.concat(
    Array.from(xml, (character) => {
      const byte = byteOf(character);
      return byte === undefined ? Buffer.from(`&#${character.codePointAt(0)};`, 'latin1') : Buffer.of(byte);
    }),
  );
}
