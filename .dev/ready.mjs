// Makes a checkout ready: installs and builds what is missing or older than its source, and nothing else.
// Runs before anything is installed, so it leans on Node alone.
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { NotReady, say } from './say.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Returns when the checkout can be run; ends the process with what to do when it cannot be made so. */
export function ready({ rebuild = false } = {}) {
  try {
    checkNode();
    if (!rebuild && isInstalled(root) && isBuilt(root)) return;
    withLock(root, () => makeReady(rebuild));
  } catch (error) {
    say(error instanceof NotReady ? error.message : `the checkout cannot be made ready: ${error.message}`);
    process.exit(1);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new NotReady(`this is Node ${process.versions.node}; keyturn needs 20.19 or newer`);
}

/** What was missing is looked up again: whoever held the lock before may have done the work. */
function makeReady(rebuild) {
  const installed = isInstalled(root);
  if (!installed) install(root);
  if (rebuild || !installed || !isBuilt(root)) build(root);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ready({ rebuild: process.argv.includes('--build') });
