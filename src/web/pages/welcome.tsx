import { services } from '../../providers/model.ts';
import { ButtonLink } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { Notice } from '../components/parts.tsx';
import { useFrame } from '../frame.tsx';

/** The door: what it is, register, sign in. */
export function WelcomePage() {
  const { t, hasMailbox } = useFrame();
  return (
    <Layout title={t('welcome.title')}>
      <section class="card pad welcome">
        <ul class="service-row" aria-label={t('welcome.services')}>
          {services.map((service) => (
            <li>
              <ServiceIcon service={service} />
              <span>{t(`service.${service}`)}</span>
            </li>
          ))}
        </ul>
        <h1>{t('welcome.title')}</h1>
        <p class="lead">{t('welcome.lead')}</p>
        <div class="actions">
          <ButtonLink href="/register">{t('action.register')}</ButtonLink>
          <ButtonLink href="/sign-in" kind="quiet">
            {t('action.signIn')}
          </ButtonLink>
        </div>
        <p class="quiet-text">{t('welcome.free')}</p>
      </section>
      <section class="card pad">
        <h2>{t('welcome.steps')}</h2>
        <ol class="steps">
          <li>{t('welcome.step.register')}</li>
          <li>{t('welcome.step.sheet')}</li>
          <li>{t('welcome.step.pay')}</li>
        </ol>
      </section>
      {hasMailbox && (
        <Notice title={t('mailbox.title')}>
          <p>
            {t('mailbox.lead')} <a href="/mailbox">{t('mailbox.open')}</a>
          </p>
        </Notice>
      )}
    </Layout>
  );
}
