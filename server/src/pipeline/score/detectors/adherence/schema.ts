import { z } from 'zod';
import { checker } from './checker.ts';
import { jsonOf } from './format.ts';
import { faultOf } from './json-schema.ts';

/** The answer as JSON by a schema. */
export const SCHEMA = {
  json_schema: checker({
    exact: true,
    takes: z.object({ schema: z.union([z.boolean(), z.record(z.string(), z.unknown())]) }),
    obeyed(answer, { schema }) {
      const value = jsonOf(answer);
      return value !== undefined && faultOf(schema, value) === undefined;
    },
    rule: () => 'JSON by the schema',
    has(answer, { schema }) {
      const value = jsonOf(answer);
      const fault = value === undefined ? undefined : faultOf(schema, value);
      return fault ? `${fault.at} ${fault.what}`.slice(0, 200) : 'no JSON';
    },
  }),
};
