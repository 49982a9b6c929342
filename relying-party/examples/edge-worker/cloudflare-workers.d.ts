/** What the example takes of the runtime; `@cloudflare/workers-types` has the rest. */
declare module 'cloudflare:workers' {
  export const env: { readonly ISSUER: string; readonly AUDIENCE: string; readonly DEVELOPMENT?: string };
  export function waitUntil(work: Promise<unknown>): void;
}
