// npm run example:auth-service: the auth service and the consumer service, two processes that know each other by URL alone.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const programs = ['main.mjs', '../../../relying-party/examples/consumer-service/main.mjs'];
const children = programs.map((program) =>
  spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], { stdio: 'inherit' }),
);
let isStopping = false;
const stop = () => {
  if (!isStopping) for (const child of children) child.kill('SIGTERM');
  isStopping = true;
};
// Ctrl-C reaches the children too; whoever ends this process alone does not leave them behind.
process.on('SIGINT', stop).on('SIGTERM', stop);
const asked = ['SIGINT', 'SIGTERM'];
for (const child of children)
  child.once('exit', (status, signal) => {
    process.exitCode ||= status ?? (asked.includes(signal) ? 0 : 1);
    stop();
  });
