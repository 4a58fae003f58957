import { Type } from 'typebox';

/** Values that stand in many messages: amounts as decimal text, instants in UTC, references as text. */
export const amount = Type.String({ pattern: '^(?:0|[1-9][0-9]{0,12})(?:\\.[0-9]{1,4})?$' });
export const currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const reference = Type.String({ pattern: '^[0-9]{1,20}$' });
export const instant = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?Z$',
});
export const date = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });
