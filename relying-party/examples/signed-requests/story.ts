import { type Clock, sleep, systemClock } from '@keyturn/shared/clock';
import { createClient } from './client.js';
import { startIssuer } from './issuer.js';
import { type OrderAnswer, startService } from './service.js';

/** What came of the story. */
export interface StoryEnd {
  readonly accepted: number;
  /** Requests of the holder that were not accepted. */
  readonly refused: number;
  /** The keys that signed its inners, in order. */
  readonly innerSigners: readonly (string | undefined)[];
  /** What a thief of one request's token got, by what he tried. */
  readonly thief: Readonly<Record<string, number>>;
}

const requestsAfterTurn = 60;
const pauseMilliseconds = 100;

/** How time goes between two requests. */
export interface StoryTime {
  readonly clock: Clock;
  readonly pause: () => Promise<void>;
}

const asItGoes: StoryTime = { clock: systemClock, pause: () => sleep(systemClock, pauseMilliseconds) };

/** An issuer, a service, a client that signs each request; a thief; and the issuer's key turns meanwhile. */
export async function tellStory(
  say: (line: string) => void,
  { clock, pause }: StoryTime = asItGoes,
): Promise<StoryEnd> {
  const issuer = await startIssuer(clock);
  const service = await startService(issuer.issuer, clock);
  const client = await createClient(issuer.issuer, clock);
  const told = { accepted: 0, refused: 0 };
  const innerSigners: (string | undefined)[] = [];

  const order = async (number: number): Promise<void> => {
    const answer = await client.request('GET', `${service.url}/orders/${number}?part=all`);
    if (!answer.ok) {
      told.refused += 1;
      return say(`  order ${number}: ${answer.status} ${await answer.text()}`);
    }
    told.accepted += 1;
    const { subject, signedBy, innerSignedBy } = (await answer.json()) as OrderAnswer;
    if (innerSigners.at(-1) === innerSignedBy) return;
    innerSigners.push(innerSignedBy);
    say(
      `  order ${number}: accepted from ${subject}, signed by ${signedBy}, for whom ${innerSignedBy} vouches`,
    );
  };

  try {
    say('The client gets an inner JWT for its key, and signs each request with that key.');
    for (let number = 1; number <= 10; number++) await order(number);

    say('A thief sees the token of one request on its way.');
    const thief = await steal(client, service.url);
    for (const [tried, status] of Object.entries(thief)) say(`  ${tried}: ${status}`);

    say('The key that signs inners turns while requests go on.');
    let number = 10;
    for (let left = requestsAfterTurn, turned = false; left > 0; ) {
      if (!turned) turned = (await issuer.turnKey()) === 'turned';
      await order(++number);
      if (innerSigners.length > 1) left -= 1;
      await pause();
    }
    say(
      `${told.accepted} requests accepted, ${told.refused} refused, ${innerSigners.length} keys signed inners.`,
    );
    return { ...told, innerSigners, thief };
  } finally {
    client.close();
    await service.close();
    await issuer.close();
  }
}

type Client = Awaited<ReturnType<typeof createClient>>;

/** The first request is the client's own; the rest is what somebody can do who has its token and not its key. */
async function steal(client: Client, url: string): Promise<Record<string, number>> {
  const token = await client.sign('GET', `${url}/orders/1`);
  const send = async (method: string, path: string, sent = token): Promise<number> =>
    (await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${sent}` } })).status;
  const inner: string = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).jwc;
  const unsent = (path: string) => client.sign('GET', `${url}${path}`);
  return {
    'the client itself': await send('GET', '/orders/1'),
    'the same request again': await send('GET', '/orders/1'),
    'another path, before the client': await send('GET', '/orders/2', await unsent('/orders/1')),
    'another method, before the client': await send('DELETE', '/orders/1', await unsent('/orders/1')),
    'the inner JWT alone': await send('GET', '/orders/1', inner),
  };
}
