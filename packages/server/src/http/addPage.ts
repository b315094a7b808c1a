import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findBuiltFolder, sendBuilt } from './sendBuilt.ts';

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

/**
 * Serves the page of the server: `/`, the paths of its views, and its files under `/assets/`. All other paths stay
 * answers of the API. Where the operator serves files at `/`, or at the path of a view, these come first.
 */
export function addPage(server: FastifyInstance, filePrefixes: string[]): void {
  const root = findBuiltFolder('page');
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
    return sendBuilt(request, reply, root, 'index.html');
  };
  for (const path of paths) {
    if (taken.includes(path.replace(/\/+$/, ''))) continue;
    server.get(path, sendPage);
    if (path !== '/') server.get(`${path}/*`, sendPage);
  }
  if (taken.includes('/assets')) return;
  server.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => {
    reply.headers({ 'Cache-Control': HASHED, 'Cross-Origin-Resource-Policy': 'same-origin' });
    return sendBuilt(request, reply, join(root, 'assets'), request.params['*']);
  });
}
