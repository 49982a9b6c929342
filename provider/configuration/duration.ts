import { z } from 'zod';

/** Ten years. */
export const MAX_DURATION_SECONDS = 315_360_000;
const WHOLE_SECONDS = z.int().min(0).max(MAX_DURATION_SECONDS);
const ISO_8601 = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const unitSeconds = [604_800, 86_400, 3_600, 60, 1];

/** A duration: whole seconds, or ISO 8601 without years and months, whose length differs (`PT5M`, `P1DT12H`). */
export const duration = z
  .union([z.number(), z.string()])
  .transform((value) => (typeof value === 'string' ? parseIsoDuration(value) : value))
  .pipe(WHOLE_SECONDS);

/** Whole seconds, or NaN for what is no duration. */
export function parseIsoDuration(text: string): number {
  const [, ...amounts] = ISO_8601.exec(text) ?? [undefined, 'no duration'];
  return amounts.reduce((sum, amount, at) => sum + Number(amount ?? 0) * (unitSeconds[at] ?? 1), 0);
}
