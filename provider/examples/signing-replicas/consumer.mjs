// The consumer. It knows one root, one issuer, and the place of a denylist. It fetches nothing and knows no replica.
import { createVerifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';

export function createConsumer({ issuer, anchorsPem, denylistFile, leewaySeconds }) {
  const verifier = createVerifier({
    trustPaths: [x5c()],
    issuers: [
      {
        issuer,
        audience: 'https://consumer.example',
        profile: 'anyJwt',
        trustPath: 'x5c',
        leewaySeconds,
        x5c: { anchorsPem, denylistFile, requireThumbprint: true },
      },
    ],
  });
  /** Undefined where the token is accepted, else the code of the rejection. */
  return async (token) => {
    try {
      await verifier.verify(token);
      return undefined;
    } catch (error) {
      return error.code ?? 'unknown';
    }
  };
}
