import { spawn } from 'node:child_process';

export interface ProcessEnd {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface ProcessPlace {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. What npm says to its scripts does not reach it, or it would act on the wrong folder. */
export function runProcess(
  command: string,
  args: readonly string[],
  place: ProcessPlace,
): Promise<ProcessEnd> {
  const child = spawn(command, args, {
    cwd: place.cwd,
    env: { ...outerEnvironment(), ...place.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = (stream: NodeJS.ReadableStream) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    return () => text;
  };
  const output = read(child.stdout);
  const errors = read(child.stderr);
  return new Promise((resolve, reject) => {
    child
      .once('error', reject)
      .once('close', (status) => resolve({ status, output: output(), errors: errors() }));
  });
}

/** The same, for what must succeed. Throws an Error with its words. */
export async function runToSuccess(
  command: string,
  args: readonly string[],
  place: ProcessPlace,
): Promise<string> {
  const { status, output, errors } = await runProcess(command, args, place);
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${output}\n${errors}`);
  return output;
}

/** The environment without what npm and vitest add to it. */
export function outerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(lifecycle|package|config_local_prefix|command)|NODE_ENV$|NODE_OPTIONS$|VITEST|TEST$)/.test(
          name,
        ),
    ),
  );
}
