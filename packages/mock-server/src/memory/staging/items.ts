/** The items of an event: docs/pipeline.md, Items. */
import { type JsonObject, MAX_ITEMS } from '@onevault/contract';
import { isJsonObject, readFirstText } from './readValue.ts';

const ID_KEYS = ['item_id', 'product_id', 'sku'] as const;
const LISTED_ID_KEYS = [...ID_KEYS, 'id'] as const;
const MAX_ID_LENGTH = 200;

/** Distinct ids, in order of appearance. */
export function readItemIds(data: JsonObject): string[] {
  const ids = new Set<string>();
  const own = readFirstText(data, ID_KEYS, MAX_ID_LENGTH);
  if (own !== null) ids.add(own);
  const listed = Array.isArray(data.items) ? data.items.slice(0, MAX_ITEMS) : [];
  for (const item of listed) {
    const id = isJsonObject(item) ? readFirstText(item, LISTED_ID_KEYS, MAX_ID_LENGTH) : null;
    if (id !== null) ids.add(id);
  }
  return [...ids];
}
