/** What the command's exit status means, for every verb. Contract. */
export const exitCodes = {
  /** Done, or the token is accepted. */
  done: 0,
  /** Refused: the token, the verb by a guard, the policy by a rule. */
  refused: 1,
  /** The command line or a configuration is wrong. */
  usage: 2,
  /** Something that is needed cannot be reached or read now: keys, store, port. Trying again may help. */
  unavailable: 3,
  /** A defect of keyturn. */
  internal: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
