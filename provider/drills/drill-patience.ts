import { profiles } from '@keyturn/shared/profiles';
import { commitAllowanceSeconds } from '../ring/commit-allowance.js';
import type { Patience } from '../scenario/scenario.js';

const { drill } = profiles;

/**
 * Half of what the `drill` profile allows a commit before a replica neither serves nor signs, within one publication delay:
 * a machine that is later than that makes an honest issuer refuse.
 */
export const drillPatience: Patience = {
  lateSeconds: commitAllowanceSeconds([drill.rotation]) / 2,
  withinSeconds: drill.rotation.publicationDelaySeconds,
};
