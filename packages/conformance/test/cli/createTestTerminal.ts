import type { Terminal } from '@onevault/server/internal/cli/terminal';

/** A terminal that remembers what was printed: for tests. */
export function createTestTerminal(): { terminal: Terminal; printed: string[]; said: string[] } {
  const printed: string[] = [];
  const said: string[] = [];
  return {
    terminal: { print: (text) => printed.push(text), error: (text) => said.push(text), toMessage: String },
    printed,
    said,
  };
}
