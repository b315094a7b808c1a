import type { ExportPortion, ExportQuery, Exports } from '../../engine/port.ts';

export interface ExportSource {
  operations: Pick<Exports, 'exportEvents'>;
  customerId: string;
  query: ExportQuery;
  /** Checked before each portion. */
  signal: AbortSignal;
  /** Called around each reading of a portion. Default: reads at once. */
  takeTurn?<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The portions of an export, each read when it is asked for: the memory for one is all that an export takes, however
 * slowly it is read. Throws when the signal is aborted, so that nobody takes a part for the whole.
 */
export async function* readExport(source: ExportSource): AsyncGenerator<ExportPortion, void> {
  const { operations, customerId, signal, takeTurn = (work) => work() } = source;
  for (let { query } = source; ; ) {
    signal.throwIfAborted();
    const portion = await takeTurn(() => operations.exportEvents(customerId, query));
    signal.throwIfAborted();
    yield portion;
    if (portion.next === null) return;
    query = { ...query, after: portion.next };
  }
}

/** Filters that look at staged columns find an event only once it is staged, so an export with one ends before that. */
export function needsStaging({
  status,
  page,
  sessionId,
  visitorId,
}: Pick<ExportQuery, 'status' | 'page' | 'sessionId' | 'visitorId'>): boolean {
  return status === undefined
    ? page !== undefined || sessionId !== undefined || visitorId !== undefined
    : status !== 'pending';
}
