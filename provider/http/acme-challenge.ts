import type Router from '@koa/router';
import type { ChallengeAnswers } from '../certificates/acme-upstream.js';

const CHALLENGE_PATH = /^\/\.well-known\/acme-challenge\/([\w-]{1,256})$/;

/** RFC 8555 section 8.3, http-01: the CA asks on port 80 of each name. At the root, whatever the issuer's path. */
export function mountAcmeChallenge(router: Router, answers: readonly ChallengeAnswers[]): void {
  router.get(CHALLENGE_PATH, (ctx) => {
    const token = CHALLENGE_PATH.exec(ctx.path)?.[1] ?? '';
    const answer = answers.map((each) => each.get(token)).find((each) => each !== undefined);
    if (answer === undefined) return;
    ctx.body = answer;
    ctx.set('Content-Type', 'application/octet-stream');
    ctx.set('Cache-Control', 'no-store');
  });
}
