import type { Localized } from '../../kernel/adapter.ts';
import { type Currency, minor, type Minor } from '../../kernel/money.ts';
import { type AgentKind, cabinetAgentCode, type OutletLimits, type Role } from '../../agents/model.ts';

/** An agent of the sample world with its outlets and tellers. The banks are invented; Azərpoçt is the post. */
export interface AgentSeed {
  readonly code: string;
  readonly kind: AgentKind;
  readonly name: Localized;
  readonly clientId: string | null;
  /** How far it may owe before it is refused, minor units. In a currency that is not named it collects nothing. */
  readonly netDebitCaps: Readonly<Partial<Record<Currency, Minor>>>;
  readonly outlets: readonly OutletSeed[];
}

interface OutletSeed {
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly limits: OutletLimits;
  readonly tellers: readonly TellerSeed[];
}

/** A teller, where nothing else is said. */
interface TellerSeed {
  readonly code: string;
  readonly name: string;
  readonly role?: Role;
  readonly paymentLimit?: Minor | null;
  readonly dailyLimit: Minor | null;
}

/** Of every outlet: a teller reverses up to 500.00 and may be 20.00 over or short without the supervisor. */
function outletLimits(dailyLimit: bigint): OutletLimits {
  return {
    paymentLimit: minor(2_000_000n),
    dailyLimit: minor(dailyLimit),
    reversalLimit: minor(50_000n),
    differenceLimit: minor(2_000n),
  };
}

/** A terminal in the hall of an outlet, which the agent names in its requests. */
function terminal(code: string): TellerSeed {
  const limits = { paymentLimit: minor(50_000n), dailyLimit: minor(2_000_000n) };
  return { code, name: 'Ödəniş terminalı', role: 'device', ...limits };
}

export const sampleAgents: readonly AgentSeed[] = [
  {
    code: 'goyezen-bank',
    kind: 'bank',
    name: { az: 'Göyəzən Bank', ru: 'Гёязан Банк', en: 'Goyazan Bank' },
    clientId: 'goyezen-bank',
    netDebitCaps: { AZN: minor(50_000_000n), EUR: minor(2_000_000n), RUB: minor(100_000_000n) },
    outlets: [
      {
        code: 'baku-1',
        name: 'Mərkəz filialı',
        address: 'Bakı, Nizami küçəsi 90',
        limits: outletLimits(100_000_000n),
        tellers: [
          { code: 'g-101', name: 'Aygün Rzayeva', dailyLimit: minor(50_000_000n) },
          { code: 'g-102', name: 'Orxan Quliyev', dailyLimit: minor(50_000_000n) },
          { code: 'g-110', name: 'Leyla Həsənova', role: 'supervisor', dailyLimit: null },
          terminal('g-d1'),
        ],
      },
      {
        code: 'qazax-1',
        name: 'Qazax filialı',
        address: 'Qazax, Heydər Əliyev prospekti 14',
        limits: outletLimits(40_000_000n),
        tellers: [
          { code: 'g-201', name: 'Könül Abbasova', dailyLimit: minor(20_000_000n) },
          { code: 'g-210', name: 'Vüqar Nəsirov', role: 'supervisor', dailyLimit: null },
        ],
      },
    ],
  },
  {
    code: 'xari-bulbul-bank',
    kind: 'bank',
    name: { az: 'Xarı Bülbül Bank', ru: 'Хары Бюльбюль Банк', en: 'Khari Bulbul Bank' },
    clientId: 'xari-bulbul-bank',
    netDebitCaps: { AZN: minor(30_000_000n), EUR: minor(1_000_000n) },
    outlets: [
      {
        code: 'baku-7',
        name: 'Gənclik filialı',
        address: 'Bakı, Fətəli xan Xoyski küçəsi 31',
        limits: outletLimits(60_000_000n),
        tellers: [
          { code: 'x-701', name: 'Elçin Məmmədli', dailyLimit: minor(30_000_000n) },
          { code: 'x-702', name: 'Günel İsmayılova', dailyLimit: null },
          { code: 'x-710', name: 'Nərgiz Babayeva', role: 'supervisor', dailyLimit: null },
          terminal('x-d1'),
        ],
      },
    ],
  },
  {
    code: 'azerpoct',
    kind: 'post',
    name: { az: 'Azərpoçt', ru: 'Азерпочт', en: 'Azerpost' },
    clientId: 'azerpoct',
    netDebitCaps: { AZN: minor(80_000_000n), RUB: minor(50_000_000n) },
    outlets: [
      {
        code: 'az1000',
        name: '1 saylı poçt şöbəsi',
        address: 'Bakı, Üzeyir Hacıbəyov küçəsi 36',
        limits: outletLimits(60_000_000n),
        tellers: [
          { code: 'p-1', name: 'Sevda Hüseynova', dailyLimit: minor(20_000_000n) },
          { code: 'p-2', name: 'Ramin Əhmədov', dailyLimit: minor(20_000_000n) },
          { code: 'p-10', name: 'Tahir Kərimov', role: 'supervisor', dailyLimit: null },
          terminal('p-d1'),
        ],
      },
      {
        code: 'az5500',
        name: 'Şəki poçt şöbəsi',
        address: 'Şəki, M. Ə. Rəsulzadə küçəsi 12',
        limits: outletLimits(20_000_000n),
        tellers: [
          { code: 'p-31', name: 'Şəhla Ağayeva', dailyLimit: minor(10_000_000n) },
          { code: 'p-40', name: 'Zaur Əlizadə', role: 'supervisor', dailyLimit: null },
        ],
      },
    ],
  },
  {
    code: cabinetAgentCode,
    kind: 'cabinet',
    name: { az: 'Vahid kabineti', ru: 'Кабинет Vahid', en: 'Vahid cabinet' },
    clientId: null,
    netDebitCaps: { AZN: minor(100_000_000n), EUR: minor(5_000_000n), RUB: minor(200_000_000n) },
    outlets: [],
  },
];
