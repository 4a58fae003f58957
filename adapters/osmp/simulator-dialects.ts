import type { Simulator, SimulatorOptions } from '../kit/simulated-protocol.ts';
import { kassa24Words } from './dialects/kassa24.ts';
import { osmpNames, osmpWords } from './dialects/osmp-xml.ts';
import { sberbankNames, sberbankWords } from './dialects/sberbank.ts';
import type { SimulatedCodes, SimulatedDialect } from './simulated-dialect.ts';
import { xmlSpoilers } from './simulator-defects.ts';
import { jsonSpoilers, renderJson } from './simulator-json.ts';
import { xmlRenderer, type XmlStyle } from './simulator-xml.ts';
import { startDialect } from './simulator.ts';

const fieldSettings: Readonly<Record<string, string>> = {
  holderNameField: 'FIO',
  addressField: 'ADDRESS',
  debtField: 'DEBT',
  billFields: 'BILL',
  lineField: 'LINE',
  planField: 'PLAN',
  renewsOnField: 'RENEWS',
};

/** Settings of the hub's adapter that fit this simulator: its variants and its names of fields. */
export const osmpSimulatorSettings: Readonly<Record<string, string>> = {
  statusCommand: 'status',
  statusNotFoundCode: '210',
  statusCancelledCode: '211',
  cancelCommand: 'cancel',
  ...fieldSettings,
};

/** And those for a provider whose accounts have a proof code, asked as the input field `authorizationCode`. */
export const osmpSimulatorProofSettings: Readonly<Record<string, string>> = {
  proofField: 'authorizationCode',
  proofRefusedCode: '6',
  parameters: 'authorizationCode=auth_code',
};

const osmpCodes: SimulatedCodes = {
  accountFormat: '4',
  accountNotFound: '5',
  inactive: '79',
  wrongProof: '6',
  forbidden: '7',
  tooSmall: '241',
  tooLarge: '242',
  other: '300',
  temporary: '1',
  pending: '90',
  booked: '300',
  unknownReference: '210',
  cancelled: '211',
};

const osmpStyle: XmlStyle = { names: osmpNames, comment: 'comment', debtName: 'DEBT' };

const osmpDialect: SimulatedDialect = {
  words: osmpWords,
  dateFormat: 'compact',
  utcOffset: '+04:00',
  codes: osmpCodes,
  contentType: 'text/xml; charset=utf-8',
  spoilers: xmlSpoilers(osmpStyle),
  render: xmlRenderer(osmpStyle),
};

/** Starts providers that speak OSMP XML over real HTTP and keep their own books. */
export function startOsmpSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startDialect(osmpDialect, options);
}

/** Kaspi's table has six results; where it has none, the simulated biller's own are at 20 and above. */
const kaspiDialect: SimulatedDialect = {
  ...osmpDialect,
  utcOffset: '+05:00',
  codes: {
    accountFormat: '1',
    accountNotFound: '1',
    inactive: '2',
    wrongProof: '26',
    forbidden: '27',
    tooSmall: '28',
    tooLarge: '29',
    other: '5',
    temporary: '5',
    pending: '4',
    booked: '3',
    unknownReference: '30',
    cancelled: '31',
  },
  contentType: 'application/json; charset=utf-8',
  spoilers: jsonSpoilers,
  render: renderJson,
};

export const kaspiSimulatorSettings: Readonly<Record<string, string>> = {
  statusCommand: 'status',
  statusNotFoundCode: '30',
  statusCancelledCode: '31',
  cancelCommand: 'cancel',
  codes: '27=rejected,28=rejected,29=rejected',
  ...fieldSettings,
};

export function startKaspiSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startDialect(kaspiDialect, options);
}

/** It repeats nothing of a request, unless a defect makes it. */
const sberbankStyle: XmlStyle = {
  names: { ...sberbankNames, reference: undefined },
  comment: 'MESSAGE',
  debtName: 'BALANCE',
  bookingDate: { name: 'REG_DATE', timeZone: 'Europe/Moscow' },
};

/** Sberbank's table ends at 9; the simulated biller's own results are at 20 and above. */
const sberbankDialect: SimulatedDialect = {
  words: sberbankWords,
  dateFormat: 'dotted',
  utcOffset: '+03:00',
  codes: {
    accountFormat: '3',
    accountNotFound: '3',
    inactive: '25',
    wrongProof: '26',
    forbidden: '27',
    tooSmall: '7',
    tooLarge: '8',
    other: '2',
    temporary: '1',
    pending: '1',
    booked: '5',
    unknownReference: '4',
    cancelled: '4',
  },
  contentType: 'text/xml; charset=utf-8',
  spoilers: xmlSpoilers({ ...sberbankStyle, names: sberbankNames }),
  render: xmlRenderer(sberbankStyle),
};

export const sberbankSimulatorSettings: Readonly<Record<string, string>> = {
  codes: '25=rejected,27=rejected',
  bookingDate: 'dotted',
  ...fieldSettings,
  debtField: 'BALANCE',
  debtMeans: 'balance',
};

export function startSberbankSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startDialect(sberbankDialect, options);
}

const kassa24Style: XmlStyle = {
  names: {
    result: 'code',
    reference: 'receipt',
    account: 'number',
    transaction: 'authcode',
    sum: 'amount',
    fields: 'flat',
  },
  comment: 'message',
  debtName: 'DEBT',
};

/** Of Kassa24's results only success is taken for known; all others are the simulated biller's own. */
const kassa24Dialect: SimulatedDialect = {
  words: kassa24Words,
  dateFormat: 'iso',
  utcOffset: '+05:00',
  codes: {
    accountFormat: '21',
    accountNotFound: '22',
    inactive: '25',
    wrongProof: '26',
    forbidden: '27',
    tooSmall: '28',
    tooLarge: '29',
    other: '40',
    temporary: '41',
    pending: '42',
    booked: '43',
    unknownReference: '30',
    cancelled: '31',
  },
  contentType: 'text/xml; charset=utf-8',
  spoilers: xmlSpoilers(kassa24Style),
  render: xmlRenderer(kassa24Style),
};

export const kassa24SimulatorSettings: Readonly<Record<string, string>> = {
  resultName: 'code',
  referenceName: 'receipt',
  accountName: 'number',
  transactionName: 'authcode',
  sumName: 'amount',
  accountNotFoundCodes: '21,22',
  codes: '25=rejected,27=rejected,28=rejected,29=rejected',
  repeats: 'safe',
  ...fieldSettings,
};

export function startKassa24Simulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startDialect(kassa24Dialect, options);
}
