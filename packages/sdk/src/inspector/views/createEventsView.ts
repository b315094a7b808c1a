import type { Row } from '../createHistory.ts';
import { attribute, element, insert, remove, say } from '../element.ts';
import { texts } from '../texts.ts';
import type { View } from '../View.ts';
import type { WatchedTracker } from '../watchTracker.ts';
import { createRow, type RowView } from './createRow.ts';

/** The list of events, newest first. It can be paused: a line that moves away cannot be read. */
export function createEventsView(watched: WatchedTracker): View {
  const shown = new Map<Row, RowView>();
  let waiting = new Set<Row>();
  let isPaused = false;
  let wanted = '';

  const filter = element('input', {
    class: 'input',
    type: 'search',
    placeholder: texts.events.filter,
    'aria-label': texts.events.filter,
    autocapitalize: 'none',
    spellcheck: 'false',
    oninput() {
      wanted = filter.value.trim().toLowerCase();
      for (const [row, { root }] of shown) root.hidden = !isWanted(row);
      showEmpty();
    },
  });
  const pause = element(
    'button',
    { type: 'button', class: 'button numbers', onclick: togglePause },
    texts.events.pause,
  );
  const list = element('ol', { 'aria-label': texts.events.name, onkeydown: (event) => move(event as KeyboardEvent) });
  const empty = element(
    'div',
    { class: 'empty', hidden: true },
    element('strong', {}, texts.events.none),
    element('p', {}, texts.events.noneHint),
  );
  const noMatch = element('p', { class: 'empty', hidden: true }, texts.events.noMatch);
  const root = element('div', {}, element('div', { class: 'tools' }, filter, pause), list, empty, noMatch);

  function isWanted({ type, json = '' }: Row): boolean {
    return wanted === '' || `${type} ${json}`.toLowerCase().includes(wanted);
  }
  function togglePause(): void {
    isPaused = !isPaused;
    attribute(pause, 'aria-pressed', isPaused && 'true');
    if (!isPaused) {
      show([...waiting]);
      waiting = new Set();
    }
    sayPause();
  }
  function sayPause(): void {
    say(pause, isPaused ? texts.events.resume(waiting.size) : texts.events.pause);
  }
  function show(rows: readonly Row[], isNew = false): void {
    for (const row of rows) {
      const known = shown.get(row);
      if (known) known.update();
      else add(row, isNew);
    }
    for (const [row, { root: line }] of shown) {
      if (shown.size <= watched.rows.length) break;
      remove(line);
      shown.delete(row);
    }
    showEmpty();
  }
  function add(row: Row, isNew: boolean): void {
    const view = createRow(row);
    if (isNew) view.root.classList.add('new');
    view.root.hidden = !isWanted(row);
    shown.set(row, view);
    insert(list, view.root, list.firstChild);
  }
  function showEmpty(): void {
    empty.hidden = shown.size > 0;
    noMatch.hidden = shown.size === 0 || [...shown.values()].some(({ root: line }) => !line.hidden);
  }
  /** The arrow keys go from event to event, besides the key that goes from control to control. */
  function move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const lines = [...shown.values()].filter(({ root: line }) => !line.hidden).reverse();
    const at = lines.findIndex(({ button }) => button === event.target);
    const next = step !== undefined && at >= 0 ? lines[at + step] : undefined;
    if (!next) return;
    event.preventDefault();
    next.button.focus();
  }

  show(watched.rows);
  return {
    root,
    update(changed) {
      if (!isPaused) return show(changed, true);
      for (const row of changed) waiting.add(row);
      sayPause();
    },
  };
}
