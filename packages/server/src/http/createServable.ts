import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

export interface ServableOptions {
  /** The served folder. */
  root: string;
  /** The file that stands for a folder. */
  index: string;
  /** Folders and files that are never served. */
  unserved: readonly string[];
}

/**
 * Returns a function that says whether the path of a request, below the folder, names a file that may be served: not
 * hidden, in the folder also once links are followed, and none of what is never served.
 */
export function createServable({ root, index, unserved }: ServableOptions): (path: string) => boolean {
  const isServable = (file: string): boolean => {
    try {
      const real = realpathSync(file);
      if (!isWithin(realpathSync(root), real) || isUnserved(real, unserved)) return false;
      return !statSync(real).isDirectory() || isServable(join(real, index));
    } catch {
      // A missing file: the file server answers 404.
      return true;
    }
  };

  return (path) => {
    const decoded = decode(path);
    if (decoded === undefined || decoded.includes('\0')) return false;
    if (decoded.split(/[/\\]/).some((segment) => segment.startsWith('.'))) return false;
    return isServable(join(root, decoded));
  };
}

/**
 * Whether a file is, or lies in, one of these. Compares what the names stand for, and looks anew for each request: a
 * file may have several names, names may differ in case, and a file of secrets may be replaced.
 */
export function isUnserved(file: string, unserved: readonly string[]): boolean {
  const ids = new Set(unserved.map(identify).filter((id) => id !== undefined));
  if (ids.size === 0 || !existsSync(file)) return false;
  for (let at = realpathSync(file); ; at = dirname(at)) {
    const id = identify(at);
    if (id !== undefined && ids.has(id)) return true;
    if (dirname(at) === at) return false;
  }
}

/** The same for all names of a file; undefined for a missing one. */
function identify(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
