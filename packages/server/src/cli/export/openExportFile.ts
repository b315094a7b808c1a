import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { loadFileLock } from '../../engine/pglite/loadFileLock.ts';
import type { ExportFormat } from '../../service/export/exportQueryDoc.ts';
import { StartError } from '../startError.ts';
import { ForeignFile, findResumePoint, type ResumePoint } from './findResumePoint.ts';
import { toGzipMember } from './gzipMember.ts';

export interface ExportFileOptions {
  /** A path, or `-` for stdout. */
  output: string;
  format: ExportFormat;
  isGzip: boolean;
  /** Goes on with a file that was interrupted; a missing one is begun. */
  resume: boolean;
}

/** Where an export is written to. Errors are `StartError`s. */
export interface ExportFile {
  /** How far the file is already. */
  point: ResumePoint;
  /** Resolves when the operating system has the text. */
  write(text: string, events: number): Promise<void>;
  /** Resolves when everything is on the disk. */
  close(): Promise<void>;
  /** Closes without waiting for the disk, after an error. */
  abandon(): Promise<void>;
}

const EMPTY: ResumePoint = { events: 0, bytes: 0, place: null };
/** Behind any file: Windows lets nobody read what is locked. */
const LOCK_OFFSET = 2 ** 52;

export async function openExportFile(options: ExportFileOptions): Promise<ExportFile> {
  const { output, format, isGzip, resume } = options;
  const toBytes = (text: string, events: number) => (isGzip ? toGzipMember(text, events) : Buffer.from(text));
  if (output === '-') {
    return {
      point: EMPTY,
      write: (text, events) => explained(output, () => writeToStdout(toBytes(text, events))),
      close: async () => {},
      abandon: async () => {},
    };
  }

  const file = await explained(output, () => openFile(output, resume));
  try {
    const isRegular = (await file.stat()).isFile();
    if (isRegular) lock(file, output);
    const point = resume && isRegular ? await findPoint(file, options) : EMPTY;
    // Cuts off the part of a record that was being written.
    if (resume && isRegular) await file.truncate(point.bytes);
    let at = point.bytes;
    return {
      point,
      write: (text, events) =>
        explained(output, async () => {
          const bytes = toBytes(text, events);
          await writeAll(file, bytes, isRegular ? at : null);
          at += bytes.length;
        }),
      close: () =>
        explained(output, async () => {
          // A gzip file without a member is none.
          if (isGzip && at === 0) await writeAll(file, toBytes('', 0), isRegular ? 0 : null);
          if (isRegular) await file.sync();
          await file.close();
        }),
      abandon: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }

  function findPoint(opened: FileHandle, { output: path }: ExportFileOptions): Promise<ResumePoint> {
    return explained(path, () => findResumePoint(opened, format, isGzip));
  }
}

/** A new file, the one to go on with, or something else than a file, such as a pipe. */
async function openFile(path: string, resume: boolean): Promise<FileHandle> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) return open(path, 'w');
  if (resume) return open(path, constants.O_RDWR | constants.O_CREAT);
  return open(path, 'wx');
}

/** Two that go on with one file would write each event twice. Where there is no lock for the system, goes on without. */
function lock(file: FileHandle, path: string): void {
  let isMine: boolean;
  try {
    isMine = loadFileLock(path).tryLock(file.fd, LOCK_OFFSET, 1);
  } catch {
    return;
  }
  if (!isMine) throw fileError(path, 'another export writes it', 'waiting for that one, or another file');
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number | null): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const place = at === null ? null : at + written;
    written += (await file.write(bytes, written, bytes.length - written, place)).bytesWritten;
  }
}

/** Waits until the reader of a pipe has taken it. */
function writeToStdout(bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const again = path === '-' ? '--cursor with the cursor of the last whole row' : 'the same command with --resume';
    if (error instanceof StartError) throw error;
    if (error instanceof ForeignFile) {
      throw fileError(path, error.message, 'the --format and --gzip that it was begun with, or another file');
    }
    const [reason, instead] = REASONS[(error as NodeJS.ErrnoException).code ?? '']?.(again) ?? [
      (error as Error).message,
      again,
    ];
    throw fileError(path, reason, instead);
  }
}

/** By the code of the system: what is wrong, and what to try. */
const REASONS: Record<string, (again: string) => [reason: string, instead: string]> = {
  ENOSPC: (again) => ['the disk is full', `freeing space, then ${again}`],
  EDQUOT: (again) => ["this user's share of the disk is used up", `freeing space, then ${again}`],
  EFBIG: () => ['the file would be larger than this system allows', 'a range with --from and --to for each file'],
  EIO: (again) => ['the disk does not answer', `looking after the disk, then ${again}`],
  EPIPE: (again) => ['its reader has stopped', again],
  EEXIST: () => ['there is such a file', '--resume to go on with it, or another file'],
  ENOENT: () => ['its folder does not exist', 'a folder that exists'],
  ENOTDIR: () => ['a part of the path is a file', 'a folder'],
  EISDIR: () => ['it is a folder', 'a file'],
  EACCES: () => ['this user may not write there', 'another folder, or another user'],
  EPERM: () => ['this user may not write there', 'another folder, or another user'],
  EROFS: () => ['its disk is read-only', 'a folder on another disk'],
};

function fileError(path: string, reason: string, instead: string): StartError {
  const name = path === '-' ? 'to stdout' : path;
  return new StartError(`[OneVault] Failed to write ${name}: ${reason}. Try ${instead}.`);
}
