/** The kinds of service a document can name, as providers have them. */
export type Service = 'gas' | 'water' | 'power' | 'fixed' | 'mobile';
