import { decode } from '../browser/decode.ts';
import type { WireEvent } from '../events.ts';
import { MASK, MAX_URL_LENGTH, SECRET_NAME } from '../privacy/scrubUrl.ts';

/**
 * Why something is not in an event: the `name` of a parameter tells of a secret; its `value`, or a part of the path,
 * looks like one; it stands `behind` a part of the path that tells of one; it is the `content` of an address without a
 * place, such as a letter; the address was `cut`; the `text` of an element, or the `fields` of a form, are not read.
 */
export type MaskReason = 'name' | 'value' | 'behind' | 'content' | 'cut' | 'text' | 'fields';

/** Something that was masked, or not read. */
export interface Mask {
  /** Where: a JSON pointer into the event. */
  pointer: string;
  /** The parameter or the part before it; empty without. */
  part: string;
  reason: MaskReason;
}

/** A parameter whose value is masked, with its name; or a masked part, with the part before it. */
const MASKED = /(?:[?&#;]|^)([^=/?&#;]+)=\[masked\]|(?:([^/?&#;=]*)[/?&#;=]|^)(?:\w+:)?\[masked\]/g;
/** An address that was cut is at most one part shorter than the limit. */
const CUT_LENGTH = MAX_URL_LENGTH / 2;
const CONTENT = /^(data|javascript|mailto|sms(to)?):/i;

/** Lists what is masked in an event, and why. From the event as it is sent: what is masked is nowhere else. */
export function findMasks({ event_type, page_url, event_data }: WireEvent): Mask[] {
  const masks: Mask[] = [];
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value === 'string') masks.push(...findInAddress(value, pointer));
    else if (value && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) visit(inner, `${pointer}/${toToken(key)}`);
    }
  };
  visit({ page_url, event_data }, '');
  if (event_data?.text === '' && event_data.element_type !== undefined) {
    masks.push({ pointer: '/event_data/text', part: '', reason: 'text' });
  }
  if (event_type === 'form_submission') masks.push({ pointer: '/event_data/form_data', part: '', reason: 'fields' });
  return masks;
}

function findInAddress(text: string, pointer: string): Mask[] {
  if (!text.includes(MASK)) return [];
  if (CONTENT.test(text)) return [{ pointer, part: text.slice(0, text.indexOf(':')), reason: 'content' }];
  return [...text.matchAll(MASKED)].map(({ index, 0: found, 1: name, 2: before = '' }): Mask => {
    const part = decode(name ?? before);
    const isSecret = SECRET_NAME.test(part);
    // The part in which an address was cut is its last one.
    const isCut = text.length > CUT_LENGTH && index + found.length === text.length;
    const reason = name !== undefined && isSecret ? 'name' : isCut ? 'cut' : isSecret ? 'behind' : 'value';
    return { pointer, part, reason };
  });
}

/** A property's name in a JSON pointer (RFC 6901). */
function toToken(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
