// node provider/examples/auth-service/main.mjs [--folder FOLDER]: the auth service alone.
import { serve } from '../../../.dev/serve-example.mjs';

await serve(new URL('run.ts', import.meta.url));
