import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findSdk, toSdkPaths } from './findSdk.ts';
import { sendBuilt } from './sendBuilt.ts';

/** Of the moving path: a new version reaches a page within the hour, and a page never waits for the question. */
const MOVING = 'public, max-age=3600, stale-while-revalidate=86400';
const FIXED = 'public, max-age=31536000, immutable';
/** Scripts are for the pages of every site; without CORS a browser cannot check their `integrity`. */
const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Serves the tracker's scripts: `/sdk/<major>/onevault.min.js` is the newest, `/sdk/<version>/…` never changes, and
 * `/sdk/sdk.json` lists both with their hashes. Where the operator serves files at `/sdk`, these come first.
 *
 * A page that still names the version of before an upgrade is sent to the newest one: without the script it would track
 * nothing. If its tag has an `integrity`, the browser refuses that script and says so.
 */
export function addSdk(server: FastifyInstance, filePrefixes: string[]): void {
  const sdk = findSdk();
  if (!sdk || filePrefixes.some((prefix) => prefix.replace(/\/+$/, '') === '/sdk')) return;
  const { folder, version, files } = sdk;
  const { moving, fixed } = toSdkPaths(version);
  const names = new Set(files.map(({ name }) => name));
  const isEarlier = new RegExp(`^${version.split('.', 1)[0]}\\.\\d+\\.\\d+(-[\\w.]+)?$`);

  const send = (cacheControl: string) => (request: FastifyRequest, reply: FastifyReply) => {
    const { '*': name } = request.params as { '*': string };
    if (!names.has(name)) return reply.callNotFound();
    reply.headers({ ...HEADERS, 'Cache-Control': cacheControl });
    return sendBuilt(request, reply, folder, name);
  };
  server.get(`${moving}/*`, send(MOVING));
  server.get(`${fixed}/*`, send(FIXED));
  server.get<{ Params: { version: string; '*': string } }>('/sdk/:version/*', (request, reply) => {
    const { version: asked, '*': name } = request.params;
    if (!isEarlier.test(asked) || !names.has(name)) return reply.callNotFound();
    return reply.headers({ ...HEADERS, 'Cache-Control': 'no-store' }).redirect(`${moving}/${name}`, 302);
  });
  server.get('/sdk/sdk.json', (_request, reply) =>
    reply.headers({ ...HEADERS, 'Cache-Control': 'no-cache' }).send({ version, files }),
  );
}
