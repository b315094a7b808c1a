import type { Store } from '../browser/createStore.ts';
import { readJson } from '../browser/readJson.ts';
import type { EventData } from '../events.ts';
import { isCampaignName } from '../privacy/isCampaignName.ts';

const MAX_VALUE_LENGTH = 256;

/** Campaign parameters of an address. */
export function readCampaign(url: string): Record<string, string> {
  const touch: Record<string, string> = {};
  const [, query] = /\?([^#]*)/.exec(url) || [];
  for (const [name, value] of new URLSearchParams(query)) {
    if (isCampaignName(name)) touch[name] = value.slice(0, MAX_VALUE_LENGTH);
  }
  return touch;
}

/** The first and the last campaign of this visitor, for its page views. */
export function createCampaign(store: Store, key: string): (url: string) => EventData {
  return (url) => {
    const touch = readCampaign(url);
    let { first_touch, last_touch } = readJson(store, key);
    if (Object.keys(touch)[0]) {
      first_touch ||= touch;
      last_touch = touch;
      store._set(key, JSON.stringify({ first_touch, last_touch }));
    }
    return { first_touch, last_touch };
  };
}
