import type { FastifyRequest } from 'fastify';

/** Codes that ISO 3166 leaves to its users, among them XX (unknown) of CDNs, and two that are no country. XK is Kosovo. */
const NO_COUNTRY = /^(?:AA|AP|EU|UN|Q[M-Z]|X[A-JL-Z]|ZZ)$/;
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/**
 * Reads the country that a trusted proxy names in this header. Only if `trustProxy` trusts who has sent the request: any
 * visitor can write a header. `request.ips` has more than the sender only then.
 */
export function createCountryReader(headerName: string | undefined): (request: FastifyRequest) => string | null {
  if (headerName === undefined) return () => null;
  const name = headerName.toLowerCase();
  return (request) => {
    if ((request.ips?.length ?? 0) < 2) return null;
    const given = request.headers[name];
    return typeof given === 'string' ? toCountry(given) : null;
  };
}

/** Two capital letters; null for what is no country, such as the T1 of Cloudflare (Tor). */
export function toCountry(text: string): string | null {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.test(code) && names.of(code) !== undefined ? code : null;
}
