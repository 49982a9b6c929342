import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotReady, say } from './say.mjs';

const pollMilliseconds = 200;
const patienceMilliseconds = 600_000;
/** Between making the folder and writing into it who made it. */
const nameGraceMilliseconds = 5_000;

/** One at a time: `npm start` in one terminal and `npm test` in another would install over each other. */
export function withLock(root, work) {
  const lock = join(root, '.dev/.ready-lock');
  acquire(lock);
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function acquire(lock) {
  const deadline = Date.now() + patienceMilliseconds;
  for (let told = false; !take(lock); pause()) {
    const owner = readOwner(lock);
    if (owner === undefined) continue;
    if (isGone(owner, lock)) {
      breakLock(lock, owner);
      continue;
    }
    if (Date.now() > deadline)
      throw new NotReady(
        `process ${owner} has been making this checkout ready for ten minutes; end it, or remove ${lock}`,
      );
    if (!told) say(`process ${owner || 'unknown'} is making this checkout ready; waiting for it …`);
    told = true;
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new NotReady(`${lock} cannot be made (${error.code}): the checkout has to be writable`);
  }
  writeFileSync(join(lock, 'owner'), String(process.pid));
  return true;
}

/** The process number as text; empty while it is not written; undefined when the lock is gone. */
function readOwner(lock) {
  try {
    return readFileSync(join(lock, 'owner'), 'utf8');
  } catch {
    return statSync(lock, { throwIfNoEntry: false }) === undefined ? undefined : '';
  }
}

function isGone(owner, lock) {
  if (owner === '') {
    const madeAt = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return Date.now() - madeAt > nameGraceMilliseconds;
  }
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error.code === 'ESRCH';
  }
}

/** Moves the lock aside in one step, so that of two who find it stale only one takes it away. */
function breakLock(lock, owner) {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  // In between, another may have broken it and made its own: that one goes back.
  if (readOwner(aside) !== owner) renameSync(aside, lock);
  else rmSync(aside, { recursive: true, force: true });
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMilliseconds);
}
