import type { JsonObject } from '@onevault/contract';

export interface Answer {
  status: number;
  headers: Headers;
  body: JsonObject;
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  /** An object or array is sent as JSON, anything else unchanged. */
  body?: unknown;
  /** `customer:token`; null for none. Default `demo:ovt_demo`. */
  key?: string | null;
}

/** Sends one request, by default as the customer `demo` and with a JSON content type. */
export async function ask(
  url: string,
  { method, headers, body, key = 'demo:ovt_demo' }: Question = {},
): Promise<Answer> {
  const [, customerId = '', token = ''] = /^(.*?):(.*)$/.exec(key ?? '') ?? [];
  const isJson = body !== undefined && body !== null && typeof body === 'object' && !(body instanceof Uint8Array);
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(key !== null && { 'X-Customer-ID': customerId, Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as string | Uint8Array<ArrayBuffer>) }),
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}
