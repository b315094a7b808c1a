import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { ClaimedDelivery } from '../engine/alerts.ts';
import { VERSION } from '../version.ts';
import type { Attempted } from './attempted.ts';
import { NoPublicAddress, type ResolveHost, resolvePublicAddress } from './resolvePublicAddress.ts';
import { signWebhook } from './signWebhook.ts';
import { toExcerpt } from './toExcerpt.ts';

export interface WebhookOptions {
  /** Also sends to loopback, private and link-local addresses. Default false. */
  allowPrivate?: boolean;
  /** From the look-up of the host to the end of the answer. Default 10 s. */
  timeoutMs?: number;
  /** For tests. */
  resolve?: ResolveHost;
}

// Receivers answer first and work later; a slower one is tried again.
const TIMEOUT_MS = 10_000;
/** Enough for the excerpt, whatever its characters are. */
const EXCERPT_BYTES = 2_000;

/** Sends one webhook once. Follows no redirect: it would bypass the check of the address. Never rejects. */
export async function sendWebhook(
  { address, secret, body, deliveryId }: Pick<ClaimedDelivery, 'address' | 'secret' | 'body' | 'deliveryId'>,
  { allowPrivate = false, timeoutMs = TIMEOUT_MS, resolve }: WebhookOptions = {},
  stopping?: AbortSignal,
): Promise<Attempted> {
  const startMs = performance.now();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = stopping ? AbortSignal.any([timeout, stopping]) : timeout;
  const finish = (outcome: Attempted['outcome'], entry: Omit<Attempted['entry'], 'duration_ms'>): Attempted => ({
    outcome,
    entry: { ...entry, duration_ms: Math.round(performance.now() - startMs) },
  });
  try {
    const url = new URL(address);
    const place = await within(
      signal,
      resolvePublicAddress(url.hostname, { allowPrivate, ...(resolve && { resolve }) }),
    );
    const headers = signWebhook(secret ?? '', `msg_${deliveryId}`, body, new Date());
    const { status, excerpt } = await post(url, place, { ...headers }, body, signal);
    if (status >= 200 && status < 300) return finish('delivered', { status });
    const error =
      status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
    return finish(status === 410 ? 'gone' : 'retry', { status, error, ...(excerpt !== '' && { excerpt }) });
  } catch (error) {
    if (error instanceof NoPublicAddress) return finish('failed', { error: error.message });
    if (timeout.aborted) return finish('retry', { error: `no answer within ${timeoutMs / 1000} s` });
    const { code } = error as NodeJS.ErrnoException;
    return finish('retry', { error: toExcerpt(code ?? String(error)) });
  }
}

/** Posts JSON to the address that was checked, with the URL's own host name for TLS and in the headers. */
function post(
  url: URL,
  place: { address: string; family: number },
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; excerpt: string }> {
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [place]) : done(null, place.address, place.family);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send(
      url,
      {
        method: 'POST',
        lookup,
        signal,
        // A connection of its own: one from a pool may lead to an address of an earlier look-up.
        agent: false,
        headers: {
          ...headers,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': `OneVault/${VERSION}`,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const finish = () => {
          resolve({ status: response.statusCode ?? 0, excerpt: toExcerpt(Buffer.concat(chunks).toString('utf8')) });
          response.destroy();
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes >= EXCERPT_BYTES) finish();
        });
        response.on('end', finish);
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A look-up cannot be aborted, but nobody has to wait for it. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
