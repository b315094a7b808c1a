import type { Store } from '../browser/createStore.ts';
import { readJson } from '../browser/readJson.ts';
import { readQuery } from '../browser/readQuery.ts';
import { serialize } from '../browser/serialize.ts';
import type { EventData } from '../events.ts';
import { isCampaignName } from '../privacy/isCampaignName.ts';

const MAX_VALUE_LENGTH = 256;

/** Campaign parameters of an address. */
function readCampaign(url: string): Record<string, string> {
  const touch: Record<string, string> = {};
  for (const [name, value] of readQuery(url)) {
    if (isCampaignName(name)) touch[name] = value.slice(0, MAX_VALUE_LENGTH);
  }
  return touch;
}

/** The campaign of an address as one word; empty without one. */
export function toCampaignName(url: string): string {
  const pairs = Object.entries(readCampaign(url));
  return pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

/** The first and the last campaign of this visitor, for its page views. */
export function createCampaign(store: Store, key: string): (url: string) => EventData {
  return (url) => {
    const touch = readCampaign(url);
    let { first_touch, last_touch } = readJson(store, key);
    if (Object.keys(touch)[0]) {
      first_touch ||= touch;
      last_touch = touch;
      store._set(key, serialize({ first_touch, last_touch }));
    }
    return { first_touch, last_touch };
  };
}
