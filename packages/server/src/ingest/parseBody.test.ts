import { expect, test } from 'vitest';
import { parseBody } from './parseBody.ts';
import type { Refusal } from './refusal.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  undefined,
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON;x=y',
  'application/vnd.onevault+json',
])('reads %s as JSON', async (contentType) => {
  expect(await parseBody({ contentType, bytes: bytes('{"a":1}') })).toEqual({ a: 1 });
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonx',
  '',
])('refuses %j with 415', async (contentType) => {
  expect(await refusalOf(() => parseBody({ contentType, bytes: bytes('{}') }))).toMatchObject({
    status: 415,
    body: { error_code: 'UNSUPPORTED_MEDIA_TYPE', success: false },
  });
});

test('names the position of an error in JSON', async () => {
  expect(await refusalOf(() => parseBody({ contentType: undefined, bytes: bytes('{\n  "a": nope\n}') }))).toMatchObject(
    {
      status: 422,
      body: {
        error_code: 'INVALID_JSON',
        message: 'The body is not valid JSON: expected a value at line 2, column 8',
        detail: [{ loc: ['body', 9], type: 'json_invalid' }],
      },
    },
  );
});

test('reports an empty body as missing, not as broken', async () => {
  expect(await refusalOf(() => parseBody({ contentType: undefined, bytes: bytes(' ') }))).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['body'], type: 'missing' }] },
  });
});

test('bytes that are not UTF-8 become U+FFFD, and a byte order mark is accepted', async () => {
  expect(await parseBody({ contentType: undefined, bytes: new Uint8Array([0x22, 0xff, 0x22]) })).toBe('\uFFFD');
  expect(await parseBody({ contentType: undefined, bytes: bytes('\uFEFF{}') })).toEqual({});
});

async function refusalOf(run: () => Promise<unknown>): Promise<Refusal> {
  try {
    await run();
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('It was not refused');
}
