import { z } from 'zod';

const drillNames = z.array(z.string()).max(512);

/** Which drills may be run: everywhere, or by the name of the environment that the process runs in. */
export const allowedDrills = z.union([drillNames, z.record(z.string(), drillNames)]);

/** A drill that runs by itself. */
const scheduledDrill = z.strictObject({
  name: z.string(),
  schedule: z.string().min(1).max(256),
  timeZone: z.string().min(1).max(64).default('UTC'),
  target: z.url({ protocol: /^https?$/ }).optional(),
  audience: z.string().min(1).max(2048).optional(),
  port: z.int().min(1).max(65_535).optional(),
  clock: z.enum(['real', 'virtual']).default('real'),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  live: z.string().max(2048).optional(),
});

export const scheduledDrills = z.array(scheduledDrill).max(64);

export type ScheduledDrill = z.output<typeof scheduledDrill>;
