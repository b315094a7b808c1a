import { Refusal } from '@onevault/server/internal/ingest/refusal';

/** Decodes an encoded body. Throws a `Refusal`: 415 for an encoding other than gzip, 422 for broken gzip. */
export async function inflateBody(request: Request, encoding: string): Promise<ArrayBuffer> {
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new Refusal({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'The content encoding must be gzip, or none',
      headers: { 'Accept-Encoding': 'gzip' },
    });
  }
  try {
    const body = (await request.blob()).stream().pipeThrough(new DecompressionStream('gzip'));
    return await new Response(body).arrayBuffer();
  } catch {
    const msg = 'The body is not valid gzip';
    throw new Refusal({
      status: 422,
      code: 'INVALID_BODY',
      message: msg,
      detail: [{ loc: ['body'], msg, type: 'gzip_invalid' }],
    });
  }
}
