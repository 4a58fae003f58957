import { maskAccount } from '../../accounts/masking.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { MeterState, MeterUnit } from '../../kernel/meter-contract.ts';
import type { Currency } from '../../kernel/money.ts';
import type { BlockPosition } from '../../meters/blocks.ts';
import { currencySign } from '../../platform/messages/format-amount.ts';
import { formatQuantity, unitSign } from '../../platform/messages/format-quantity.ts';
import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import { dayWords } from '../debts/line-words.ts';
import { useFrame } from '../frame.tsx';

/** Serial number, last reading and, of a prepaid meter, the end of its card's number. */
export function MeterFacts({ meter }: { meter: MeterState }) {
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
export function BlockBar({ block, unit, currency }: BlockBarProps) {
  const { t, language } = useFrame();
  const { usedInBlock, leftInBlock, nextPriceMilli } = block;
  const price = (milli: bigint) => `${unitPrice(language, milli)} ${currencySign(currency)}`;
  return (
    <div class="block-position">
      <p id="block-now">{blockWords(language, { block, unit, currency })}</p>
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

/** In which block of its tariff a meter stands, and what a unit costs there. */
export function blockWords(language: Language, { block, unit, currency }: BlockBarProps): string {
  const price = `${unitPrice(language, block.priceMilli)} ${currencySign(currency)}`;
  return translate(language)(`meter.block.${block.period}`, {
    block: block.block,
    price,
    unit: unitSign(language, unit),
  });
}

/** Thousandths of a minor unit as the major one: 8400 is `0.084`. At least two decimals stand. */
function unitPrice(language: Language, milli: bigint): string {
  const digits = milli.toString().padStart(6, '0');
  const decimals = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${digits.slice(0, -5)}${language === 'en' ? '.' : ','}${decimals}`;
}
