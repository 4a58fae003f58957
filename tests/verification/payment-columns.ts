/** Columns of a payment that say nothing about sums and must still never change. */
export const paymentColumns: Readonly<Record<string, string>> = {
  provider_fee_mode: `'gross'`,
  fields: `'{"subscriber":"other"}'`,
  channel: `'kiosk'`,
  teller_id: 'agent_id',
  outlet_id: 'agent_id',
  citizen_id: 'agent_id',
  quote_id: 'agent_id',
  basket_id: 'agent_id',
  line: 'line + 1',
  receipt_token: `'00'`,
  duplicate_confirmed: 'NOT duplicate_confirmed',
  provider_fee_version: 'provider_fee_version + 1',
};
