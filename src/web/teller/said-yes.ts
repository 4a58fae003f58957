import type { SaidYes, SentBasket } from '../../desks/model.ts';
import { questions } from '../../payments/guards.ts';
import type { SentForm } from '../read-form.ts';

/** A yes as a form carries it. */
export function writeYes({ question, amount, lineKey }: SaidYes): string {
  return [question, amount, lineKey].join(' ');
}

/** What a form says yes to; what is no yes of ours is left out. */
export function readYeses(form: SentForm): SaidYes[] {
  return form.all('confirmed').flatMap((text) => {
    const [asked, amount = '', lineKey = ''] = text.split(' ', 3);
    const question = questions.find((one) => one === asked);
    return question === undefined ? [] : [{ lineKey, question, amount }];
  });
}

/** True when the customer was asked about just this: the line, with the amount that is to be paid. */
export function isAbout(said: SaidYes, line: Pick<SentBasket['lines'][number], 'lineKey' | 'amount'>): boolean {
  return said.lineKey === line.lineKey && said.amount === line.amount;
}
