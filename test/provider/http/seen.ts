import { privateMembersOf } from '@keyturn/shared/public-jwk';

/** Secrets that tests hand out; none of them may come back in an answer or show in a log. */
export const handedOut = {
  clientSecret: 'client secret of the tests +%&=',
  cronCredential: 'cron-credential-of-the-tests',
  adminCredential: 'admin-credential-of-the-tests',
} as const;

/** Everything that a test saw: bodies that were answered, lines that were logged. */
export interface Seen {
  readonly bodies: string[];
  readonly logLines: string[];
}

/** What must not be in there, by where it was found. Access tokens are in answers by design, never in logs. */
export function findLeaks({ bodies, logLines }: Seen): string[] {
  const anywhere = [...Object.values(handedOut), 'PRIVATE KEY-----', 'wrappedPrivateKey'];
  return [
    ...[...bodies, ...logLines].flatMap((text) => anywhere.filter((secret) => text.includes(secret))),
    ...logLines.flatMap((line) =>
      /Basic \w|Bearer \w/.test(line) || holdsToken(line) ? [`log: ${line}`] : [],
    ),
    ...bodies.flatMap((body) => privateMembersIn(parse(body)).map((member) => `body: ${member}`)),
  ];
}

/** What begins like a token and reads like a header: by chance alone a kid may hold the first few of its characters. */
function holdsToken(line: string): boolean {
  return [...line.matchAll(/eyJ[\w-]{10,}/g)].some(([text]) =>
    /^\{"[\w#]+":/.test(Buffer.from(text, 'base64url').toString('latin1')),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function privateMembersIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const record: Record<string, unknown> = { ...value };
  const own = 'kty' in record ? privateMembersOf(record) : [];
  return [...own, ...Object.values(record).flatMap(privateMembersIn)];
}
