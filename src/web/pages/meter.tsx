import { maskAccount } from '../../accounts/masking.ts';
import type { AccountLink } from '../../accounts/api.ts';
import type { MeterState } from '../../kernel/meter-contract.ts';
import type { BlockPosition } from '../../meters/blocks.ts';
import type { Provider } from '../../providers/model.ts';
import { ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { BlockBar, MeterFacts } from '../components/meter-facts.tsx';
import { Notice } from '../components/parts.tsx';
import { ReadingFields } from '../components/reading-fields.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { BackTo } from './accounts.tsx';

interface MeterPageProps {
  readonly link: AccountLink;
  readonly provider: Provider;
  /** Null where the provider tells no meter. */
  readonly meter: MeterState | null;
  readonly block: BlockPosition | null;
  readonly problems: FormProblems;
  readonly typed: string;
  readonly asks: boolean;
  readonly done: boolean;
}

/** The meter of an account: its last reading, where it stands in the tariff, and a form for today's reading. */
export function MeterPage({ link, provider, meter, block, problems, typed, asks, done }: MeterPageProps) {
  const { t, language } = useFrame();
  const failed = problems.fields.length > 0 || problems.whole !== null;
  return (
    <Layout title={t('meter.title')} section="accounts" failed={failed}>
      <BackTo href="/home" />
      <div class="title-row">
        <ServiceIcon service={provider.service} />
        <h1>{t('meter.title')}</h1>
      </div>
      <p class="line-account">
        {provider.name[language]} · <span class="number">{maskAccount(link.account)}</span>
      </p>
      {done && (
        <Notice sign="done" answer>
          <p>{t('meter.done')}</p>
        </Notice>
      )}
      <ErrorSummary problems={problems} />
      {meter === null ? (
        <p class="card pad">{t('meter.none', { provider: provider.name[language] })}</p>
      ) : (
        <>
          <section class="card pad">
            <MeterFacts meter={meter} />
            {block !== null && <BlockBar block={block} unit={meter.unit} currency={provider.currency} />}
          </section>
          <Form action={`/accounts/${link.linkId}/meter`} class="card pad form">
            <ReadingFields typed={typed} problems={problems} asks={asks} />
            <SubmitButton>{t('meter.send')}</SubmitButton>
          </Form>
        </>
      )}
    </Layout>
  );
}
