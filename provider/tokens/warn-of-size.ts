import type { LogEvent } from '../rotator/ring-context.js';
import type { SignToken } from './sign-token.js';

/** Common servers refuse a request whose header fields pass this. */
export const DEFAULT_WARN_TOKEN_BYTES = 8192;

/** Says so when a token is larger than the headers of common servers may be. Never the token itself. */
export function warnOfSize(
  sign: SignToken,
  log: LogEvent,
  warnTokenBytes = DEFAULT_WARN_TOKEN_BYTES,
): SignToken {
  return async (request) => {
    const signed = await sign(request);
    const { length: tokenBytes } = signed.token;
    if (tokenBytes > warnTokenBytes)
      log('warn', 'token.large', {
        tokenBytes,
        warnTokenBytes,
        typ: request.typ,
        trustPath: request.trustPath ?? 'discovery',
      });
    return signed;
  };
}
