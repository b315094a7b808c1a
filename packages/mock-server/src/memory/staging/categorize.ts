/** What kind of thing happened: docs/pipeline.md, Category and action. */
import type { JsonObject } from '@onevault/contract';
import { cutText, readText } from './readValue.ts';

export interface Category {
  category: string;
  action: string;
}

const MAX_ACTION_LENGTH = 64;

/** Per event name: its category, and its action, given the caller's own (if any) and the data. */
const CATEGORIES: Readonly<Record<string, (own: string | null, data: JsonObject) => Category>> = {
  page_view: () => ({ category: 'page', action: 'view' }),
  user_interaction: (own, data) =>
    data.outbound === true
      ? { category: 'navigation', action: 'outbound' }
      : { category: 'interaction', action: own ?? 'interact' },
  form_submission: () => ({ category: 'form', action: 'submit' }),
  item_interaction: (own) => ({ category: 'item', action: own ?? 'interact' }),
  transaction_step: (own) => ({ category: 'transaction', action: own ?? 'step' }),
  contact_interaction: (own) => ({ category: 'contact', action: own ?? 'contact' }),
  content_engagement: (own) => ({ category: 'engagement', action: own ?? 'engage' }),
  scroll_depth: () => ({ category: 'engagement', action: 'scroll' }),
  feature_usage: (own) => ({ category: 'feature', action: own ?? 'use' }),
  search: () => ({ category: 'search', action: 'search' }),
  download: () => ({ category: 'download', action: 'download' }),
  web_vital: (_own, data) => ({
    category: 'performance',
    action: readText(data, 'name', MAX_ACTION_LENGTH) ?? 'measure',
  }),
  js_error: () => ({ category: 'error', action: 'error' }),
  rage_click: () => ({ category: 'frustration', action: 'rage_click' }),
  dead_click: () => ({ category: 'frustration', action: 'dead_click' }),
  element_impression: () => ({ category: 'impression', action: 'view' }),
  media: (own) => ({ category: 'media', action: own ?? 'play' }),
};

export function categorize(eventType: string, data: JsonObject): Category {
  const own = readText(data, 'action', MAX_ACTION_LENGTH);
  // Own properties only: an event may be called "constructor".
  if (Object.hasOwn(CATEGORIES, eventType)) {
    const known = CATEGORIES[eventType];
    if (known !== undefined) return known(own, data);
  }
  return { category: 'custom', action: own ?? cutText(eventType, MAX_ACTION_LENGTH) };
}
