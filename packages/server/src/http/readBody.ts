import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MAX_BODY_BYTES } from '@onevault/contract';
import { Refusal } from '../ingest/refusal.ts';
import type { BodyBudget } from './createBodyBudget.ts';

const inflate = promisify(gunzip);

// After a 413 the server keeps reading up to this limit, so that the client sees the answer: closing at once would
// show it a reset instead.
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

/** The whole body, or `too_large` when it is over 1 MiB. */
export type ReceivedBytes = Buffer | 'too_large';

/**
 * Reads a request to its end, or until it is too large. Rejects when the client disconnects earlier, or when the budget
 * needs the memory for other bodies.
 */
export function receiveBytes(request: IncomingMessage, budget: BodyBudget): Promise<ReceivedBytes> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isGivenUp = false;
    const share = budget.begin(() => {
      isGivenUp = true;
      chunks.length = 0;
      reject(tooManyBodies());
    });
    request.on('data', (chunk: Buffer) => {
      if (isGivenUp) return;
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        share.add(chunk.length);
      } else {
        chunks.length = 0;
        share.end();
        resolve('too_large');
        if (length > MAX_DRAINED_BYTES) request.destroy();
      }
    });
    request.on('end', () => resolve(length <= MAX_BODY_BYTES ? Buffer.concat(chunks) : 'too_large'));
    request.on('error', () => reject(cutShort()));
    request.on('close', () => {
      share.end();
      reject(cutShort());
    });
  });
}

/** Decodes the content encoding. Throws a `Refusal` for a body that is too large, even once inflated, or broken. */
export async function decodeBody(received: ReceivedBytes, encoding: string | undefined): Promise<Buffer> {
  if (received === 'too_large') throw tooLarge();
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return received;
  if (name !== 'gzip' && name !== 'x-gzip') throw unknownEncoding();
  try {
    return await inflate(received, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : brokenGzip();
  }
}

export function tooLarge(): Refusal {
  return new Refusal({
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: `The body is larger than ${MAX_BODY_BYTES} bytes: send fewer events at once`,
  });
}

function unknownEncoding(): Refusal {
  return new Refusal({
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The content encoding must be gzip, or none',
    headers: { 'Accept-Encoding': 'gzip' },
  });
}

function brokenGzip(): Refusal {
  const msg = 'The body is not valid gzip';
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: msg,
    detail: [{ loc: ['body'], msg, type: 'gzip_invalid' }],
  });
}

/** Closes the connection, so that the rest of the body need not be read. */
function tooManyBodies(): Refusal {
  return new Refusal({
    status: 503,
    code: 'OVERLOADED',
    message: 'Too many requests are on their way at once, and this one took longest: try again',
    headers: { 'Retry-After': '1', Connection: 'close' },
  });
}

/** No client reads this answer; it keeps a disconnected client from being logged as a server error. */
function cutShort(): Refusal {
  return new Refusal({ status: 400, code: 'BAD_REQUEST', message: 'The body ended too early' });
}
