import { KeyturnError } from '@keyturn/shared/error-base';

/** Why an answer to an introspection cannot be used; what the fetch itself says has codes of its own. */
export type IntrospectionFailureCode =
  | 'introspection_not_configured'
  | 'introspection_authentication_failed'
  | 'introspection_invalid'
  | 'introspection_of_another_token'
  | 'introspection_too_many'
  | 'introspection_paused';

/** The cause of `introspection_unavailable`. Carries no token and no credential. */
export class IntrospectionFailure extends KeyturnError<IntrospectionFailureCode> {}
