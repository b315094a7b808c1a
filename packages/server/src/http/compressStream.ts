import { pipeline, type Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';

/** Fast: an export is limited by the processor, and repeats itself so much that more effort saves little. */
const LEVEL = constants.Z_BEST_SPEED;

/** The stream as gzip if the client accepts that. It reads the source no faster than it is read. */
export function compressStream(reply: FastifyReply, source: Readable): Readable {
  reply.header('Vary', [reply.getHeader('Vary'), 'Accept-Encoding'].filter(Boolean).join(', '));
  if (!acceptsGzip(reply.request.headers['accept-encoding'])) return source;
  reply.header('Content-Encoding', 'gzip');
  const gzip = createGzip({ level: LEVEL });
  // An error of either ends both. It reaches the client as a cut connection.
  pipeline(source, gzip, () => {});
  return gzip;
}

/** `gzip` or `*`, unless with `q=0`. */
export function acceptsGzip(header: string | string[] = ''): boolean {
  const qualities = new Map(
    String(header)
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
        const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1';
        return [name, Number(quality)] as const;
      }),
  );
  return (qualities.get('gzip') ?? qualities.get('*') ?? 0) > 0;
}
