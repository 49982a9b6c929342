// npm run example:auth-service: the auth service and the consumer service, two processes that know each other by URL alone.
import { spawn } from 'node:child_process';

const programs = ['main.mjs', '../../../relying-party/examples/consumer-service/main.mjs'];
const children = programs.map((program) =>
  spawn(process.execPath, [new URL(program, import.meta.url).pathname], { stdio: 'inherit' }),
);
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
// Ctrl-C reaches the children too; whoever ends this process alone does not leave them behind.
process.once('SIGINT', stop).once('SIGTERM', stop);
for (const child of children)
  child.once('exit', (status) => {
    process.exitCode ||= status ?? 1;
    stop();
  });
