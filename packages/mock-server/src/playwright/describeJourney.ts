import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { formatData } from '../kit/compare/formatData.ts';
import type { Ledger } from '../kit/countLedger.ts';
import type { RejectedRow } from '../kit/listRejected.ts';

export interface Journey {
  ledger: Ledger;
  events: StagedEvent[];
  rejected: RejectedRow[];
}

/** The attachment of a test, to read beside its trace: the ledger, then every event. */
export function describeJourney({ ledger, events, rejected }: Journey): string {
  const { sent, received, stored, duplicated, rejected: refused, lost } = ledger;
  const head = `sent ${sent} · received ${received} · stored ${stored} · duplicated ${duplicated} · rejected ${refused} · lost ${lost}`;
  const width = Math.max(0, ...events.map((event) => event.event_type.length));
  const rows = events.map(({ event_timestamp: at, event_type: type, page_url: url, event_data: data }) => {
    return `${at.slice(11, 23)}  ${type.padEnd(width)}  ${url}  ${formatData(data)}`;
  });
  const problems = rejected.map(({ event_type: type, stage, reason }) => {
    return `${stage}  ${type ?? '(no event_type)'}  ${reason.pointer}: ${reason.message}`;
  });
  return [head, '', ...rows, ...(problems.length > 0 ? ['', ...problems] : [])].join('\n');
}
