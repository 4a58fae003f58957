/** Cases of the fault list that protocols cannot meet. The table of `adapters/README.md` says the same to people. */
export interface NotMet {
  readonly ids: readonly string[];
  /** Protocols, by name. */
  readonly protocols: readonly string[];
  /** In English, as the table has it. */
  readonly why: string;
}

/** Every case of P1 to P21 that is not among the checks of a protocol, and why it has no meaning there. */
export const notMet: readonly NotMet[] = [
  {
    ids: ['P16'],
    protocols: ['osmp-xml', 'osmp-kaspi', 'osmp-kassa24', 'erip-xml', 'epay-billing', 'click-shop'],
    why: 'no answer tells when a payment was booked',
  },
  {
    ids: ['P20'],
    protocols: [
      ...['osmp-xml', 'osmp-kaspi', 'osmp-sberbank', 'osmp-kassa24', 'erip-xml', 'epay-billing', 'paynet-uws', 'payme'],
      ...['click-shop', 'registry-files'],
    ],
    why: 'the protocol lets a provider tell nothing of its own accord',
  },
  {
    ids: ['P13', 'P14', 'P15', 'P17', 'P18'],
    protocols: ['registry-files'],
    why: 'a file is whole before it is read, and nobody is called',
  },
];
