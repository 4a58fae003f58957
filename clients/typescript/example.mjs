// A first payment: node example.mjs https://hub.example client-id client-secret teller provider account
import { randomUUID } from 'node:crypto';
import { createVahidClient, VahidError } from './index.js';

const [baseUrl, clientId, clientSecret, teller, provider, account] = process.argv.slice(2);
const vahid = createVahidClient({ baseUrl, clientId, clientSecret, teller });

try {
  const { lines } = await vahid.queryDebts({ body: { provider, account } });
  const quote = lines[0]?.quote;
  if (!quote) throw new Error(`nothing can be paid: ${JSON.stringify(lines)}`);
  const amount = quote.suggested ?? { amount: '5.00', currency: 'AZN' };
  // In a real system this key is on the disk before the request leaves.
  const key = randomUUID();
  const basket = await vahid.acceptPayment({ key, body: { lines: [{ quoteId: quote.quoteId, amount }] } });
  const [payment] = basket.payments;
  const again = await vahid.getPaymentByKey({ path: { key } });
  const told = { paid: basket.total, receipt: payment?.receiptNumber, known: again.status };
  process.stdout.write(`${JSON.stringify(told)}\n`);
} catch (error) {
  if (!(error instanceof VahidError)) throw error;
  process.stderr.write(`${error.code}: see docs/errors.md\n`);
  process.exitCode = 1;
}
