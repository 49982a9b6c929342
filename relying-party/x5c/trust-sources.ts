import type { Clock } from '@keyturn/shared/clock';
import { OptionRefusal } from '../options/option-refusal.js';
import { type OptionBag, readText, readTexts } from '../options/read-option.js';
import type { Certificate } from '../x509/certificate.js';
import { type Denylist, emptyDenylist } from '../x509/denylist.js';
import { holdsPem } from '../x509/pem.js';
import { readAnchors } from '../x509/read-anchors.js';
import { collectAnchors } from '../x509/trust-anchors.js';
import { followAnchors } from './follow-anchors.js';
import { pauseAfter } from './plan-file-look.js';
import { crlFileReader, readCrls } from './read-crls.js';
import { mergeDenylists, readDenylist } from './read-denylist.js';
import type { TrustMaterial } from './trust-material.js';
import { type FileReading, type WatchedFile, watchFile } from './watched-file.js';

/** What the material of one issuer is read from. */
export interface TrustSources {
  /** The same object for as long as nothing changed. */
  current(): TrustMaterial;
}

export interface SourceSite {
  readonly clock: Clock;
  /** A file changed and cannot be used, or not all of it: the last good one stays in use. */
  onFailure(option: string, failure: FileFailure): void;
}

export interface FileFailure {
  readonly consecutiveFailures: number;
  /** Unless the file changes before. */
  readonly nextAttemptInSeconds: number;
}

/** @throws OptionRefusal when there is no anchor, or something cannot be read. */
export function openSources(bag: OptionBag, at: string, site: SourceSite): TrustSources {
  const anchors = [
    ...readInline(bag.anchorsPem, `${at}.anchorsPem`, (bytes) => readAnchors(bytes).certificates),
    ...readBundle(bag.spiffeBundle, `${at}.spiffeBundle`),
  ];
  const anchorFiles = watchFiles(bag.anchorsFile, `${at}.anchorsFile`, () => wholly(followAnchors()), site);
  if (anchors.length + anchorFiles.length === 0)
    throw new OptionRefusal('option_missing', at, 'needs anchors: anchorsPem, anchorsFile or spiffeBundle.');
  const crls = readInline(bag.crls, `${at}.crls`, readCrls);
  const crlFiles = watchFiles(bag.crlsFile, `${at}.crlsFile`, crlFileReader, site);
  const hasCrls = bag.crls !== undefined || bag.crlsFile !== undefined;
  const denylist = readDenylist(bag.denylist, `${at}.denylist`);
  const denylistFile =
    bag.denylistFile === undefined
      ? undefined
      : watchFiles(
          readText(bag.denylistFile, `${at}.denylistFile`),
          `${at}.denylistFile`,
          () => wholly(readDenylistFile),
          site,
        )[0];

  const sources = [...anchorFiles, ...crlFiles, ...(denylistFile === undefined ? [] : [denylistFile])];
  let parts: readonly unknown[] | undefined;
  let material: TrustMaterial | undefined;
  return {
    current() {
      const now = sources.map((source) => source.current());
      if (material !== undefined && parts?.every((part, index) => part === now[index])) return material;
      parts = now;
      material = {
        anchors: collectAnchors([...anchors, ...anchorFiles.flatMap((file) => file.current())]),
        crls: hasCrls ? [...crls, ...crlFiles.flatMap((file) => file.current())] : undefined,
        denylist: mergeDenylists(denylist, denylistFile?.current() ?? emptyDenylist),
      };
      return material;
    },
  };
}

/** All of the file or nothing. */
function wholly<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => FileReading<T> {
  return (bytes) => ({ value: read(bytes), isWhole: true });
}

function readDenylistFile(bytes: Uint8Array): Denylist {
  return readDenylist(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'denylist');
}

function readInline<T>(value: unknown, at: string, read: (bytes: Uint8Array) => readonly T[]): readonly T[] {
  if (value === undefined) return [];
  return readTexts(value, at).flatMap((text) => {
    if (!holdsPem(text)) throw new OptionRefusal('option_invalid', at, 'must be PEM.');
    return withPlace(at, () => read(Buffer.from(text)));
  });
}

function readBundle(value: unknown, at: string): readonly Certificate[] {
  if (value === undefined) return [];
  return withPlace(at, () => readAnchors(Buffer.from(JSON.stringify(value))).certificates);
}

function watchFiles<T>(
  value: unknown,
  at: string,
  readerOfFile: () => (bytes: Uint8Array) => FileReading<T>,
  { clock, onFailure }: SourceSite,
): readonly WatchedFile<T>[] {
  if (value === undefined) return [];
  return readTexts(value, at).map((path) =>
    withPlace(at, () =>
      watchFile(path, readerOfFile(), clock, ({ failures }) =>
        onFailure(at, {
          consecutiveFailures: failures,
          nextAttemptInSeconds: pauseAfter(failures) / 1000,
        }),
      ),
    ),
  );
}

/** What is wrong with something configured is a wrong option, not a refused token. */
function withPlace<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OptionRefusal) throw error;
    throw new OptionRefusal('option_invalid', at, error instanceof Error ? error.message : 'cannot be read.');
  }
}
