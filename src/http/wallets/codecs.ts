/** What proves a request of each protocol. The adapters have it: with the same code the hub proves itself to others. */
export interface WalletCodecs {
  readonly payme: {
    /** The `Authorization` header that a key makes. */
    readonly authorizationOf: (key: string) => string;
  };
  readonly click: { readonly isSigned: (form: URLSearchParams, secret: string) => boolean };
  readonly epay: { readonly checksumOf: (parameters: ReadonlyMap<string, string>, secret: string) => string };
}
