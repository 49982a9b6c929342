import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import {
  answerRejection,
  createVerifier,
  isRejection,
  require,
  type VerifiedToken,
} from '@keyturn/relying-party';
import {
  answerResourceMetadata,
  authenticateRequest,
  type ResourceMetadata,
  resourceMetadata,
} from '@keyturn/relying-party/web';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { listenOnLoopback } from '../signed-requests/listen.js';
import { createOrderTools, toolScopes } from './orders.js';

/** An MCP server over http that takes only tokens of this issuer, made for itself. */
export async function startMcpServer(issuer: string) {
  const server = createServer();
  const { url: origin, close } = await listenOnLoopback(server);
  // Who it is: the `resource` that clients ask tokens for, and the `aud` that it wants in them.
  const url = `${origin}/mcp`;
  const metadata = resourceMetadata({
    resource: url,
    authorizationServers: [issuer],
    scopesSupported: [...toolScopes.values()],
  });
  const verifier = createVerifier({ issuers: [{ issuer, audience: url }], allowLoopback: true });
  const handle = async (request: Request): Promise<Response> => {
    const document = answerResourceMetadata(metadata, request);
    if (document !== undefined) return document;
    const outcome = await authenticateRequest(verifier, request, { resourceMetadata: metadata.url });
    if (!outcome.accepted) return outcome.response;
    return serveTools(request, outcome.token, metadata);
  };
  server.on('request', getRequestListener(handle));
  return {
    url,
    close() {
      verifier.close();
      return close();
    },
  };
}

/** Without sessions: whoever asks shows a token each time, and no session can be taken over. */
async function serveTools(
  request: Request,
  token: VerifiedToken,
  metadata: ResourceMetadata,
): Promise<Response> {
  const parsedBody: unknown = request.method === 'POST' ? await request.json().catch(() => null) : undefined;
  const refusal = checkScopes(parsedBody, token, metadata);
  if (refusal !== undefined) return refusal;
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await createOrderTools(token.claims.sub).connect(transport);
  return transport.handleRequest(request, { parsedBody });
}

/** 403 with the scope that is missing, by which a client knows what to ask for (MCP authorization, scope challenge). */
function checkScopes(body: unknown, token: VerifiedToken, metadata: ResourceMetadata): Response | undefined {
  const scope = [body].flat().flatMap(scopeOfMessage);
  try {
    require({ scope })(token);
    return undefined;
  } catch (error) {
    if (!isRejection(error)) throw error;
    const answer = answerRejection(error, { scope, resourceMetadata: metadata.url });
    return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers });
  }
}

function scopeOfMessage(message: unknown): string[] {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: { name?: unknown } };
  if (method !== 'tools/call') return [];
  // A name that is not in the table is a tool that is not there: no scope opens it.
  return [toolScopes.get(String(params?.name)) ?? 'none'];
}
