import type { Socket } from 'node:net';
import { Refusal } from '../ingest/refusal.ts';

/** Answers bytes that are not HTTP: there is no request object, only a socket. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const isTooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = isTooLong
    ? '431 Request Header Fields Too Large'
    : isTimeout
      ? '408 Request Timeout'
      : '400 Bad Request';
  const message = isTooLong
    ? 'The request headers are too large'
    : isTimeout
      ? 'The request took too long to arrive'
      : 'The request is not valid HTTP';
  const { body } = new Refusal({ status: Number.parseInt(status, 10), code: 'BAD_REQUEST', message });
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}
