import { createVerifier } from '@keyturn/relying-party';
import { askVerifier } from '../../provider/drills/verifier-target.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

/** Ours, as it is imported. */
export const keyturn: Party = {
  name: '@keyturn/relying-party',
  versions: () => npmVersions('@keyturn/relying-party'),
  settings: '`allowLoopback: true`, since all of this is loopback',
  lifetime: { defaultSeconds: null, option: null },
  discovers: true,
  httpsOnly: false,
  open({ issuer, audience, tlsCa }) {
    const trust = tlsCa === undefined ? {} : { tlsCa };
    return askVerifier(createVerifier({ issuers: [{ issuer, audience }], allowLoopback: true, ...trust }));
  },
};
