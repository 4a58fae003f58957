import { type Command, InvalidArgumentError } from 'commander';
import type { MaintenanceSchedule } from '../../availability/model.ts';
import type { MaintenancePlan } from '../../availability/windows.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { withHub } from '../with-hub.ts';
import { namedOperator } from './named-operator.ts';
import { doneOrRefused, namedProvider } from './named-provider.ts';
import { idOf } from './read-id.ts';
import { wholeNumber } from './whole-number.ts';

interface PlanOptions {
  readonly on: string;
  readonly until?: string;
  readonly at: number;
  readonly minutes: number;
  readonly daily?: true;
  readonly weekdays?: readonly number[];
  readonly days?: readonly number[];
  readonly zone: string;
  readonly as: string;
}

/** `vahid maintenance`: planned work of the providers. It is announced a week ahead, and nobody is asked or paid in it. */
export function defineMaintenance(command: Command): void {
  command
    .command('list <provider>')
    .description('what was planned for a provider, the newest first')
    .action((code: string) =>
      withHub(async (hub) => {
        const { id } = await namedProvider(hub, code);
        for (const plan of await hub.maintenance.list(id)) console.log(describe(plan));
      }),
    );
  command
    .command('plan <provider>')
    .description('write planned work down: once, or again and again')
    .requiredOption('--on <date>', 'the day, or the first day, YYYY-MM-DD')
    .requiredOption('--at <time>', 'when it begins, HH:MM by the clock of the zone', minuteOfDay)
    .requiredOption('--minutes <number>', 'how long it lasts', wholeNumber(1))
    .option('--daily', 'every day from then on')
    .option('--weekdays <list>', 'on these days of the week, 1 is Monday: 6,7', numbers)
    .option('--days <list>', 'on these days of the month, 1 to 28', numbers)
    .option('--until <date>', 'the last day on which it begins')
    .option('--zone <name>', 'time zone', 'Asia/Baku')
    .requiredOption('--as <login>', 'who you are')
    .action((code: string, options: PlanOptions) =>
      withHub(async (hub) => {
        const { id } = await namedProvider(hub, code);
        const { login } = await namedOperator(hub, options.as);
        const planned = await hub.maintenance.plan(id, planOf(options), login);
        console.log(describe(doneOrRefused('not planned', planned)));
      }),
    );
  command
    .command('cancel')
    .description('take planned work back, also the window that is under way')
    .argument('<plan>', 'id of the plan', idOf('vahid maintenance list'))
    .action((id: string) =>
      withHub(async (hub) => {
        doneOrRefused('not cancelled', await hub.maintenance.cancel(id));
        console.log(`${id} is cancelled`);
      }),
    );
}

function planOf(options: PlanOptions): MaintenancePlan {
  const { on, until, daily, weekdays = [], days = [] } = options;
  const named = [daily === true, weekdays.length > 0, days.length > 0].filter(Boolean).length;
  if (named > 1) throw new StartRefused('one of --daily, --weekdays and --days');
  const byDays = days.length > 0 ? 'monthly' : 'once';
  const byWeek = weekdays.length > 0 ? 'weekly' : byDays;
  const rhythm = daily === true ? 'daily' : byWeek;
  return {
    ...{ rhythm, weekdays, monthDays: days, firstOn: on, lastOn: rhythm === 'once' ? on : (until ?? null) },
    ...{ startMinute: options.at, lastsMinutes: options.minutes, timeZone: options.zone },
  };
}

function describe(plan: MaintenanceSchedule): string {
  const days = [...plan.weekdays, ...plan.monthDays].join(',');
  const clock = [Math.floor(plan.startMinute / 60), plan.startMinute % 60].map((part) => String(part).padStart(2, '0'));
  const dates = plan.lastOn === plan.firstOn ? plan.firstOn : `${plan.firstOn} to ${plan.lastOn ?? 'further notice'}`;
  const end = plan.cancelledAt ? `, cancelled ${plan.cancelledAt.toISOString()}` : '';
  const when = [plan.rhythm, days, dates, 'at', clock.join(':'), plan.timeZone].filter((word) => word !== '').join(' ');
  return `${plan.id}  ${when} for ${plan.lastsMinutes} minutes${end}`;
}

function minuteOfDay(text: string): number {
  const [, hour, minute] = /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) throw new InvalidArgumentError('a time HH:MM.');
  return Number(hour) * 60 + Number(minute);
}

function numbers(text: string): number[] {
  if (!/^[0-9]{1,2}(,[0-9]{1,2})*$/.test(text)) throw new InvalidArgumentError('numbers with commas between them.');
  return text.split(',').map(Number);
}
