import type { ClaimedDelivery } from '../engine/alerts.ts';
import type { ReadReport } from '../reports/readReportNumbers.ts';
import type { Attempted } from './attempted.ts';
import { toExcerpt } from './toExcerpt.ts';
import { toMail } from './toMail.ts';

export interface MailOptions {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  url: string;
  /** The sender: `alerts@shop.example`. */
  from: string;
}

// As for webhooks; a mail server may check the sender first, and is given more time.
const TIMEOUT_MS = 20_000;

/** Sends one e-mail once. A retry has the same Message-ID, by which mail programs know a duplicate. Never rejects. */
export async function sendMail(
  { address, body, deliveryId }: Pick<ClaimedDelivery, 'address' | 'body' | 'deliveryId'>,
  options: MailOptions | undefined,
  readReport: ReadReport,
): Promise<Attempted> {
  const startMs = performance.now();
  const finish = (outcome: Attempted['outcome'], entry: Omit<Attempted['entry'], 'duration_ms'>): Attempted => ({
    outcome,
    entry: { ...entry, duration_ms: Math.round(performance.now() - startMs) },
  });
  // Another worker may have it.
  if (!options) return finish('retry', { error: 'no mail server is configured (--smtp)' });
  const mail = await toMail(body, readReport).catch(() => null);
  // A heavy question, or a database that was away for a moment.
  if (mail === null) return finish('retry', { error: 'the numbers of the report could not be read in time' });
  // Loaded by the first e-mail: most servers send none.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: options.url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
  });
  try {
    const { response } = await transport.sendMail({
      from: options.from,
      // As an object: a text could name several people.
      to: { name: '', address },
      messageId: `<${deliveryId}@${options.from
        .split('@')
        .at(-1)
        ?.replace(/[^\w.-]/g, '')}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
      ...mail,
    });
    return finish('delivered', { status: Number.parseInt(response, 10) || 250 });
  } catch (error) {
    const { responseCode, code, message } = error as { responseCode?: number; code?: string; message: string };
    // The server refuses this recipient for good; wrong credentials can be corrected.
    const isFinal = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500;
    return finish(isFinal ? 'failed' : 'retry', {
      ...(responseCode !== undefined && { status: responseCode }),
      // Not the message of other errors: it may hold the url of the server.
      error: responseCode === undefined ? (code ?? 'failed') : toExcerpt(message),
    });
  } finally {
    transport.close();
  }
}
