import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeSchema } from '../../src/platform/database/schema-text.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('is the schema that was reviewed; after a new migration look at the difference and run with -u', async () => {
  await expect(await describeSchema(database.owner.sql)).toMatchFileSnapshot('./schema.sql');
});
