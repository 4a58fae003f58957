import { maskAccount } from '../../accounts/masking.ts';
import type { AccountLink } from '../../accounts/api.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { MeterState, MeterUnit } from '../../kernel/meter-contract.ts';
import type { Currency } from '../../kernel/money.ts';
import type { BlockPosition } from '../../meters/blocks.ts';
import { currencySign } from '../../platform/messages/format-amount.ts';
import { formatQuantity, unitSigns } from '../../platform/messages/format-quantity.ts';
import type { Language } from '../../platform/messages/language.ts';
import type { Provider } from '../../providers/model.ts';
import { TextField } from '../components/field.tsx';
import { ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { Notice } from '../components/parts.tsx';
import { dayWords } from '../debts/line-words.ts';
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
            <TextField
              name="value"
              label={t('meter.reading')}
              help={t('meter.reading.help')}
              value={typed}
              problems={problems}
              inputMode="numeric"
              autoComplete="off"
              maxLength={9}
              size="short"
              literal
            />
            {asks && (
              <label class="choice">
                <input type="checkbox" name="confirmed" value="yes" />
                <span>{t('meter.confirm')}</span>
              </label>
            )}
            <SubmitButton>{t('meter.send')}</SubmitButton>
          </Form>
        </>
      )}
    </Layout>
  );
}

function MeterFacts({ meter }: { meter: MeterState }) {
  const { t, language, now } = useFrame();
  const { serial, lastReading, smartCard } = meter;
  const on = lastReading && dayWords(language, lastReading.readOn, businessDateOf(now));
  return (
    <>
      <p>{t('meter.serial', { serial })}</p>
      <p>
        {lastReading === null || on === null
          ? t('meter.last.none')
          : t('meter.last', { value: formatQuantity(language, lastReading.value, meter.unit), date: on })}
      </p>
      {smartCard !== null && <p>{t('meter.card', { card: maskAccount(smartCard) })}</p>}
    </>
  );
}

interface BlockBarProps {
  readonly block: BlockPosition;
  readonly unit: MeterUnit;
  readonly currency: Currency;
}

/** How much of the block is used up, what a unit costs in it, and what it costs in the next. The words say what the bar shows. */
function BlockBar({ block, unit, currency }: BlockBarProps) {
  const { t, language } = useFrame();
  const { usedInBlock, leftInBlock, priceMilli, nextPriceMilli } = block;
  const price = (milli: bigint) => `${unitPrice(language, milli)} ${currencySign(currency)}`;
  const now = t(`meter.block.${block.period}`, { block: block.block, price: price(priceMilli), unit: unitSigns[unit] });
  return (
    <div class="block-position">
      <p id="block-now">{now}</p>
      {leftInBlock === null ? (
        <p>{t('meter.block.last', { used: formatQuantity(language, usedInBlock, unit) })}</p>
      ) : (
        <>
          <progress max={usedInBlock + leftInBlock} value={usedInBlock} aria-labelledby="block-now" />
          <p>
            {t('meter.block.left', {
              used: formatQuantity(language, usedInBlock, unit),
              left: formatQuantity(language, leftInBlock, unit),
            })}
          </p>
        </>
      )}
      {nextPriceMilli !== null && <p class="quiet-text">{t('meter.block.next', { price: price(nextPriceMilli) })}</p>}
    </div>
  );
}

/** Thousandths of a minor unit as the major one: 8400 is `0.084`. At least two decimals stand. */
function unitPrice(language: Language, milli: bigint): string {
  const digits = milli.toString().padStart(6, '0');
  const decimals = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${digits.slice(0, -5)}${language === 'en' ? '.' : ','}${decimals}`;
}
