import QuickLRU from 'quick-lru';
import { sha256Hex } from '../engine/sha256Hex.ts';

// Enough for the visitors of a busy minute.
const MAX_REMEMBERED = 1_000;

export type AddressHasher = (ipSalt: string, address: string | null) => Promise<string | null>;

/**
 * Hashes client addresses before any other code sees them: hex SHA-256 of the customer's salt followed by the address,
 * so that two customers cannot compare their visitors. Caches the latest hashes, since a page sends many events from
 * one address.
 */
export function createAddressHasher(): AddressHasher {
  const remembered = new QuickLRU<string, Promise<string>>({ maxSize: MAX_REMEMBERED });

  return async (ipSalt, address) => {
    if (!address) return null;
    const text = `${ipSalt}${withoutIpv6Mapping(address)}`;
    let hash = remembered.get(text);
    if (!hash) {
      hash = sha256Hex(text);
      remembered.set(text, hash);
    }
    return hash;
  };
}

/** A dual-stack socket names an IPv4 client `::ffff:192.0.2.1`: the same client as `192.0.2.1`. */
function withoutIpv6Mapping(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
