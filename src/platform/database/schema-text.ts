import type { Sql } from './sql.ts';

/**
 * The schema as text, from the catalogue: composite types, tables with columns and constraints, indexes, triggers, functions and what the
 * hub's role may do. The same on every supported PostgreSQL, so that a change of the schema shows as a difference.
 * Partitions are left out: they are made by the month and follow their parents.
 */
export async function describeSchema(sql: Sql): Promise<string> {
  const sections: string[] = [];
  for (const statement of [domainsText, typesText, tablesText, indexesText, triggersText, functionsText, grantsText]) {
    const rows = await sql.rows<{ line: string }>(statement);
    sections.push(rows.map((row) => row.line).join('\n'));
  }
  return `${sections.join('\n\n')}\n`;
}

const domainsText = `
SELECT 'DOMAIN ' || t.typname || ' ' || format_type(t.typbasetype, t.typtypmod) || ' ' || pg_get_constraintdef(c.oid) AS line
  FROM pg_type t JOIN pg_constraint c ON c.contypid = t.oid
 WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'd' AND c.contype = 'c' ORDER BY t.typname`;

/** Rows that travel are written down cell by cell: the order of a type's attributes is part of the schema. */
const typesText = `
SELECT 'TYPE ' || c.relname || E'\\n' || string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod), E'\\n' ORDER BY a.attnum) AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'c' GROUP BY c.relname ORDER BY c.relname COLLATE "C"`;

const tablesText = `
SELECT line FROM (
  SELECT c.relname, 0 AS part, 0::bigint AS nth, E'\\nTABLE ' || c.relname
         || CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END AS line
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  UNION ALL
  SELECT c.relname, 1, a.attnum, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
         || CASE WHEN a.attidentity <> '' THEN ' IDENTITY' ELSE '' END
         || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  UNION ALL
  SELECT c.relname, 2, row_number() OVER (PARTITION BY c.oid ORDER BY k.contype, k.conname COLLATE "C"), '  ' || pg_get_constraintdef(k.oid)
    FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype <> 'n' AND k.contype <> 't'
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
) AS lines ORDER BY relname COLLATE "C", part, nth, line COLLATE "C"`;

const indexesText = `
SELECT pg_get_indexdef(i.indexrelid) AS line
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
 WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
 ORDER BY x.relname COLLATE "C"`;

const triggersText = `
SELECT pg_get_triggerdef(t.oid) AS line
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C"`;

const functionsText = `
SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.proname || '(' || pg_get_function_identity_arguments(p.oid)
       || ') SHA-256 ' || encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') AS line
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname COLLATE "C", 1`;

const grantsText = `
SELECT line FROM (
  SELECT 'GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type COLLATE "C") || ' ON ' || c.relname AS line, c.relname, '' AS attname
    FROM pg_class c, aclexplode(c.relacl) AS a
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.grantee = 'vahid_hub'::regrole
   GROUP BY c.relname
  UNION ALL
  SELECT 'GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type COLLATE "C") || ' (' || t.attname || ') ON ' || c.relname, c.relname, t.attname
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) AS a
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.grantee = 'vahid_hub'::regrole
   GROUP BY c.relname, t.attname
) AS lines ORDER BY relname COLLATE "C", attname COLLATE "C"`;
