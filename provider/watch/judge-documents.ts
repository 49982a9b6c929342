import { type Finding, find } from './finding.js';
import type { FindingCode } from './finding-kinds.js';
import type { WatchState } from './watch-state.js';

const jwksCodes: Readonly<Record<string, FindingCode>> = {
  body_too_large: 'jwks_too_large',
  content_type_unexpected: 'jwks_type_wrong',
  json_invalid: 'jwks_invalid',
};

/** Whether the two documents can be read and say whose they are. */
export function judgeDocuments({ issuer, discovery, failures }: WatchState): Finding[] {
  const found: Finding[] = [];
  const { discovery: noDiscovery, keys: noKeys } = failures;
  if (noDiscovery !== undefined)
    found.push(
      find('discovery_unreachable', `The discovery document: ${noDiscovery.message} (${noDiscovery.reason})`),
    );
  if (discovery !== undefined && discovery.issuer !== issuer)
    found.push(
      find(
        'discovery_issuer_mismatch',
        `Discovery names the issuer ${JSON.stringify(discovery.issuer ?? null)}, asked for was ${JSON.stringify(issuer)}.`,
      ),
    );
  if (discovery !== undefined && discovery.jwksUri === undefined)
    found.push(find('discovery_invalid', 'The discovery document names no jwks_uri.'));
  if (noKeys !== undefined)
    found.push(
      find(
        jwksCodes[noKeys.reason] ?? 'jwks_unreachable',
        `The key set: ${noKeys.message} (${noKeys.reason})`,
      ),
    );
  return found;
}
