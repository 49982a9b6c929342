// `npm run conformance`: runs the sources, as the tests do, so that a stale build cannot answer.
import { runnerImport } from 'vite';

const root = new URL('../..', import.meta.url).pathname;
const load = async (path, options) =>
  (await runnerImport(`${root}test/${path}`, { configFile: false, logLevel: 'error', ...options })).module;

const { sourceAliases } = await load('support/source-aliases.ts', {});
const { runConformance } = await load('conformance/main.ts', { resolve: { alias: sourceAliases } });
process.exitCode = runConformance(process.argv.slice(2), console.log, console.error);
