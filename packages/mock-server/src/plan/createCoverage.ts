import type { RawEvent } from '@onevault/server/internal/engine/port';
import type { RefusedEvent } from '@onevault/server/internal/service/eventHooks';
import { AUTOMATIC_EVENTS } from './automaticEvents.ts';
import { CONTEXT_PROPERTIES } from './contextProperties.ts';
import type { CoverageReport, CoveredEvent } from './coverageReport.ts';
import type { PlannedEvent } from './plannedEvent.ts';

export interface Coverage {
  note(payload: RawEvent['payload']): void;
  noteRefused(refused: Pick<RefusedEvent, 'event' | 'reasons'>): void;
  report(): CoverageReport;
}

/** Counts planned events and properties as they arrive, and unplanned ones. */
export function createCoverage(planned: readonly PlannedEvent[]): Coverage {
  const events = new Map<string, CoveredEvent>(
    planned.map(({ type, properties }) => [
      type,
      {
        type,
        count: 0,
        properties: properties.map(({ name, required }) => ({ name, required, count: 0 })),
        unplanned: [],
      },
    ]),
  );
  const unplanned = new Map<string, number>();
  const violations = new Map<string, CoverageReport['violations'][number]>();

  return {
    note({ event_type: type = 'page_view', event_data: data = {} }) {
      const event = events.get(type);
      if (!event) {
        if (!AUTOMATIC_EVENTS.has(type)) unplanned.set(type, (unplanned.get(type) ?? 0) + 1);
        return;
      }
      event.count += 1;
      for (const property of event.properties) if (data[property.name] !== undefined) property.count += 1;
      for (const name of Object.keys(data)) {
        const isPlanned = event.properties.some((property) => property.name === name) || CONTEXT_PROPERTIES.has(name);
        if (!isPlanned && !event.unplanned.includes(name)) event.unplanned.push(name);
      }
    },

    noteRefused({ event, reasons }) {
      const { event_type: type = 'page_view' } = (event ?? {}) as { event_type?: unknown };
      for (const { rule, pointer, message } of reasons) {
        const name = String(type);
        if (rule === 'plan_unknown_event') unplanned.set(name, (unplanned.get(name) ?? 0) + 1);
        if (rule !== 'plan_property') continue;
        const key = `${name}\n${pointer}\n${message}`;
        const known = violations.get(key) ?? { type: name, pointer, message, count: 0 };
        violations.set(key, { ...known, count: known.count + 1 });
      }
    },

    report: () =>
      structuredClone({
        events: [...events.values()],
        unplanned: Array.from(unplanned, ([type, count]) => ({ type, count })),
        violations: [...violations.values()],
      }),
  };
}
