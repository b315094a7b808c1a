import type { Store } from '../browser/createStore.ts';
import { cut } from '../browser/cut.ts';
import { readJson } from '../browser/readJson.ts';
import { readQuery } from '../browser/readQuery.ts';
import { serialize } from '../browser/serialize.ts';
import type { EventData } from '../events.ts';
import { isCampaignName } from '../privacy/isCampaignName.ts';

type Touch = Record<string, string>;

const MAX_VALUE_LENGTH = 256;
/** Longer than any address that an ad network makes. */
const MAX_URL_LENGTH = 8_192;

/** Campaign parameters of an address. */
function readCampaign(url: string): Touch | undefined {
  return toTouch(readQuery(cut(url, MAX_URL_LENGTH)));
}

/** The campaign of an address as one word; empty without one. */
export function toCampaignName(url: string): string {
  const pairs = Object.entries(readCampaign(url) || {});
  return pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

/** The first and the last campaign of this visitor, for its page views. */
export function createCampaign(store: Store, key: string): (url: string) => EventData {
  return (url) => {
    const touch = readCampaign(url);
    const stored = readJson(store, key);
    // Another script may have changed them.
    let [first_touch, last_touch] = [stored.first_touch, stored.last_touch].map((one) =>
      toTouch(Object.entries(Object(one))),
    );
    if (touch) {
      first_touch ||= touch;
      last_touch = touch;
      store._set(key, serialize({ first_touch, last_touch }));
    }
    return { first_touch, last_touch };
  };
}

/** Without anything else; undefined if nothing is left. */
function toTouch(entries: Iterable<[name: string, value: unknown]>): Touch | undefined {
  let touch: Touch | undefined;
  for (const [name, value] of entries) {
    if (!isCampaignName(name) || typeof value !== 'string') continue;
    touch ||= {};
    touch[name] = cut(value, MAX_VALUE_LENGTH);
  }
  return touch;
}
