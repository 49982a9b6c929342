// Runs an example that serves: its TypeScript as it lies here, the packages as they were built.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** @param program a module whose `run(args, environment)` starts it and answers how to end it. */
export async function serve(program) {
  const { run } = (await runnerImport(fileURLToPath(program), { configFile: false, logLevel: 'error' }))
    .module;
  const starting = run(process.argv.slice(2), process.env);
  let isEnding = false;
  // Ctrl-C comes more than once where a parent passes it on. What began ends in order, even if it is still beginning.
  const end = () => {
    if (!isEnding) void starting.then((close) => close());
    isEnding = true;
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    await starting;
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
