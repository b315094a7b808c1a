import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { findSqlFolder } from '../engine/sql/readSqlFiles.ts';

const ENCODINGS = { br: '.br', gzip: '.gz' };

/** A folder that the build has copied into this package, with a list of its files. Undefined where it was not built. */
export function findBuiltFolder(name: string): string | undefined {
  const folder = join(dirname(findSqlFolder()), 'dist', name);
  return existsSync(join(folder, `${name}.json`)) ? folder : undefined;
}

/** Sends a file, or the smaller form of it that the build has made and the browser takes. */
export async function sendBuilt(
  request: FastifyRequest,
  reply: FastifyReply,
  root: string,
  path: string,
  /** What decides between several forms of an address. */
  vary = 'Accept-Encoding',
): Promise<FastifyReply> {
  // Loaded with the first visit: most servers answer trackers only.
  const { default: send } = await import('@fastify/send');
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = (['br', 'gzip'] as const).find(
    (name) =>
      new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?![.]\\d*[1-9]))`).test(accepted) &&
      existsSync(join(root, path + ENCODINGS[name])),
  );
  const file = await send(request.raw, encoding ? `${path}${ENCODINGS[encoding]}` : path, {
    root,
    cacheControl: false,
    dotfiles: 'ignore',
    index: false,
  });
  if (file.type !== 'file') return reply.header('Cache-Control', 'no-store').callNotFound() as unknown as FastifyReply;
  reply.headers({ ...file.headers, Vary: vary, 'Content-Type': typeOf(path) });
  if (encoding) reply.header('Content-Encoding', encoding);
  return reply.code(file.statusCode).send(file.stream);
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

function typeOf(path: string): string {
  return TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream';
}
