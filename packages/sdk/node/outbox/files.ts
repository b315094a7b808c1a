/** The few things that are done with files, so that a test can make each of them fail. */
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

export interface Files {
  /** Opens a new file for appending, for this user only. */
  create(path: string): number;
  /** Appends all of the text, or nothing: what a full disk has taken of it is cut off again. */
  append(fd: number, text: string, size: number): number;
  /** Whether the file is still in its folder. */
  isThere(fd: number): boolean;
  empty(fd: number): void;
  close(fd: number): void;
  remove(path: string): void;
  read(path: string, from?: number): Buffer;
}

export const FILES: Files = {
  create: (path) => openSync(path, 'ax', 0o600),
  append(fd, text, size) {
    const bytes = Buffer.from(text);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    } catch (error) {
      ftruncateSync(fd, size);
      throw error;
    }
    return bytes.length;
  },
  isThere: (fd) => fstatSync(fd).nlink > 0,
  empty: (fd) => ftruncateSync(fd, 0),
  close: closeSync,
  remove: (path) => rmSync(path, { force: true }),
  read: (path, from = 0) => readFileSync(path).subarray(from),
};
