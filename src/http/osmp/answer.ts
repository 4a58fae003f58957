import { formatAmount } from '../../kernel/money.ts';
import { escapeXml } from '../../kernel/xml-text.ts';
import type { NetworkAnswer } from '../../networks/model.ts';

/** An answer of OSMP in XML. `osmp_txn_id` is the terminal's own number, as it was sent. */
export function writeAnswer(txnId: string | undefined, answer: NetworkAnswer): string {
  const { transaction, sum, fields } = answer;
  const named = Object.entries(fields).map(
    ([name, value], index) => `<field${index + 1} name="${escapeXml(name)}">${escapeXml(value)}</field${index + 1}>`,
  );
  const elements = [
    element('osmp_txn_id', txnId),
    element('prv_txn', transaction),
    element('sum', sum && formatAmount(sum.amount, sum.currency)),
    element('result', String(answer.result)),
    element('comment', answer.comment),
    named.length === 0 ? '' : `<fields>${named.join('')}</fields>`,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<response>${elements.join('')}</response>\n`;
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
}
