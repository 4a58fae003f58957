/** References of twenty digits: one beyond every machine number, one that is mostly leading zeros. */
export const twentyDigits: readonly string[] = ['98765432109876543210', '00000000000000000017'];
