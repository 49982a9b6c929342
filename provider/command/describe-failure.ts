import { CertificateError } from '../certificates/certificate-error.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { CustodyError } from '../custody/key-custody.js';
import { KeyImportError } from '../custody/key-import-error.js';
import { ListenError } from '../http/listen-error.js';
import { TlsError } from '../http/tls-files.js';
import type { RingErrorCode } from '../rotator/ring-error.js';
import { RingError } from '../rotator/ring-error.js';
import { SimulationError } from '../simulator/simulation-error.js';
import { StoreError } from '../stores/ring-store.js';
import { DeskError } from './desk-error.js';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';
import { RestartError } from './restart-service.js';
import { UsageError } from './usage-error.js';

export interface Failure {
  readonly text: string;
  readonly code: ExitCode;
}

/** What to do about it, where the message alone does not say. */
const ringCures: Readonly<Partial<Record<RingErrorCode, string>>> = {
  ring_missing: 'create it once: keyturn init --config FILE. If there was one, find the lost volume first.',
  ring_exists: 'nothing to do: keyturn start --config FILE',
  policy_differs:
    'look at it with keyturn policy check --config FILE, then keyturn policy adopt --config FILE',
  policy_impossible: 'see every bound: keyturn policy check --config FILE',
  ring_unreadable: 'the store was altered or is of another version; restore it, nothing was changed',
  store_has_writer:
    'stop the other, or ask it: verbs of a running provider go by its admin API, see keyturn keys --help',
  store_unavailable: 'see that the store can be reached and written by this user',
};

const refusedRingCodes: ReadonlySet<RingErrorCode> = new Set([
  'ring_exists',
  'policy_impossible',
  'series_unknown',
]);

/** The words and the exit status for everything that can go wrong. Every refusal names its cure. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ConfigurationError || error instanceof UsageError)
    return { text: `${error.code}: ${error.message}`, code: exitCodes.usage };
  if (error instanceof SimulationError)
    return { text: `${error.code}: ${error.message}`, code: exitCodes.usage };
  if (error instanceof TlsError) return { text: `${error.code}: ${error.message}`, code: exitCodes.usage };
  if (error instanceof ListenError || error instanceof RestartError)
    return { text: `${error.code}: ${error.message}`, code: exitCodes.unavailable };
  if (error instanceof DeskError) return { text: `${error.code}: ${error.message}`, code: error.exitCode };
  if (error instanceof RingError) return describeRingError(error);
  if (error instanceof CertificateError)
    return {
      text: `${error.code}: ${error.message}`,
      code: error.code === 'authority_exists' ? exitCodes.refused : exitCodes.usage,
    };
  if (error instanceof CustodyError || error instanceof KeyImportError)
    return { text: `${error.code}: ${error.message}`, code: exitCodes.usage };
  if (error instanceof StoreError)
    return {
      text: `${error.code}: ${error.message}\n${ringCures[error.code] ?? ''}`.trim(),
      code: exitCodes.unavailable,
    };
  const text =
    error instanceof Error ? (error.stack ?? error.message) : 'something that is no Error was thrown';
  return { text: `internal: ${text}`, code: exitCodes.internal };
}

function describeRingError({ code, message }: RingError): Failure {
  const cure = ringCures[code];
  return {
    text: `${code}: ${message}${cure === undefined ? '' : `\n${cure}`}`,
    code: refusedRingCodes.has(code) ? exitCodes.refused : exitCodes.unavailable,
  };
}
