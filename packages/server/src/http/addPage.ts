import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findSqlFolder } from '../engine/sql/readSqlFiles.ts';

/** What the build of packages/dashboard says about its files. */
interface PageManifest {
  /** Paths of the views: `/live` also stands for `/live/…`. */
  paths: string[];
}

/**
 * Nothing but this server's own files runs, and no other page can show it in a frame. Trusted Types turn off every way
 * to make markup or script of a text, such as the name of an event.
 */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');
const HASHED = 'public, max-age=31536000, immutable';
const ENCODINGS = { br: '.br', gzip: '.gz' };

/**
 * Serves the page of the server: `/`, the paths of its views, and its files under `/assets/`. All other paths stay
 * answers of the API. Where the operator serves files at `/`, or at the path of a view, these come first.
 */
export function addPage(server: FastifyInstance, filePrefixes: string[]): void {
  const root = findPageFolder();
  if (!root) return;
  const { paths } = JSON.parse(readFileSync(join(root, 'page.json'), 'utf8')) as PageManifest;
  const taken = filePrefixes.map((prefix) => prefix.replace(/\/+$/, ''));
  if (taken.includes('')) return;

  const sendPage = (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': CSP,
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    return sendFile(request, reply, root, 'index.html');
  };
  for (const path of paths) {
    if (taken.includes(path.replace(/\/+$/, ''))) continue;
    server.get(path, sendPage);
    if (path !== '/') server.get(`${path}/*`, sendPage);
  }
  if (taken.includes('/assets')) return;
  server.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => {
    reply.headers({ 'Cache-Control': HASHED, 'Cross-Origin-Resource-Policy': 'same-origin' });
    return sendFile(request, reply, join(root, 'assets'), request.params['*']);
  });
}

/** Undefined where the page was not built. */
function findPageFolder(): string | undefined {
  const folder = join(dirname(findSqlFolder()), 'dist', 'page');
  return existsSync(join(folder, 'page.json')) ? folder : undefined;
}

/** Sends a file, or the smaller form of it that the build has made and the browser takes. */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  root: string,
  path: string,
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
  reply.headers({ ...file.headers, Vary: 'Accept-Encoding' });
  if (encoding) reply.headers({ 'Content-Encoding': encoding, 'Content-Type': typeOf(path) });
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
