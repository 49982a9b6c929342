// node relying-party/examples/consumer-service/main.mjs [--issuer URL]: the consumer service alone.
import { serve } from '../../../.dev/serve-example.mjs';

await serve(new URL('run.ts', import.meta.url));
