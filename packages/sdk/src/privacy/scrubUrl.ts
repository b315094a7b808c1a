import { cut } from '../browser/cut.ts';
import { decode } from '../browser/decode.ts';
import { isCampaignName } from './isCampaignName.ts';

/** Longer than what servers take; an address of a megabyte would hold up the page. */
export const MAX_URL_LENGTH = 8_192;

export const MASK = '[masked]';
/** Maximum depth of addresses inside addresses; deeper ones are masked. */
const MAX_DEPTH = 3;
/** A parameter with its name and value, or a part of the path or hash. */
const PARTS = /([?&#;]|^)([^=/?&#;]+)=([^&#;]*)|[^/?&#;=]+/g;
/** Whole names; words between others, such as `openid.sig`; and parts of words. */
export const SECRET_NAME =
  /^(code|sid|pw|pass|tel|mobile|mail|ticket|access|login|join|grant|proof|policy|key-pair-id|body|subject|b?cc)$|(^|[^a-z])(sig|sign|signed|pin|tan|h?mac|digest|dob|oob|puk|[2m]fa|cv[cv])($|[^a-z])|(user|device|oob|join|login|security|backup|gift)[_-]?code|((first|last|sur|full|user)[_-]?name|(^|[_-]|access)key)$|api.?key|token|secret|pass[ckpw]|pwd|auth|jwt|otp|sess|signature|e-?mail|phone|ssn|iban|card|[cx]srf|saml|credential|nonce|bearer|one.?time|hash(?!tag)|captcha|challenge|assertion|uidb|login.?hint|birth|(^|[^p])reset|shar(e|ing)|magic|invit|verif|confirm|activat|recover|unsub/i;
/** A short code in a path, behind a part that tells what it is for: `/invite/k3y9zz`. */
const CODE =
  /((join|reset|shar(e|ing)|magic|invit|verif|confirm|activat|recover|unsub)[\w-]{0,12}\/)(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,}(?=[/?&#;]|$)/gi;
/**
 * An e-mail address; 20 letters and digits in a row, or 32 of base64's alphabet (no word is like that, and a slug has no
 * capitals); a UUID. The lookaheads are bounded, so that a long address does not take long.
 */
const SECRET =
  /[^\s:@](@|%40)[^\s:@]{1,255}\.[^\s\d.-]{2}|(?=[a-z]{0,64}\d)(?=\d{0,64}[a-z])[a-z\d]{20}|[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}/i;
const BASE64 = /(?=[\w-]{0,64}\d)(?=[\w-]{0,64}[a-z])(?=[\w-]{0,64}[A-Z])[\w-]{32}/;
/** Payment cards have 13 to 19 digits, begin like this, and end with a check digit. */
const CARD = /[2-6](?:[ +.-]{0,3}\d){12,18}/g;

/**
 * Masks private parts of an address: user and password, parameters with names such as `token` and `email`, and texts
 * that look like a token, an e-mail address or a card number, in the query, the path or the hash, also in an address
 * inside. Campaign parameters stay. A longer address is cut, and the part that was cut is masked: half of a secret is one.
 */
export function scrubUrl(given: string, maxDepth = MAX_DEPTH): string {
  const url =
    given.length > MAX_URL_LENGTH ? cut(given, MAX_URL_LENGTH).replace(/^(.*[/?&#;=]).*$/s, `$1${MASK}`) : given;
  const [origin] = /^(\w[\w.+-]*:)?\/\/[^/?#]*/.exec(url) || [''];
  /** Whether a part has nothing to mask, even after decoding. */
  const isFine = (part: string): boolean => {
    const text = decode(part);
    const isPlain = text === part && !/[=&?/#;]/.test(text);
    return !isSecret(text) && (isPlain || (maxDepth > 0 && scrubUrl(text, maxDepth - 1) === text));
  };
  return (
    origin.replace(/\/\/.*@/, '//') +
    url
      .slice(origin.length)
      // These contain a document, a program or a letter instead of an address; and these a message behind a number.
      .replace(/^((?:data|javascript|mailto):|sms(to)?:[^?&;]*(?=[?&;])).*/is, `$1${MASK}`)
      .replace(CODE, `$1${MASK}`)
      .replace(PARTS, (part: string, separator: string, name: string, value: string) => {
        if (!name) return isFine(part) ? part : part.replace(/^(\w+:)?.*/s, `$1${MASK}`);
        return isCampaignName(name) || (!SECRET_NAME.test(decode(name)) && isFine(value))
          ? part
          : `${separator}${name}=${MASK}`;
      })
  );
}

function isSecret(text: string): boolean {
  return SECRET.test(text) || BASE64.test(text) || !!text.match(CARD)?.some(isCard);
}

/** The check of Luhn, ISO/IEC 7812: one of ten numbers passes by chance. */
function isCard(text: string): boolean {
  let sum = 0;
  [...text.replace(/\D/g, '')].reverse().forEach((digit, at) => {
    const weighed = +digit * (1 + (at % 2));
    sum += (weighed % 10) + +(weighed > 9);
  });
  return sum % 10 === 0;
}
