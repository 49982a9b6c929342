import { KeyturnError } from '@keyturn/shared/error-base';

/** Why a port could not be opened. Contract. */
export const listenErrorCodes = ['port_in_use', 'address_unavailable', 'port_forbidden'] as const;

export type ListenErrorCode = (typeof listenErrorCodes)[number];

export class ListenError extends KeyturnError<ListenErrorCode> {}

const listenErrors: Readonly<Record<string, readonly [ListenErrorCode, string]>> = {
  EADDRINUSE: ['port_in_use', 'is taken by another program; choose another with KEYTURN_PORT'],
  EACCES: ['port_forbidden', 'may not be opened by this user; choose one above 1023 with KEYTURN_PORT'],
  EADDRNOTAVAIL: ['address_unavailable', 'is no address of this machine'],
  EAFNOSUPPORT: ['address_unavailable', 'is no address of this machine'],
  ENOTFOUND: ['address_unavailable', 'is no address of this machine'],
};

/** The system's error in our words; one that we have no words for as it is. */
export function toListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const [code, text] = listenErrors[error.code ?? ''] ?? [];
  if (code === undefined) return error;
  const what = code === 'address_unavailable' ? host : `port ${port} on ${host}`;
  return new ListenError(code, `${what} ${text}`, { cause: error });
}
