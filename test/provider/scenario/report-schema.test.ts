import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { reportSchema } from '../../../provider/scenario/report-schema.js';

test('the schema that is published is the one that reports are read by', () => {
  const published = new URL('../../../provider/drills/report.schema.json', import.meta.url);
  const schema = z.toJSONSchema(reportSchema);
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
