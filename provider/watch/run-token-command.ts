import { execFile } from 'node:child_process';

/** One token, or why there is none. The reason carries nothing that the command printed. */
export type TokenAnswer =
  | { readonly token: string }
  | {
      readonly reason:
        | 'command_missing'
        | 'deadline_exceeded'
        | 'output_too_large'
        | 'exit_status'
        | 'no_token';
      readonly message: string;
    };

const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs the words as a program, without a shell and without input, and takes what it prints as one compact JWS. `{issuer}`
 * in an argument becomes the issuer. Its standard error is passed over: it may hold secrets.
 */
export function runTokenCommand(
  [program, ...args]: readonly [string, ...string[]],
  issuer: string,
  timeLimitMilliseconds: number,
): Promise<TokenAnswer> {
  const options = {
    timeout: timeLimitMilliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    encoding: 'utf8',
  } as const;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args.map((word) => word.replaceAll('{issuer}', issuer)),
      options,
      (error, output) => resolve(error === null ? readOutput(output) : refusal(error, timeLimitMilliseconds)),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end();
  });
}

function readOutput(output: string): TokenAnswer {
  const token = output.trim();
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
    ? { token }
    : { reason: 'no_token', message: 'it printed something else than one compact JWS' };
}

function refusal(
  error: Error & { code?: unknown; killed?: boolean },
  timeLimitMilliseconds: number,
): TokenAnswer {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return { reason: 'output_too_large', message: `it printed over ${MAX_OUTPUT_BYTES} bytes` };
  if (error.killed === true)
    return { reason: 'deadline_exceeded', message: `it took over ${timeLimitMilliseconds} ms` };
  if (typeof error.code === 'string')
    return { reason: 'command_missing', message: `it could not be run (${error.code})` };
  return { reason: 'exit_status', message: `it ended with status ${String(error.code ?? 'unknown')}` };
}
