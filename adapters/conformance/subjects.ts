import { clickSubject } from './click-shop.ts';
import { epaySubject } from './epay.ts';
import { eripSubject } from './erip.ts';
import { nativeRestSubject } from './native-rest.ts';
import { kaspiSubject, kassa24Subject, sberbankSubject } from './osmp-dialects.ts';
import { osmpSubject } from './osmp.ts';
import { paymeSubject } from './payme.ts';
import { paynetSubject } from './paynet-uws.ts';
import type { Subject } from './subject.ts';

/** Every adapter with its simulator. A new protocol is one line here and one in `adapters/index.ts`. */
export const subjects: readonly Subject[] = [
  osmpSubject,
  kaspiSubject,
  sberbankSubject,
  kassa24Subject,
  eripSubject,
  epaySubject,
  paynetSubject,
  paymeSubject,
  clickSubject,
  nativeRestSubject,
];
