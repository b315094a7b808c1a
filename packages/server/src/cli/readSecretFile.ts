import { readFileSync } from 'node:fs';
import { failed } from './readFlags.ts';

/** Reads secrets from a file, separated by white space: unlike flags, `ps` does not show them. None without a path. */
export function readSecretFile(flag: string, path: string | undefined): string[] {
  if (path === undefined) return [];
  try {
    return readFileSync(path, 'utf8').split(/\s+/).filter(Boolean);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw failed(flag, `the file cannot be read (${code})`, `${flag} <file>`);
  }
}
