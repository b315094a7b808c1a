/** The category and action of an event: docs/pipeline.md, Category and action. */
import type { JsonObject } from '@onevault/contract';
import { CATEGORIES } from '@onevault/contract/pipeline';
import { cutText, readText } from './readValue.ts';

export interface Category {
  category: string;
  action: string;
}

const MAX_ACTION_LENGTH = 64;

export function categorize(eventType: string, data: JsonObject): Category {
  // Own properties only: an event may be called "constructor".
  const rule = Object.hasOwn(CATEGORIES, eventType) ? CATEGORIES[eventType] : undefined;
  const readAction = (key: string) => readText(data, key, MAX_ACTION_LENGTH);
  if (rule === undefined) {
    return { category: 'custom', action: readAction('action') ?? cutText(eventType, MAX_ACTION_LENGTH) };
  }
  if (rule.ifOutbound !== undefined && data.outbound === true) return rule.ifOutbound;
  const own = rule.actionFrom === undefined ? null : readAction(rule.actionFrom);
  return { category: rule.category, action: own ?? rule.action };
}
