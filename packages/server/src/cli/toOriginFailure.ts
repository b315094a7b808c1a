import { failed } from './readFlags.ts';
import type { StartError } from './startError.ts';

/** What is wrong with an origin of a flag, and the origin that was probably meant. */
export function toOriginFailure(flag: string, text: string, example: string): StartError {
  // With a user it has a password, too.
  const shown = text.includes('@') ? 'it is not an origin' : `"${text.slice(0, 100)}" is not an origin`;
  if (text === '*') return failed(flag, `${shown}: any origin is the default`, `it without ${flag}`);
  if (text === 'null') return failed(flag, `${shown}: files and sandboxed pages share it`, `${flag} ${example}`);
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const full = hasScheme ? text : `https://${text}`;
  if (!URL.canParse(full) || /[\s*]/.test(text)) return failed(flag, shown, `${flag} ${example}`);
  const { protocol, origin, pathname, search, hash, username, hostname } = new URL(full);
  if (!/^https?:$/.test(protocol)) return failed(flag, `${shown}: pages have http or https`, `${flag} ${example}`);
  if (hostname === '') return failed(flag, `${shown}: it has no host`, `${flag} ${example}`);
  return failed(flag, `${shown}: ${findFault()}`, `${flag} ${origin}`);

  function findFault(): string {
    if (username !== '') return 'it names a user';
    if (pathname !== '/' || search !== '' || hash !== '' || full.endsWith('/')) return 'it has a path';
    return hasScheme ? 'browsers write it in another way' : 'it has no scheme';
  }
}
