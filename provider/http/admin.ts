import type Router from '@koa/router';
import { type KeyRequests, type KeyVerb, keyRequestSchemas } from '../admin/key-requests.js';
import { openRingDesk } from '../admin/ring-desk.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { chooseRing } from './choose-ring.js';
import { refuseAll } from './guard-problem.js';
import { HttpProblem } from './problem.js';
import type { Query } from './read-query.js';
import { mountVerb, mountView, type VerbDoor } from './verb-door.js';
import type { VerbForm } from './verb-form.js';

const JOURNAL_ENTRIES = 100;
const MOST_JOURNAL_ENTRIES = 1000;

/** Members of each verb, for who sent others. */
const says = {
  prepare: '"issuer", "series" and "plan"',
  rotate: '"issuer", "series", "force" (the reason) and "plan"',
  rollback: '"issuer", "series", "kid" and "plan"',
  retire: '"issuer", "kid" (needed), "force" (the reason) and "plan"',
  'confirm-clock': '"issuer", "reason" (needed) and "plan"',
  revoke: '"issuer", "kid" and "replaceWith" (both needed), "reason" (needed without a plan) and "plan"',
  acknowledge: '"issuer", "party" and "kid" (both needed) and "plan"',
} as const satisfies Record<KeyVerb, string>;

/** `/admin`: what an operator sees of the rings, and the verbs that turn their keys, each with what it would do first. */
export function mountAdmin(router: Router, door: VerbDoor, rings: readonly IssuerRing[]): void {
  const deskOf = (issuer: string | undefined, actor: string) =>
    openRingDesk(chooseRing(rings, issuer), actor);
  mountView(router, '/admin/keys', door, ['issuer'], (query) => deskOf(query.get('issuer'), 'admin').keys());
  mountView(router, '/admin/guards', door, ['issuer'], (query) =>
    deskOf(query.get('issuer'), 'admin').guards(),
  );
  mountView(router, '/admin/journal', door, ['issuer', 'count'], (query) =>
    deskOf(query.get('issuer'), 'admin').journal(readCount(query)),
  );
  const mount = <Verb extends KeyVerb>(verb: Verb) => {
    const form: VerbForm<KeyRequests[Verb]> = { schema: keyRequestSchemas[verb], says: says[verb] };
    mountVerb(router, `/admin/keys/${verb}`, door, form, async (asked, actor) => {
      const answer = await deskOf(asked.issuer, actor).perform(verb, asked);
      if ('outcomes' in answer) refuseAll(answer.outcomes, answer);
      return answer;
    });
  };
  mount('prepare');
  mount('rotate');
  mount('rollback');
  mount('retire');
  mount('revoke');
  mount('confirm-clock');
  mount('acknowledge');
}

function readCount(query: Query): number {
  const text = query.get('count') ?? String(JOURNAL_ENTRIES);
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= MOST_JOURNAL_ENTRIES) return count;
  const detail = `count is a whole number up to ${MOST_JOURNAL_ENTRIES}`;
  throw new HttpProblem('request_invalid', { detail });
}
