import { answerRejection, VerificationRejection, type VerifiedToken } from '@keyturn/relying-party';
import type { Request, Response } from 'express';

/** Lets through whose token has the role (RFC 9068 section 2.2.3.1). Behind `bearerAuth`, which verified the token. */
export function requireRole(role: string) {
  return (_request: Request, response: Response<unknown, { token: VerifiedToken }>, next: () => void) => {
    const { roles } = response.locals.token.claims;
    if (Array.isArray(roles) && roles.includes(role)) return next();
    // The answer to a scope that is missing is RFC 6750's for every privilege that is.
    const rejection = new VerificationRejection('scope_insufficient', 'The token does not have the role.');
    const { status, headers, body } = answerRejection(rejection);
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
}
