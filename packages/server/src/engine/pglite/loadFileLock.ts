/// <reference path="./fsNativeExtensions.d.ts" />
import { createRequire } from 'node:module';

type FileLock = typeof import('fs-native-extensions');

/** What `require-addon` says where the package has no build for the system, or one that its loader refuses. */
const NO_BUILD = ['ADDON_NOT_FOUND', 'CANNOT_LOAD'];
const require = createRequire(import.meta.url);

/**
 * Loads the file lock of the operating system. Only when a folder is opened: an import at the top would end every
 * program of ours on a system without a build, with text from a loader that names no way out.
 */
export function loadFileLock(folder: string, load: () => FileLock = () => require('fs-native-extensions')): FileLock {
  try {
    return load();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!NO_BUILD.includes(code)) throw error;
    const [reason] = message.split('\n');
    throw new Error(
      `[OneVault] Failed to open ${folder}: the embedded database cannot lock its folder on this system (${process.platform}-${process.arch}), for which the lock has no build; Alpine Linux and other systems with musl are such (${reason}). Try PostgreSQL with --database postgres://…, or an image with glibc, such as node:22-slim.`,
      { cause: error },
    );
  }
}
