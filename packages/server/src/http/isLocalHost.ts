const LOOPBACK = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a `Host` header names this machine: a name of the loopback, or one of `more`.
 */
export function isLocalHost(host: string, more: readonly string[] = []): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  return LOOPBACK.test(name) || more.includes(name);
}
