import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from './configuration-error.js';

/** Reads the object in a `*.json` file, or the default export of a module. A parser's words are not repeated. */
export async function readObjectFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  const value = extname(path) === '.mjs' ? await importDefault(path, file) : await readJson(path, file);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigurationError('config_invalid', [`${file}: must hold one object`]);
  return { ...value };
}

async function readJson(path: string, file: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigurationError('config_missing', [`${file}: cannot be read`], { cause });
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError('config_unreadable', [`${file}: is not JSON`]);
  }
}

async function importDefault(path: string, file: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    return module.default;
  } catch (cause) {
    throw new ConfigurationError('config_unreadable', [`${file}: cannot be loaded as a module`], { cause });
  }
}
