import type { StreamEvent } from '@onevault/contract';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Lane } from '../../event/Lane.tsx';
import { formatClock, toShortUrl } from '../../format.ts';
import { useVirtual } from '../../parts/useVirtual.ts';
import { texts } from '../../texts.ts';

export const COLUMNS = ['time', 'type', 'page', 'way', 'session', 'visitor', 'quality'] as const;
export type Column = (typeof COLUMNS)[number];

interface EventListProps {
  /** Oldest first; shown newest first. */
  events: readonly StreamEvent[];
  columns: readonly Column[];
  selected: string | null;
  onSelect(eventId: string): void;
}

const ROW_HEIGHT = 36;
const CELLS: Record<Column, (event: StreamEvent) => ComponentChildren> = {
  time: (event) => formatClock(event.raw_load_date),
  type: (event) => <strong>{event.raw_event_type.trim() || texts.blank}</strong>,
  page: (event) => toShortUrl(event.page_url),
  way: (event) => <Lane event={event} />,
  session: (event) => event.session_id,
  visitor: (event) => event.visitor_id,
  quality: (event) => event.quality_score,
};

/** The events as a grid: arrows move, Enter opens. Only the rows in sight are in the document. */
export function EventList({ events, columns, selected, onSelect }: EventListProps) {
  const list = useRef<HTMLDivElement>(null);
  const virtual = useVirtual(list, events.length, ROW_HEIGHT);
  const at = (index: number) => events[events.length - 1 - index];
  useStillPlace(list, events);

  const onKeyDown = (event: KeyboardEvent) => {
    const current = selected === null ? -1 : events.length - 1 - events.findIndex((one) => one.event_id === selected);
    const page = Math.max(1, Math.floor((list.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const target = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: events.length - 1,
    }[event.key];
    if (target === undefined || events.length === 0) return;
    event.preventDefault();
    const index = Math.min(events.length - 1, Math.max(0, target));
    virtual.scrollToIndex(index);
    const next = at(index);
    if (next) onSelect(next.event_id);
  };

  const items = virtual.getVirtualItems();
  const isInSight = items.some(({ index }) => at(index)?.event_id === selected);
  return (
    <div
      ref={list}
      class="events"
      role="grid"
      tabIndex={0}
      aria-label={texts.live.events}
      aria-rowcount={events.length + 1}
      {...(isInSight && { 'aria-activedescendant': 'event-selected' })}
      onKeyDown={onKeyDown}
    >
      <div class="event-row head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <span key={column} role="columnheader" class={`cell ${column}`}>
            {texts.live.columns[column]}
          </span>
        ))}
      </div>
      <div role="rowgroup" class="event-rows" style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, start }) => {
          const event = at(index);
          if (!event) return null;
          const isSelected = event.event_id === selected;
          return (
            // By place, not by event: the same elements show other events, and none are made while they pass.
            <div
              key={index % 200}
              role="row"
              class={`event-row ${event.reason ? 'stopped' : ''}`}
              aria-rowindex={index + 2}
              aria-selected={isSelected}
              {...(isSelected && { id: 'event-selected' })}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => onSelect(event.event_id)}
            >
              {columns.map((column) => (
                <span key={column} role="gridcell" class={`cell ${column}`}>
                  {CELLS[column](event)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Who has scrolled down to read keeps the place while events come in above it. */
function useStillPlace(list: { current: HTMLDivElement | null }, events: readonly StreamEvent[]): void {
  const newest = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const element = list.current;
    const before = newest.current;
    newest.current = events.at(-1)?.event_id;
    if (!element || element.scrollTop < ROW_HEIGHT || before === undefined || before === newest.current) return;
    let added = 0;
    for (let i = events.length - 1; i >= 0 && events[i]?.event_id !== before; i -= 1) added += 1;
    if (added < events.length) element.scrollTop += added * ROW_HEIGHT;
  }, [list, events]);
}
