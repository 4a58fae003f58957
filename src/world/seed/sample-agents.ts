import type { Localized } from '../../kernel/adapter.ts';
import { type Currency, minor, type Minor } from '../../kernel/money.ts';
import { type AgentKind, cabinetAgentCode } from '../../agents/model.ts';

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
  readonly tellers: readonly { readonly code: string; readonly name: string; readonly dailyLimit: Minor | null }[];
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
        tellers: [
          { code: 'g-101', name: 'Aygün Rzayeva', dailyLimit: minor(50_000_000n) },
          { code: 'g-102', name: 'Orxan Quliyev', dailyLimit: minor(50_000_000n) },
        ],
      },
      {
        code: 'qazax-1',
        name: 'Qazax filialı',
        address: 'Qazax, Heydər Əliyev prospekti 14',
        tellers: [{ code: 'g-201', name: 'Könül Abbasova', dailyLimit: minor(20_000_000n) }],
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
        tellers: [
          { code: 'x-701', name: 'Elçin Məmmədli', dailyLimit: minor(30_000_000n) },
          { code: 'x-702', name: 'Günel İsmayılova', dailyLimit: null },
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
        tellers: [
          { code: 'p-1', name: 'Sevda Hüseynova', dailyLimit: minor(20_000_000n) },
          { code: 'p-2', name: 'Ramin Əhmədov', dailyLimit: minor(20_000_000n) },
        ],
      },
      {
        code: 'az5500',
        name: 'Şəki poçt şöbəsi',
        address: 'Şəki, M. Ə. Rəsulzadə küçəsi 12',
        tellers: [{ code: 'p-31', name: 'Şəhla Ağayeva', dailyLimit: minor(10_000_000n) }],
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
