import { KeyturnError } from '@keyturn/shared/error-base';

/** Why a client was refused: told in the log as `client.refused`, never in the answer. Contract. */
export const clientRefusals = [
  'credentials_missing',
  'credentials_malformed',
  'method_unsupported',
  'client_unknown',
  'client_id_differs',
  'secret_wrong',
  'assertion_refused',
  'assertion_claim_wrong',
  'assertion_replayed',
] as const;

export type ClientRefusalReason = (typeof clientRefusals)[number];

export interface RefusalDetails {
  /** Which client the request claims to come from. */
  readonly unverifiedClientId?: string | undefined;
  /** The verifier's code, or the claim that is wrong. Never a word of the request. */
  readonly detail?: string | undefined;
}

export class ClientRefusal extends KeyturnError<ClientRefusalReason> {
  readonly details: RefusalDetails;

  constructor(reason: ClientRefusalReason, details: RefusalDetails = {}) {
    super(reason, `the client is refused: ${reason}`);
    this.details = details;
  }
}

const LOGGED_LENGTH = 64;

/** The members of the log line. What the caller wrote is cut and, but for printable ASCII, escaped. */
export function refusalFields({ code, details }: ClientRefusal): Readonly<Record<string, unknown>> {
  const { unverifiedClientId, detail } = details;
  return {
    reason: code,
    ...(detail === undefined ? {} : { detail }),
    ...(unverifiedClientId === undefined ? {} : { clientId: loggableText(unverifiedClientId) }),
  };
}

function loggableText(text: string): string {
  const cut = text.length > LOGGED_LENGTH ? `${text.slice(0, LOGGED_LENGTH)}…` : text;
  return cut.replace(/[^\x20-\x5b\x5d-\x7e…]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
