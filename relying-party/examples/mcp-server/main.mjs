// node relying-party/examples/mcp-server/main.mjs
import { ready } from '../../../.dev/ready.mjs';

ready();
const { runnerImport } = await import('vite');
const root = new URL('../../..', import.meta.url).pathname;
const load = async (path, options) =>
  (await runnerImport(`${root}${path}`, { configFile: false, logLevel: 'error', ...options })).module;

// Runs the sources, so that what you change here is what you see.
const { sourceAliases } = await load('test/support/source-aliases.ts', {});
const { tellStory } = await load('relying-party/examples/mcp-server/story.ts', {
  resolve: { alias: sourceAliases },
});
const ended = await tellStory((line) => console.log(line));
process.exitCode = ended.called.length === 2 ? 0 : 1;
