// Runs an example that serves: its TypeScript as it lies here, the packages as they were built.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** @param program a module whose `run(args, environment)` starts it and answers how to end it. */
export async function serve(program) {
  const options = { configFile: false, logLevel: 'error' };
  const { run } = (await runnerImport(fileURLToPath(program), options)).module;
  try {
    const close = await run(process.argv.slice(2), process.env);
    const end = () => void close();
    process.once('SIGINT', end).once('SIGTERM', end);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
