import { z } from 'zod';

/** The names that a schema knows at a place of the configuration; for suggestions only. */
export function namesAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const bare = unwrap(schema);
  const [step, ...rest] = path;
  if (bare instanceof z.ZodDiscriminatedUnion || bare instanceof z.ZodUnion)
    return bare.options.flatMap((option: unknown) => namesAt(option, path));
  if (bare instanceof z.ZodObject) {
    const shape: Readonly<Record<string, unknown>> = bare.shape;
    return step === undefined ? Object.keys(shape) : namesAt(shape[String(step)], rest);
  }
  return bare instanceof z.ZodArray && step !== undefined ? namesAt(bare.element, rest) : [];
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.unwrap());
  return schema;
}
