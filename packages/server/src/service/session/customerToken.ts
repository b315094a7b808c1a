import { toBase64Url } from '../toBase64Url.ts';

/** A random token, and the customer whose it is: no table is searched across customers. */
export interface CustomerToken {
  customerId: string;
  token: string;
}

const FORM = /^([\w-]+)\.([\w-]{43})$/;
const TOKEN_BYTES = 32;

export function createToken(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** As one text that a cookie or an address can carry. */
export function writeCustomerToken({ customerId, token }: CustomerToken): string {
  return `${toBase64Url(new TextEncoder().encode(customerId))}.${token}`;
}

/** Null for a text of another form. */
export function readCustomerToken(text: string): CustomerToken | null {
  const [, customer, token] = FORM.exec(text) ?? [];
  if (!customer || !token) return null;
  const customerId = fromBase64Url(customer);
  return customerId === null ? null : { customerId, token };
}

function fromBase64Url(text: string): string | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
