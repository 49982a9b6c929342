// Runs an example that serves: its TypeScript as it lies here, the packages as they were built.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** @param program a module whose `run(args, environment)` starts it and answers how to end it. */
export async function serve(program) {
  const options = { configFile: false, logLevel: 'error' };
  const { run } = (await runnerImport(fileURLToPath(program), options)).module;
  try {
    const close = await run(process.argv.slice(2), process.env);
    let isEnding = false;
    // Ctrl-C comes twice where a parent passes it on.
    const end = () => {
      if (!isEnding) void close();
      isEnding = true;
    };
    process.once('SIGINT', end).once('SIGTERM', end);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
