import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { guessSignedIn } from '../service/session/sessionCookie.ts';
import { findBuiltFolder, sendBuilt } from './sendBuilt.ts';

/** What the build of packages/dashboard says about its files. */
interface PageManifest {
  /** Paths of the views: `/live` also stands for `/live/…`. */
  paths: string[];
  /** Hashes of the scripts and of the styles that stand in the HTML itself. */
  scripts: string[];
  styles: string[];
}

/**
 * Nothing but this server's own files runs (and what stands in the HTML, by its hash), and no other page can show it in a frame. Trusted Types turn off every way
 * to make markup or script of a text, such as the name of an event.
 */
function toCsp({ scripts, styles }: Pick<PageManifest, 'scripts' | 'styles'>): string {
  const own = (hashes: string[]) => ["'self'", ...hashes.map((hash) => `'${hash}'`)].join(' ');
  return [
    "default-src 'none'",
    `script-src ${own(scripts)}`,
    `style-src ${own(styles)}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "require-trusted-types-for 'script'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}
const HASHED = 'public, max-age=31536000, immutable';

/**
 * Serves the page of the server: `/`, the paths of its views, and its files under `/assets/`. All other paths stay
 * answers of the API. Where the operator serves files at `/`, or at the path of a view, these come first.
 */
export function addPage(server: FastifyInstance, filePrefixes: string[]): void {
  const root = findBuiltFolder('page');
  if (!root) return;
  const { paths, ...inline } = JSON.parse(readFileSync(join(root, 'page.json'), 'utf8')) as PageManifest;
  const taken = filePrefixes.map((prefix) => prefix.replace(/\/+$/, ''));
  if (taken.includes('')) return;

  const csp = toCsp(inline);
  /** @param view the HTML that shows the place of this view until its script runs, if somebody seems to be signed in */
  const sendPage = (view: string) => (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': csp,
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    const guess = guessSignedIn(request.headers.cookie, request.headers.host ?? '');
    const name = guess === null ? 'index' : guess === 'share' ? 'share' : view;
    return sendBuilt(request, reply, root, `${name}.html`, 'Accept-Encoding, Cookie');
  };
  for (const path of paths) {
    if (taken.includes(path.replace(/\/+$/, ''))) continue;
    const send = sendPage(path === '/' ? 'start' : path.slice(1));
    server.get(path, send);
    if (path !== '/') server.get(`${path}/*`, send);
  }
  if (taken.includes('/assets')) return;
  server.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => {
    reply.headers({ 'Cache-Control': HASHED, 'Cross-Origin-Resource-Policy': 'same-origin' });
    return sendBuilt(request, reply, join(root, 'assets'), request.params['*']);
  });
}
