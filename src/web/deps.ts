import type { AccountService } from '../accounts/api.ts';
import type { AgentService } from '../agents/api.ts';
import type { MaintenanceService } from '../availability/api.ts';
import type { CardService } from '../cards/api.ts';
import type { CitizenServices, SheetData } from '../citizens/api.ts';
import type { DeskService } from '../desks/api.ts';
import type { DrawerService } from '../drawers/api.ts';
import type { DebtService } from '../debts/api.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { MeterService } from '../meters/api.ts';
import type { PaymentCodeService, PaymentService } from '../payments/api.ts';
import type { PlanService } from '../plans/api.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Throttle } from '../platform/throttle/throttle.ts';
import type { Mailbox } from '../platform/mail/mailbox.ts';
import type { ProviderService } from '../providers/api.ts';
import type { RefundService } from '../refunds/api.ts';
import type { ReceiptService } from '../receipts/api.ts';

/** What the cabinet is built on. */
export interface CabinetDeps {
  readonly citizens: Pick<CitizenServices, 'registration' | 'counter' | 'sessions' | 'passwords' | 'profiles'>;
  readonly accounts: Pick<AccountService, 'link' | 'unlink' | 'rename' | 'list' | 'get'>;
  readonly providers: Pick<ProviderService, 'list' | 'findMany' | 'findByCode'>;
  readonly maintenance: Pick<MaintenanceService, 'outlook'>;
  readonly debts: Pick<DebtService, 'queryDebts' | 'streamDebts' | 'getQuote' | 'chooseBills' | 'lookUpAccount'>;
  readonly plans: Pick<PlanService, 'findNotice' | 'listOffered'>;
  readonly meters: Pick<MeterService, 'handIn' | 'positions'>;
  readonly payments: Pick<
    PaymentService,
    | 'previewFees'
    | 'getForCitizen'
    | 'listForCitizen'
    | 'verifyReceipt'
    | 'acceptMany'
    | 'getByKey'
    | 'abandon'
    | 'getForAgent'
    | 'getByReceipt'
    | 'findUndoer'
    | 'listRoom'
    | 'reverse'
  >;
  readonly codes: Pick<PaymentCodeService, 'create' | 'getForCitizen' | 'getPayable'>;
  readonly receipts: ReceiptService;
  readonly cards: Pick<CardService, 'progress' | 'release' | 'issue' | 'written' | 'notWritten' | 'get'>;
  /** The registration sheet as a PDF. */
  readonly renderSheet: (sheet: SheetData) => Promise<Uint8Array>;
  readonly agents: Pick<AgentService, 'getCabinet'>;
  /** Tellers at the hub's own screen, and their drawers. */
  readonly desks: DeskService;
  readonly drawers: Pick<
    DrawerService,
    'open' | 'count' | 'close' | 'getOpen' | 'listOpen' | 'listPayments' | 'report' | 'pdf'
  >;
  /** How a payment is given back: what lies on a card stays paid, and what is over takes two people. */
  readonly refunds: Pick<RefundService, 'wayBack' | 'request' | 'listOfPayment'>;
  readonly throttle: Pick<Throttle, 'take'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Seals what a page hands to the browser and takes back: the registration sheet, until it is downloaded. */
  readonly cipher: FieldCipher;
  /** Where people reach the cabinet, without a trailing slash. Cookies are Secure when it begins with `https:`. */
  readonly publicUrl: string;
  /** No money is real here, and every page says so. */
  readonly isSandbox: boolean;
  /** Where a newcomer to the sample world reads the confirmation codes. Never where real people are registered. */
  readonly mailbox?: Pick<Mailbox, 'list'>;
}
