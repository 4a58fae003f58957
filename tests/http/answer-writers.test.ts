import { describe, expect, it } from 'vitest';
import { answerWriters } from '../../src/http/answer-writers.ts';

const money = { $id: 'Money', type: 'object', properties: { amount: { type: 'string' } } };
const route = { method: 'GET', url: '/', httpStatus: '200' };
const answer = { type: 'object', properties: { paid: { $ref: 'Money#' } } };

describe('what writes answers', () => {
  it('is made once for a schema, on whatever route and server it stands', () => {
    const first = answerWriters({ Money: money }, {})({ ...route, schema: answer });
    const second = answerWriters({ Money: money }, {})({ ...route, url: '/other', schema: structuredClone(answer) });
    expect(second).toBe(first);
    expect(first({ paid: { amount: '1.25', secret: 'x' } })).toBe('{"paid":{"amount":"1.25"}}');
  });

  it('is another one where the schema, or one that it refers to, is another', () => {
    const first = answerWriters({ Money: money }, {})({ ...route, schema: answer });
    const renamed = { type: 'object', properties: { due: { $ref: 'Money#' } } };
    const inManat = { ...money, properties: { amount: { type: 'string' }, currency: { type: 'string' } } };
    expect(answerWriters({ Money: money }, {})({ ...route, schema: renamed })).not.toBe(first);
    const wider = answerWriters({ Money: inManat }, {})({ ...route, schema: answer });
    expect(wider({ paid: { amount: '1.25', currency: 'AZN' } })).toBe('{"paid":{"amount":"1.25","currency":"AZN"}}');
  });
});
