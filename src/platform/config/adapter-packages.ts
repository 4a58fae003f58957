/** A package that may bring adapters: named, in one version, with the digest of its files. */
export interface AdapterPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-256 over its files, in hexadecimal, as `vahid adapter fingerprint` prints it. */
  readonly sha256: string;
}

const entry =
  /^(?<name>(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*)@(?<version>[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?)#(?<sha256>[0-9a-f]{64})$/;

/** `name@1.2.3#<sha256>`; undefined when it is not of this form. */
export function parseAdapterPackage(text: string): AdapterPackage | undefined {
  const { name, version, sha256 } = text.length > 300 ? {} : (entry.exec(text)?.groups ?? {});
  return name !== undefined && version !== undefined && sha256 !== undefined ? { name, version, sha256 } : undefined;
}
