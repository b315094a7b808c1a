import type { DeliveryOptions } from '../alerts/createDeliver.ts';
import { failed } from './readFlags.ts';

/** Flags of programs that send alerts and reports. */
export const DELIVERY_FLAGS = {
  smtp: { type: 'string' },
  'smtp-from': { type: 'string' },
  'private-webhooks': { type: 'boolean' },
} as const;

export const DELIVERY_FLAGS_HELP = `\
  --smtp <url>              The mail server for alerts and reports: smtp://user:password@host:587, or smtps://.
                            Default ONEVAULT_SMTP, which ps does not show; else there is no e-mail
  --smtp-from <address>     Their sender. Default ONEVAULT_SMTP_FROM, else onevault@ and the host of --smtp
  --private-webhooks        Alerts may also go to webhooks on private networks and on this machine
`;

const URL_FORM = 'smtp://user:password@host:587';

/** How alerts and reports are sent. The messages name no part of the url: any of it may be the password. */
export function readDelivery(
  flags: { smtp?: string | undefined; 'smtp-from'?: string | undefined; 'private-webhooks'?: boolean | undefined },
  env: Record<string, string | undefined>,
): DeliveryOptions {
  const source = flags.smtp === undefined ? 'ONEVAULT_SMTP' : '--smtp';
  const url = flags.smtp ?? (env.ONEVAULT_SMTP || undefined);
  const from = flags['smtp-from'] ?? (env.ONEVAULT_SMTP_FROM || undefined);
  if (from !== undefined && !/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(from)) {
    throw failed('--smtp-from', 'it is not an e-mail address', 'alerts@shop.example');
  }
  const webhooks = { allowPrivate: flags['private-webhooks'] ?? false };
  if (url === undefined) {
    if (from !== undefined) throw failed('--smtp-from', 'there is no mail server', `--smtp ${URL_FORM} with it`);
    return { webhooks };
  }
  if (!/^smtps?:\/\//i.test(url) || !URL.canParse(url) || new URL(url).hostname === '') {
    throw failed(source, 'the url is not valid', `${URL_FORM}; a password needs its special characters as %40 for @`);
  }
  return { webhooks, smtp: { url, from: from ?? `onevault@${new URL(url).hostname}` } };
}
