import type { ClaimedDelivery } from '../engine/alerts.ts';
import type { ReadReport } from '../reports/readReportNumbers.ts';
import type { Attempted } from './attempted.ts';
import { type MailOptions, sendMail } from './sendMail.ts';
import { sendWebhook, type WebhookOptions } from './sendWebhook.ts';

/** How alerts and reports leave this process. */
export interface DeliveryOptions {
  /** Without it e-mails wait for a worker that has it. */
  smtp?: MailOptions;
  webhooks?: WebhookOptions;
}

/** Makes the function that sends one delivery once; it never rejects. */
export function createDeliver({ smtp, webhooks }: DeliveryOptions, readReport: ReadReport) {
  return (delivery: ClaimedDelivery, stopping?: AbortSignal): Promise<Attempted> =>
    delivery.kind === 'email' ? sendMail(delivery, smtp, readReport) : sendWebhook(delivery, webhooks, stopping);
}
