import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All addresses of a host name. */
export type ResolveHost = (host: string) => Promise<LookupAddress[]>;

/** A host has no address, or none that a webhook may go to. */
export class NoPublicAddress extends Error {}

const resolveHost: ResolveHost = (host) => dns.lookup(host, { all: true });

/**
 * The address to connect to for a URL's host. Refuses what only this network reaches, such as loopback, private and
 * link-local addresses: a webhook's URL is a customer's input, and must not make this server ask the services beside it.
 * Connect to exactly this address: a second look-up may give another one.
 */
export async function resolvePublicAddress(
  hostname: string,
  { allowPrivate = false, resolve = resolveHost }: { allowPrivate?: boolean; resolve?: ResolveHost } = {},
): Promise<LookupAddress> {
  // A URL has brackets around an IPv6 address.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (addresses.length === 0) throw new NoPublicAddress('the host has no address');
  const usable = addresses.find(({ address }) => allowPrivate || isPublic(address));
  if (!usable) throw new NoPublicAddress('the host is on a private network, and this server sends no webhooks there');
  return usable;
}

/** Whether the whole internet routes to the address. An IPv4 address in an IPv6 one counts as itself. */
function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
