import { gzipSync } from 'node:zlib';

export function compressedBytes(code) {
  return gzipSync(code, { level: 9 }).length;
}
