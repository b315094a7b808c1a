import type { FileHandle } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** What stands before the compressed bytes of a member: its whole length, and how many events it has. */
export interface GzipMember {
  bytes: number;
  events: number;
}

/** Of RFC 1952: the first ten bytes, and the flag that says that an extra field follows. */
const FIXED_BYTES = 10;
const FLAGS_AT = 3;
const EXTRA_FLAG = 4;
/** Our extra field: two letters, its length, two numbers of four bytes. */
const FIELD_NAME = 'OV';
const FIELD_BYTES = 12;
const HEADER_BYTES = FIXED_BYTES + 2 + FIELD_BYTES;

/**
 * Compresses text to one member of a gzip file. Members stand one after another, and any gunzip reads them as one text.
 * Each says how long it is, so that the last whole one of a broken file is found without inflating what is before it.
 */
export function toGzipMember(text: string, events: number): Buffer {
  const plain = gzipSync(text, { level: 1 });
  const header = Buffer.alloc(HEADER_BYTES);
  plain.copy(header, 0, 0, FIXED_BYTES);
  header.writeUInt8(EXTRA_FLAG, FLAGS_AT);
  header.writeUInt16LE(FIELD_BYTES, FIXED_BYTES);
  header.write(FIELD_NAME, FIXED_BYTES + 2, 'latin1');
  header.writeUInt16LE(FIELD_BYTES - 4, FIXED_BYTES + 4);
  header.writeUInt32LE(HEADER_BYTES + plain.length - FIXED_BYTES, FIXED_BYTES + 6);
  header.writeUInt32LE(events, FIXED_BYTES + 10);
  return Buffer.concat([header, plain.subarray(FIXED_BYTES)]);
}

/** The member that begins at `at`; null if it is not whole; undefined if it is not one of ours. */
export async function readGzipMember(
  file: FileHandle,
  at: number,
  fileBytes: number,
): Promise<GzipMember | null | undefined> {
  const header = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await file.read(header, 0, HEADER_BYTES, at);
  const isGzip = header.subarray(0, Math.min(2, bytesRead)).equals(Buffer.from([0x1f, 0x8b]).subarray(0, bytesRead));
  if (!isGzip) return undefined;
  if (bytesRead < HEADER_BYTES) return null;
  const name = header.toString('latin1', FIXED_BYTES + 2, FIXED_BYTES + 4);
  if (header.readUInt8(FLAGS_AT) !== EXTRA_FLAG || name !== FIELD_NAME) return undefined;
  const bytes = header.readUInt32LE(FIXED_BYTES + 6);
  return at + bytes > fileBytes ? null : { bytes, events: header.readUInt32LE(FIXED_BYTES + 10) };
}
