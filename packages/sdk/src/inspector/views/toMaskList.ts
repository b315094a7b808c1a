import { element } from '../element.ts';
import type { Mask } from '../findMasks.ts';
import { texts } from '../texts.ts';

/** What is masked and why, each with its place; the same of several events once, with how often. */
export function toMaskList(masks: readonly Mask[]): HTMLElement {
  const times = new Map<string, { mask: Mask; times: number }>();
  for (const mask of masks) {
    const key = JSON.stringify([mask.pointer, mask.part, mask.reason]);
    const known = times.get(key);
    if (known) known.times++;
    else times.set(key, { mask, times: 1 });
  }
  return element(
    'ul',
    { class: 'list' },
    ...[...times.values()].map(({ mask, times: number }) =>
      element(
        'li',
        {},
        texts.masks[mask.reason](mask.part),
        ' ',
        element('code', {}, mask.pointer),
        number > 1 && ` ${texts.privacy.times(number)}`,
      ),
    ),
  );
}
