import { findJsonError } from './findJsonError.ts';
import { Refusal } from './refusal.ts';

export interface ReceivedBody {
  /** The `Content-Type` header; a missing one is read as JSON. */
  contentType: string | undefined;
  /** Not compressed. */
  bytes: Uint8Array;
}

const JSON_TYPE = /^\s*application\/(?:json|[^\s;/]+\+json)\s*(?:;|$)/i;

/**
 * Reads a request body as JSON. Throws a `Refusal`: 415 for another content type, 422 with the
 * position for broken JSON. Bytes that are not UTF-8 become U+FFFD rather than an error.
 */
export function parseBody({ contentType, bytes }: ReceivedBody): unknown {
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new Refusal({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'The content type must be application/json',
      headers: { 'Accept-Post': 'application/json' },
    });
  }
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw text.trim() === '' ? missingBody() : brokenJson(text);
  }
}

function missingBody(): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_JSON',
    message: 'The body is empty: it must be a JSON object, {} at the least',
    detail: [{ loc: ['body'], msg: 'Field required', type: 'missing' }],
  });
}

function brokenJson(text: string): Refusal {
  const { position, message } = findJsonError(text) ?? { position: 0, message: 'not readable' };
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const msg = `JSON decode error: ${message} at line ${line}, column ${column}`;
  return new Refusal({
    status: 422,
    code: 'INVALID_JSON',
    message: `The body is not valid JSON: ${message} at line ${line}, column ${column}`,
    detail: [{ loc: ['body', position], msg, type: 'json_invalid' }],
  });
}
