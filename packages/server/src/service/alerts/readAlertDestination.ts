import type { NewAlertDestination } from '../../engine/port.ts';
import { readObject, refuseBody } from '../refuseBody.ts';
import { readLine } from './readAlertRule.ts';

const FIELDS = ['kind', 'address', 'label'];
const MAX_URL_LENGTH = 2_000;
/** RFC 5321. */
const MAX_EMAIL_LENGTH = 254;
/** One address, without a name or a comment: what a mail server has to understand is its own matter. */
const EMAIL = /^[^\s@<>()[\]:;,"\\\p{Cc}]+@[^\s@<>()[\]:;,"\\\p{Cc}]+$/u;
/** The specification of Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** Reads the body of a destination and makes a webhook's secret. Throws a `Refusal` (422) that names the wrong part. */
export function readAlertDestination(body: unknown): NewAlertDestination {
  const fields = readObject(body, []);
  const stray = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (stray !== undefined) throw refuseBody([stray], 'Extra inputs are not permitted', 'extra_forbidden');
  const { kind, address, label = null } = fields;
  if (kind !== 'webhook' && kind !== 'email') throw refuseBody(['kind'], 'Input should be webhook or email', 'enum');
  const isWebhook = kind === 'webhook';
  return {
    destinationId: crypto.randomUUID(),
    kind,
    ...(isWebhook ? readUrl(address) : readEmail(address)),
    secret: isWebhook ? createSecret() : null,
    label: label === null ? null : readLine(label, ['label']),
  };
}

function readUrl(value: unknown): { address: string; host: string } {
  const isText = typeof value === 'string' && value.length <= MAX_URL_LENGTH;
  const url = isText && URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    const msg = `Input should be an https:// or http:// URL of at most ${MAX_URL_LENGTH} characters`;
    throw refuseBody(['address'], msg, 'url_parsing');
  }
  // The list of destinations shows the address.
  if (url.username || url.password) {
    throw refuseBody(
      ['address'],
      'The URL should hold no user and no password: the signature proves the sender',
      'url_parsing',
    );
  }
  return { address: url.href, host: url.host };
}

function readEmail(value: unknown): { address: string; host: string } {
  if (typeof value !== 'string' || value.length > MAX_EMAIL_LENGTH || !EMAIL.test(value)) {
    throw refuseBody(['address'], 'Input should be one e-mail address', 'value_error');
  }
  return { address: value, host: value.slice(value.indexOf('@') + 1) };
}

function createSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
