/** What a fetch may do. The same rules hold for discovery, key sets and everything read later. */
export interface FetchRules {
  /** `http` and loopback addresses, for development: named, never by default. */
  readonly allowLoopback: boolean;
  /** Private, link-local, unique-local, CGNAT and metadata addresses. */
  readonly allowPrivateNetwork: boolean;
  /** PEM of extra roots for internal issuers (Node only). */
  readonly tlsCa?: string | readonly string[] | undefined;
  /** Connect + headers + body. */
  readonly deadlineMilliseconds: number;
  readonly maxBodyBytes: number;
  /** Typed out where the runtime cannot see addresses (anything but Node), else the door there refuses. Ignored on Node. */
  readonly addressCheck?: 'unavailable' | undefined;
}

export interface FetchedDocument {
  /** 200 or 304; every other status is a FetchFailure. */
  readonly status: 200 | 304;
  /** Looks a header up by lower-case name. */
  header(name: string): string | undefined;
  /** Empty for 304. */
  readonly body: Uint8Array;
  readonly receivedAtSeconds: number;
}

export interface FetchRequest {
  readonly url: string;
  /** Sends `If-None-Match`. */
  readonly etag?: string | undefined;
  /** Sends `Cache-Control: no-cache`, so that no cache on the way answers. */
  readonly noCache?: boolean | undefined;
  /** Makes it a POST of a form. Its headers are credentials, and go to this URL alone: no redirect is followed. */
  readonly post?: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined;
}

/** The one door to the network of the relying party. Rejects with a FetchFailure. */
export type FetchDocument = (request: FetchRequest, rules: FetchRules) => Promise<FetchedDocument>;
