import ipaddr from 'ipaddr.js';

/** Whoever has an IPv6 connection has at least this many bits of its addresses to choose from (RFC 6177). */
const IPV6_PREFIX_BITS = 64;

/**
 * What a rate limit counts an address as: an IPv4 address as it is, also where it comes as IPv6, and an IPv6 address
 * as its network.
 *
 * @example toLimitedAddress('::ffff:192.0.2.7') // '192.0.2.7'
 * @example toLimitedAddress('2001:db8:1:2:aaaa::1') // '2001:db8:1:2::/64'
 */
export function toLimitedAddress(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/${IPV6_PREFIX_BITS}`);
  return `${network.toString()}/${IPV6_PREFIX_BITS}`;
}
