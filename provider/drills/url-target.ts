import type { Target, TargetAnswer } from '../scenario/world.js';
import type { HttpClient } from './http-client.js';

/** Any service that is called with a bearer token (RFC 6750 section 2.1). What else the URL answers is asked once for each token. */
export function createUrlTarget(http: HttpClient, url: string): Target {
  return {
    async present({ token }) {
      const headers = { authorization: `Bearer ${token}` };
      const status = await http.send(url, { method: 'GET', headers }).then(
        (answer) => answer.status,
        () => undefined,
      );
      return judgeStatus(status);
    },
    close: () => http.close(),
  };
}

/** 2xx accepted, 401 and 403 refused; whatever else, no answer too, is no verdict about a token. */
export function judgeStatus(status: number | undefined): TargetAnswer {
  if (status === undefined) return { answer: 'error', code: 'no_answer', kidKnown: null };
  if (status >= 200 && status < 300) return { answer: 'accepted', code: null, kidKnown: null };
  const answer = status === 401 || status === 403 ? 'refused' : 'error';
  return { answer, code: `status_${status}`, kidKnown: null };
}
