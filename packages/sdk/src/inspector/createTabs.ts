import { attribute, element } from './element.ts';

export interface Tab {
  name: string;
  content: HTMLElement;
}

/** Tabs by the ARIA pattern: the arrow keys, Home and End go from one to the next, and show it. */
export function createTabs(label: string, tabs: readonly Tab[]): HTMLElement[] {
  const made = tabs.map(({ name, content }, at) => {
    const id = `tab-${at}`;
    const button = element(
      'button',
      { type: 'button', role: 'tab', id, 'aria-controls': `view-${at}`, onclick: () => select(at) },
      name,
    );
    const view = element(
      'div',
      { class: 'view', role: 'tabpanel', id: `view-${at}`, 'aria-labelledby': id, tabindex: '0' },
      content,
    );
    return { button, view };
  });
  function select(selected: number): void {
    made.forEach(({ button, view }, at) => {
      attribute(button, 'aria-selected', `${at === selected}`);
      attribute(button, 'tabindex', at === selected ? '0' : '-1');
      view.hidden = at !== selected;
    });
  }
  const list = element('div', {
    class: 'tabs',
    role: 'tablist',
    'aria-label': label,
    onkeydown(event) {
      const { key } = event as KeyboardEvent;
      const at = made.findIndex(({ button }) => button === event.target);
      const last = made.length - 1;
      const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last };
      const place = places[key];
      if (place === undefined) return;
      event.preventDefault();
      const next = place < 0 ? last : place > last ? 0 : place;
      select(next);
      made[next]?.button.focus();
    },
  });
  for (const { button } of made) list.append(button);
  select(0);
  return [list, ...made.map(({ view }) => view)];
}
