const URL_SAFE: Record<string, string> = { '+': '-', '/': '_' };

/** Base64 for addresses and cookies, without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (character) => URL_SAFE[character] ?? '');
}
