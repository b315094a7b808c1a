import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBuiltFolder } from './sendBuilt.ts';

/** The tracker's scripts that this server hands out. */
export interface Sdk {
  folder: string;
  version: string;
  files: SdkFile[];
  /** What keeps the calls of a page until the script has come; a page has it inline. */
  snippet: string;
}

export interface SdkFile {
  name: string;
  bytes: number;
  gzip_bytes: number;
  /** For the attribute `integrity` of a script tag (W3C Subresource Integrity). */
  integrity: string;
}

/** Undefined where the package was not built. */
export function findSdk(): Sdk | undefined {
  const folder = findBuiltFolder('sdk');
  if (!folder) return undefined;
  return { folder, ...(JSON.parse(readFileSync(join(folder, 'sdk.json'), 'utf8')) as Omit<Sdk, 'folder'>) };
}

/** The path that follows the newest version with the same major number, and the one that never changes. */
export function toSdkPaths(version: string): { moving: string; fixed: string } {
  return { moving: `/sdk/${version.split('.', 1)[0]}`, fixed: `/sdk/${version}` };
}
