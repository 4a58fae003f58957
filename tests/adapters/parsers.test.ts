import { describe, expect, test } from 'vitest';
import { parseXml } from '../../adapters/kit/hardened-xml.ts';
import { parseStrictJson } from '../../adapters/kit/strict-json.ts';
import { wallTime } from '../../adapters/kit/wall-time.ts';
import { processorMs } from '../support/processor-time.ts';

describe('the XML parser', () => {
  test('keeps values as the text they are, in order, with repeats', () => {
    const parsed = parseXml('<a><n>00123</n><n>1e3</n><e/><t at="x &lt; &#601;">Ə &amp;amp; <![CDATA[]]></t></a>');
    expect(parsed.ok).toBe(false);
    expect(
      parseXml('<a><n>00123</n><n>1e3</n><e/><t at="x &lt; &#601;">Ə &amp;amp;</t><c><![CDATA[&amp;]]></c></a>'),
    ).toEqual({
      ok: true,
      value: {
        name: 'a',
        text: '',
        attributes: {},
        children: [
          { name: 'n', text: '00123', attributes: {}, children: [] },
          { name: 'n', text: '1e3', attributes: {}, children: [] },
          { name: 'e', text: '', attributes: {}, children: [] },
          { name: 't', text: 'Ə &amp;', attributes: { at: 'x < ə' }, children: [] },
          { name: 'c', text: '&amp;', attributes: {}, children: [] },
        ],
      },
    });
  });

  test.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a/>text<!-- -->',
    'text<a/>',
    '<a>text<b/></a>',
    '<!DOCTYPE a><a/>',
    '<!doctype a><a/>',
    '<a><!DOCTYPE b></a>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<a>&x;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<a>\u0000</a>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<?php ?><a/>',
    '<a><?pi?></a>',
    '<?xml version="1.0" encoding="windows-1251"?><a/>',
    '<a><constructor/></a>',
    '<a><__proto__/></a>',
    `${'<a>'.repeat(10)}${'</a>'.repeat(10)}`,
    `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`,
    `<a>${'<b/>'.repeat(3_000)}</a>`,
  ])('refuses %j', (source) => {
    expect(parseXml(source)).toEqual({ ok: false, error: 'malformed' });
  });

  test('refuses hostile input within 50 ms', async () => {
    const levels = Array.from({ length: 30 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
    const hostile = [
      `<!DOCTYPE a [<!ENTITY e0 "x">${levels.join('')}]><a>&e30;</a>`,
      `<a ${'b="1" '.repeat(10_000)}/>`,
      `<a>${'&amp;'.repeat(13_000)}</b>`,
      `<a${' '.repeat(65_000)}`,
      '<'.repeat(65_000),
      `<a>${'<![CDATA['.repeat(7_000)}</a>`,
    ];
    for (const source of hostile) {
      const spentMs: number[] = [];
      for (let turn = 0; turn < 5; turn += 1) spentMs.push(await processorMs(() => parseXml(source)));
      expect(Math.min(...spentMs)).toBeLessThan(50);
    }
  });
});

describe('the JSON parser', () => {
  test('reads what JSON is', () => {
    const source = '{"a":{"b":[1,{"a":"\\"{,"},null],"b:":"x"},"A":[],"":{}}';
    expect(parseStrictJson(source)).toEqual({ ok: true, value: JSON.parse(source) });
    expect(parseStrictJson('["a","a",{"a":1},{"a":1}]').ok).toBe(true);
  });

  test.each([
    '',
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":[{"b":1,"b":2}]}}',
    '{"__proto__":{}}',
    '{"\\u005f_proto__":{}}',
    '{"a":1}{"a":1}',
    '{"a":1,}',
    "{'a':1}",
    '{"a":01}',
    '{"a":NaN}',
    '{"a":"',
    '\uFEFF{}',
    `${'['.repeat(17)}${']'.repeat(17)}`,
    '['.repeat(1_000_000),
    '{"a":'.repeat(100_000),
  ])('refuses %.40j', (source) => {
    expect(parseStrictJson(source)).toEqual({ ok: false, error: 'malformed' });
  });
});

test('wall time is the clock on the wall of the zone', () => {
  const instant = new Date('2026-12-31T20:00:05Z');
  expect(wallTime(instant, 'Asia/Baku')).toBe('20270101000005');
  expect(wallTime(instant, 'UTC')).toBe('20261231200005');
});
