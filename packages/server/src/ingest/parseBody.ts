import { Refusal } from './refusal.ts';
import { refuseJson } from './refuseJson.ts';

export interface ReceivedBody {
  /** The `Content-Type` header; a missing one is read as JSON. */
  contentType: string | undefined;
  /** Not compressed. */
  bytes: Uint8Array;
}

const JSON_TYPE = /^\s*application\/(?:json|[^\s;/]+\+json)\s*(?:;|$)/i;

/**
 * Parses a request body as JSON. Throws a `Refusal`: 415 for another content type, 422 with the position for broken
 * JSON. Bytes that are not UTF-8 become U+FFFD.
 */
export async function parseBody({ contentType, bytes }: ReceivedBody): Promise<unknown> {
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
    throw refuseJson(text);
  }
}
