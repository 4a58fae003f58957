import { type Command, InvalidArgumentError } from 'commander';
import type { StandInContract } from '../../debts/stand-in.ts';
import { type Currency, formatAmount, type Minor, parseAmount } from '../../kernel/money.ts';
import { withHub } from '../with-hub.ts';
import { doneOrRefused, namedProvider } from './named-provider.ts';
import { wholeNumber } from './whole-number.ts';

/** `vahid stand-in`: what a provider's contract allows while it does not answer. */
export function defineStandIn(command: Command): void {
  command
    .command('show <provider>')
    .description('what the contract of a provider allows')
    .action((code: string) =>
      withHub(async (hub) => {
        const { id, currency } = await namedProvider(hub, code);
        console.log(describe(await hub.debts.standIn(id), currency));
      }),
    );
  command
    .command('allow <provider>')
    .description('let the last known bill be paid while the provider does not answer')
    .requiredOption('--hours <number>', 'not by an older one', wholeNumber(1))
    .option('--most <amount>', 'at most so much for one account, such as 50.00')
    .action((code: string, { hours, most }: { hours: number; most?: string }) =>
      withHub(async (hub) => {
        const { id, currency } = await namedProvider(hub, code);
        const contract = { maxAgeS: hours * 3_600, payable: true, maxAmount: amountOf(most, currency) };
        doneOrRefused('not allowed', await hub.debts.allowStandIn(id, contract));
        console.log(describe(contract, currency));
      }),
    );
  command
    .command('forbid <provider>')
    .description('show the last known bill, and take no money by it')
    .action((code: string) =>
      withHub(async (hub) => {
        const { id, currency } = await namedProvider(hub, code);
        doneOrRefused('not forbidden', await hub.debts.allowStandIn(id, null));
        console.log(describe(null, currency));
      }),
    );
}

function describe(contract: StandInContract | null, currency: Currency): string {
  if (!contract?.payable) return 'while it is silent, its last known bill is shown and not paid';
  const { maxAgeS, maxAmount } = contract;
  const most = maxAmount === null ? '' : `, up to ${formatAmount(maxAmount, currency)} ${currency}`;
  return `while it is silent, its last known bill is paid where it is at most ${maxAgeS / 3_600} hours old${most}`;
}

function amountOf(text: string | undefined, currency: Currency): Minor | null {
  if (text === undefined) return null;
  const amount = parseAmount(text, currency);
  if (!amount.ok) throw new InvalidArgumentError('an amount such as 50.00.');
  return amount.value;
}
