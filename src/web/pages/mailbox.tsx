import { formatShortDateTime } from '../../platform/messages/format-date.ts';
import type { Mailbox } from '../../platform/mail/mailbox.ts';
import { Layout } from '../components/layout.tsx';
import { Empty, Notice, Tag, Time } from '../components/parts.tsx';
import { useFrame } from '../frame.tsx';

/** What would have gone out by SMS and e-mail, in the sample world only. */
export function MailboxPage({ messages }: { messages: Awaited<ReturnType<Mailbox['list']>> }) {
  const { t, language } = useFrame();
  return (
    <Layout title={t('mailbox.title')}>
      <h1>{t('mailbox.title')}</h1>
      <Notice title={t('mailbox.banner')}>
        <p>{t('mailbox.lead')}</p>
      </Notice>
      <p class="links">
        <a href="/mailbox">{t('mailbox.refresh')}</a>
      </p>
      {messages.length === 0 ? (
        <Empty title={t('mailbox.empty')} text={t('mailbox.lead')} />
      ) : (
        <ul class="card rows">
          {messages.map((message) => (
            <li class="row message">
              <p class="message-head">
                <Tag tone="off">{t(`mailbox.${message.channel}`)}</Tag>
                <span class="number">{message.address}</span>
                <Time at={message.createdAt}>{formatShortDateTime(language, message.createdAt)}</Time>
              </p>
              <h2>{message.subject}</h2>
              <p>{message.body}</p>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
}
