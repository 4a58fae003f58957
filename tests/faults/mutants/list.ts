/** A defect that somebody could write, and the tests that must notice. */
export interface Mutant {
  readonly name: string;
  /** What is wrong in the copy. */
  readonly sentence: string;
  readonly edits: readonly Edit[];
  /** The smallest files of tests that must fail; one of them is enough. */
  readonly tests: readonly string[];
}

/** `find` stands in the file exactly once, or the mutant no longer fits the code and says so. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'key-not-unique',
    sentence: 'Nothing in the database stops two payments of one key.',
    edits: [
      {
        file: 'migrations/0006_payments.sql',
        find: '  created_at timestamptz NOT NULL,\n  PRIMARY KEY (agent_id, client_key)\n',
        replace: '  created_at timestamptz NOT NULL\n',
      },
    ],
    tests: ['tests/faults/once.test.ts'],
  },
  {
    name: 'commit-by-hand',
    sentence: 'A transaction is committed by hand, and an error that was swallowed inside it passes for success.',
    edits: [
      {
        file: 'src/platform/database/transaction.ts',
        find: "          await sqlOver(lend).rows('select 1');\n",
        replace: '',
      },
    ],
    tests: ['tests/platform/database/transaction.test.ts'],
  },
  {
    name: 'lost-commit-is-failure',
    sentence: 'A lost answer to COMMIT is taken for a failure, and not looked up.',
    edits: [
      {
        file: 'src/engine/turns.ts',
        find: '      const isLost = error instanceof CommitUnknown;',
        replace: '      const isLost = false as boolean;',
      },
    ],
    tests: ['tests/engine/lost-commits.test.ts'],
  },
  {
    name: 'publish-before-commit',
    sentence: 'An event is marked as published before anybody was told of it.',
    edits: [
      {
        file: 'src/outbox/relay.ts',
        find: "    if (events.length > 0) await faults.reach('relay.before_publish');\n",
        replace: '    await markPublished(\n      sql,\n      events.map((event) => event.id),\n      now,\n    );\n',
      },
    ],
    tests: ['tests/outbox/relay.test.ts'],
  },
  {
    name: 'server-error-is-not-sent',
    sentence: 'A 5xx answer to a payment counts as "nothing was sent", and the payment is sent again.',
    edits: [
      {
        file: 'adapters/kit/exchange.ts',
        find: "    return { kind: 'broken', evidence: { reason: `http_${outcome.status}`",
        replace: "    return { kind: 'not-sent', evidence: { reason: `http_${outcome.status}`",
      },
    ],
    tests: ['tests/adapters/native-rest-answers.test.ts', 'tests/adapters/conformance.test.ts'],
  },
  {
    name: 'server-error-is-refusal',
    sentence: 'A 5xx answer to a payment counts as a refusal, and the payer gets the money back.',
    edits: [
      {
        file: 'adapters/native-rest/adapter.ts',
        find: "  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };\n  if (answer.status < 300) {\n    const payment = bodyOf(answer.text, wire.paymentSchema);\n    if (!payment.ok || (payment.value.state === 'pending')",
        replace:
          "  if (answer.kind === 'broken') return { kind: 'rejected', evidence: answer.evidence };\n  if (answer.status < 300) {\n    const payment = bodyOf(answer.text, wire.paymentSchema);\n    if (!payment.ok || (payment.value.state === 'pending')",
      },
    ],
    tests: ['tests/adapters/native-rest-answers.test.ts', 'tests/adapters/conformance.test.ts'],
  },
  {
    name: 'outbox-by-cursor',
    sentence: 'The outbox is read behind the last number that was read, so that what commits late is skipped for ever.',
    edits: [
      {
        file: 'src/outbox/store.ts',
        find: 'export async function lockDue(sql: Sql, now: Date, limit: number): Promise<OutboxEvent[]> {\n  return sql.rows<OutboxEvent>(',
        replace:
          'let last = 0n;\nexport async function lockDue(sql: Sql, now: Date, limit: number): Promise<OutboxEvent[]> {\n  const events = await readAfter(sql, now, limit);\n  last = events.reduce((most, event) => (event.id > most ? event.id : most), last);\n  return events;\n}\nasync function readAfter(sql: Sql, now: Date, limit: number): Promise<OutboxEvent[]> {\n  return sql.rows<OutboxEvent>(',
      },
      {
        file: 'src/outbox/store.ts',
        find: 'WHERE published_at IS NULL AND due_at <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,\n    [now, limit],',
        replace: 'WHERE id > $3 AND due_at <= $1 ORDER BY id LIMIT $2`,\n    [now, limit, last],',
      },
    ],
    tests: ['tests/faults/once.test.ts'],
  },
  {
    name: 'answers-without-fence',
    sentence: 'The answer of an attempt that no longer owns the delivery is booked.',
    edits: [
      {
        file: 'src/payments/resolve.ts',
        find: "  if (state.attemptNo !== command.attemptNo) return decided({ kind: 'stale' });\n",
        replace: '',
      },
    ],
    tests: ['tests/faults/once.test.ts'],
  },
  {
    name: 'lane-without-epoch',
    sentence: 'Whoever held the lane before may still write when somebody else has taken it.',
    edits: [
      {
        file: 'src/engine/turns.ts',
        find: '  if (deps.epoch !== undefined && held.epoch !== deps.epoch) throw new SeatLost({ isInDoubt: isRepeat });\n',
        replace: '',
      },
    ],
    tests: ['tests/faults/once.test.ts'],
  },
];
