// Loaded before the command (`node --import`): from a SIGUSR2 on it counts what the process writes to the disk, and kills it by
// SIGKILL in or after the n-th write, as `?write=n&how=half|whole` says. Nothing of it is in what ships.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const asked = new URL(import.meta.url).searchParams;
const [lastWrite, how] = [Number(asked.get('write')), asked.get('how')];
let writes = Number.NEGATIVE_INFINITY;
process.once('SIGUSR2', () => {
  writes = 0;
});

const die = () => process.kill(process.pid, 'SIGKILL');

/** A change of a name, or a sync: done or not, nothing between. */
function watch(object, name) {
  const original = object[name];
  object[name] = async function (...args) {
    writes += 1;
    const last = writes === lastWrite;
    if (last && how === 'half') die();
    const answer = await original.apply(this, args);
    if (last) die();
    return answer;
  };
}

/** A change of bytes may be half done. */
function watchBytes(object, name) {
  const original = object[name];
  object[name] = async function (bytes, ...rest) {
    writes += 1;
    const last = writes === lastWrite;
    const part = last && how === 'half' ? bytes.slice(0, Math.ceil(bytes.length / 2)) : bytes;
    const answer = await original.call(this, part, ...rest);
    if (last) die();
    return answer;
  };
}

const handle = await fs.open(new URL(import.meta.url));
const handles = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['link', 'unlink', 'truncate']) watch(fs, name);
for (const name of ['sync', 'datasync']) watch(handles, name);
for (const name of ['writeFile', 'appendFile']) watchBytes(handles, name);
syncBuiltinESMExports();
