import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createServable, isUnserved } from './createServable.ts';

/**
 * Serves a folder, or a single file, below a prefix. Hidden files (`.env`, `.git`, `.onevault`), paths that climb out,
 * links that lead out of the folder, and what is `unserved` are answered like files that are not there.
 */
export async function addFiles(
  server: FastifyInstance,
  prefix: string,
  path: string,
  unserved: readonly string[],
): Promise<void> {
  // Loaded only here: most servers serve no files, and this module is a third of the start's loading.
  const { default: serveStatic } = await import('@fastify/static');
  const isFile = statSync(path).isFile();
  const place = prefix.replace(/\/+$/, '');
  const root = resolve(isFile ? dirname(path) : path);
  const index = isFile ? basename(path) : 'index.html';

  await server.register(async (scope) => {
    const isServable = isFile ? () => !isUnserved(path, unserved) : createServable({ root, index, unserved });
    scope.addHook('onRequest', async (request, reply) => {
      if (!isServable(request.url.split('?', 1)[0]?.slice(place.length) ?? '')) return reply.callNotFound();
    });
    // A single file is served even if it is hidden: the operator named it.
    const dotfiles = isFile ? 'allow' : 'ignore';
    await scope.register(serveStatic, { root, prefix: `${place}/`, serve: !isFile, cacheControl: false, dotfiles });
    // The router ignores a slash at the end of a path, but a page's relative links need it.
    scope.get(place || '/', (request, reply) => {
      const { pathname, search } = new URL(request.url, 'http://localhost');
      if (!isFile && !pathname.endsWith('/')) return reply.redirect(`${pathname}/${search}`, 301);
      return reply.sendFile(index, root);
    });
  });
}
