import type { JsonObject } from '@onevault/contract';
import { expect } from 'vitest';
import { ask } from '../http/ask.ts';

/** An answer of analytics; `key` is that of the customer demo by default. */
export async function readAnswer(url: string, key?: string): Promise<JsonObject> {
  const { status, body } = await ask(url, key === undefined ? {} : { key });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** The same as CSV. */
export async function readCsv(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', Accept: 'text/csv' },
  });
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  return response.text();
}
