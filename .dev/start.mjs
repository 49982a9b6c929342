// `npm start`: makes the checkout ready, then runs the provider; in development mode unless a configuration is named.
import { ready } from './ready.mjs';

ready();
const args = process.argv.slice(2);
const named = args.some((arg) => arg === '--dev' || arg === '--config' || arg.startsWith('--config='));
process.argv = [process.argv[0], 'keyturn', 'start', ...(named ? [] : ['--dev']), ...args];
await import('../provider/dist/command/main.js');
