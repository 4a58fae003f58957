import { fieldId } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import type { DeskRow } from '../teller/lines.ts';
import { OfferedSum } from './bill-choice.tsx';

interface AmountFieldProps {
  readonly row: DeskRow;
  readonly problem?: boolean;
  /** True for one that takes the place of another: other bills are chosen. */
  readonly fresh?: boolean;
}

/** What is paid of a line at the desk. */
export function AmountField({ row, problem = false, fresh = false }: AmountFieldProps) {
  const { t } = useFrame();
  const { line } = row;
  const name = `${line.providerName} ${line.label ?? line.accountMasked}`;
  const field = `amount-${row.key}`;
  const isFixed = row.line.debt.kind === 'told' && row.line.debt.quote.rule.exactness === 'exact';
  return (
    <span id={`box-${field}`} class="amount-box" hx-swap-oob={fresh ? 'true' : undefined}>
      <input
        class="amount"
        id={fieldId(field)}
        name={field}
        type="text"
        inputmode="decimal"
        autocomplete="off"
        value={row.amount}
        readonly={isFixed}
        aria-label={t('pay.amount.of', { account: name })}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${fieldId(field)}-problem` : undefined}
      />
      <OfferedSum payLine={row} of={row.key} />
    </span>
  );
}
