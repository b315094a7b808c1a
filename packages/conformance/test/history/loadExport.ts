import type { History } from '@onevault/server/internal/engine/port';
import { type ImportOptions, importHistory } from '@onevault/server/internal/history/importHistory';
import { createImportNotes } from '@onevault/server/internal/history/importNotes';
import { openImportFiles } from '@onevault/server/internal/history/openImportFiles';

/** Imports a file or a folder as the command does, for the customer `demo`. */
export async function loadExport(history: History, path: string, more: Partial<ImportOptions> = {}) {
  const files = await openImportFiles([path]);
  const notes = createImportNotes();
  try {
    const source = more.source ?? 'plausible';
    const options = { history, customerId: 'demo', importId: source, source, files, notes, by: 'cli:ann' };
    return { result: await importHistory({ ...options, ...more }), notes };
  } finally {
    await files.close();
  }
}
