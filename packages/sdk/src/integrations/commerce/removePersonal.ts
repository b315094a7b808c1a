import { isList } from '../../browser/isList.ts';
import type { EventData } from '../../events.ts';

/** Names of properties that tell who somebody is, in the spelling of any tool. */
const PERSONAL =
  /e-?mail|phone|mobile|passw|secret|token|(first|last|full|middle|sur|user|nick)[_-]?name|birth|^dob$|address|street|^zip|postal|gender|^age$|ssn|iban|card[_-]?n|cv[cv]\b|user[_-]?data|^auth/i;
/** An address of e-mail anywhere in a text; a payment card. */
const WHO = /[^\s:@]{1,64}@[^\s:@]{1,255}\.[^\s\d.]{2}|\b[2-6](?:[ -]?\d){12,18}\b/;
const MASK = '[masked]';
/** Deeper than a basket, and an end for what contains itself. */
const MAX_DEPTH = 6;

/**
 * A copy of the properties that a page has for another tool, without what tells who somebody is: properties by their name
 * (`email`, `phone`, `firstName`, `address`, `user_data` …), and e-mail addresses and card numbers in any text. What JSON
 * has no form for, such as an element of the page, is left out.
 */
export function removePersonal(properties: unknown): EventData {
  return (isPlain(properties) ? clean(properties, 0) : {}) as EventData;
}

export const isPersonal = (text: string): boolean => WHO.test(text);

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return isPersonal(value) ? MASK : value;
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value;
  if (Object.prototype.toString.call(value) === '[object Date]') return value;
  if (depth > MAX_DEPTH) return undefined;
  if (isList(value)) return value.map((one) => clean(one, depth + 1));
  if (!isPlain(value)) return undefined;
  const cleaned: EventData = {};
  for (const name of Object.keys(value)) {
    if (PERSONAL.test(name)) continue;
    const one = clean(value[name], depth + 1);
    if (one !== undefined) cleaned[name] = one;
  }
  return cleaned;
}

/** Not an element, a window or an event: a page has these in its data layer. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]' && !('nodeType' in (value as object));
}
