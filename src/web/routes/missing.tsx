import type { FastifyReply } from 'fastify';
import { translate } from '../../platform/messages/translate.ts';
import { MessagePage } from '../pages/message.tsx';
import { show, type Visit } from '../visit.ts';

/** No such page, or not this citizen's: the answer is the same. */
export function showMissing(visit: Visit): FastifyReply {
  const t = translate(visit.frame.language);
  return show(visit, <MessagePage title={t('page.missing.title')} text={t('page.missing.text')} />, { status: 404 });
}
