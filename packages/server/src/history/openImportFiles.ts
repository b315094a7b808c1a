import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** One CSV file of an export, in a folder or in a ZIP. */
export interface ImportFile {
  /** Without folders. */
  name: string;
  /** Inflated. */
  bytes: number;
  open(): Promise<Readable>;
}

export interface ImportFiles {
  files: ImportFile[];
  bytes: number;
  /** Of the contents, whatever the archive: the same files are the same import. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

/** The paths lead to nothing that can be imported. */
export class UnusableFile extends Error {
  override name = 'UnusableFile';
}

/** Opens the CSV files of an export: files, folders and ZIP archives. Nothing is unpacked to the disk. */
export async function openImportFiles(paths: readonly string[]): Promise<ImportFiles> {
  const files: ImportFile[] = [];
  const archives: ZipFile[] = [];
  const close = async () => archives.forEach((archive) => void archive.close());
  try {
    for (const path of paths) files.push(...(await openPath(path, archives)));
    if (files.length === 0) throw new UnusableFile(`${paths.join(', ')}: there is no .csv file`);
  } catch (error) {
    await close();
    throw error;
  }
  // The order decides where a load that was cut off goes on.
  files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    async digest() {
      const hash = createHash('sha256');
      for (const file of files) {
        const content = createHash('sha256');
        await pipeline(await file.open(), content);
        hash.update(`${file.name}\n${content.digest('hex')}\n`);
      }
      return hash.digest('hex');
    },
    close,
  };
}

async function openPath(path: string, archives: ZipFile[]): Promise<ImportFile[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UnusableFile(`${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.code}`);
  });
  if (found.isDirectory()) {
    const names = (await readdir(path)).filter(isCsv);
    return Promise.all(names.map((name) => toPlainFile(join(path, name))));
  }
  if (await isZip(path)) return openZip(path, archives);
  if (!isCsv(basename(path))) throw new UnusableFile(`${path}: it is no .csv file, folder or ZIP archive`);
  return [await toPlainFile(path)];
}

async function toPlainFile(path: string): Promise<ImportFile> {
  const { size } = await stat(path);
  return { name: basename(path), bytes: size, open: async () => createReadStream(path) };
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50;
  } finally {
    await file.close();
  }
}

async function openZip(path: string, archives: ZipFile[]): Promise<ImportFile[]> {
  try {
    const archive = await openPromise(path, { autoClose: false, lazyEntries: true });
    archives.push(archive);
    const entries: Entry[] = [];
    for await (const entry of archive.eachEntry()) entries.push(entry);
    return entries
      .filter(({ fileName }) => isCsv(basename(fileName)) && !fileName.startsWith('__MACOSX/'))
      .map((entry) => ({
        name: basename(entry.fileName),
        bytes: entry.uncompressedSize,
        // The library ends the stream with an error if it inflates to more than the archive says.
        open: () => archive.openReadStreamPromise(entry),
      }));
  } catch (error) {
    throw new UnusableFile(`${path}: it is no readable ZIP archive (${(error as Error).message})`);
  }
}

/** Hidden files are none of an export. */
function isCsv(name: string): boolean {
  return /^[^.].*\.csv$/i.test(name);
}
